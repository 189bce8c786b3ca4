package dev.emotion4j.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.Recognition;
import dev.emotion4j.encoder.FaceEncoder;
import dev.emotion4j.encoder.FaceNetwork;
import dev.emotion4j.encoder.FaceOptions;
import dev.emotion4j.encoder.VoiceConfig;
import dev.emotion4j.encoder.VoiceEncoder;
import dev.emotion4j.fusion.Fusion;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A video file as a sample of two modalities, by networks that have learned nothing. */
class VideoSampleTest {
  private static final FaceNetwork FACE =
      new FaceNetwork(new FaceNetwork.Config(16, List.of(2, 4), List.of(4, 8), List.of(1, 1), 4));

  @TempDir Path folder;

  @BeforeEach
  void ffmpegIsThere() {
    Clips.assumeFfmpeg();
  }

  private static Recognition recognize(Path file) {
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder()
            .encoder(FaceEncoder.untrained(FACE, FaceOptions.DEFAULT, 1))
            .encoder(VoiceEncoder.untrained(new VoiceConfig(8, 8, 15), 2))
            .fusion(Fusion.concat())
            .labels(LabelSet.EKMAN)
            .build()) {
      return recognizer.recognizeAll(List.of(Sample.ofVideo(file))).get(0);
    }
  }

  /** Two seconds of pictures, and of a tone that comes and goes. */
  private Path clip(boolean sound) throws IOException {
    Path file = folder.resolve(sound ? "both.mp4" : "mute.mp4");
    String pattern = "testsrc=s=64x48:r=5:d=2";
    String tone = "aevalsrc=0.5*sin(900*t)*gt(mod(t\\,1)\\,0.3)+0.001*(random(0)-0.5):s=16000:d=2";
    return Clips.make(
        file,
        sound
            ? List.of("-f", "lavfi", "-i", pattern, "-f", "lavfi", "-i", tone, "-c:v", "mpeg4")
            : List.of("-f", "lavfi", "-i", pattern, "-c:v", "mpeg4"));
  }

  @Test
  void aVideoGivesFaceAndVoice() throws IOException {
    Recognition result = recognize(clip(true));
    assertThat(result.used()).containsExactlyInAnyOrder(Modality.FACE, Modality.VOICE);
    assertThat(result.failed()).isEmpty();
  }

  @Test
  void ofAVideoWithoutSoundTheFaceStillCounts() throws IOException {
    Path mute = clip(false);
    Recognition result = recognize(mute);
    assertThat(result.used()).containsExactly(Modality.FACE);
    assertThat(result.failed()).containsOnlyKeys(Modality.VOICE);
    assertThat(result.failed().get(Modality.VOICE)).contains("no sound track in " + mute);
  }

  @Test
  void aTextThatIsNamedLikeAVideoIsAProblemOfBoth() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.mp4"), "CANARY\n".repeat(500));
    Recognition result = recognize(text);
    assertThat(result.isEmpty()).isTrue();
    assertThat(result.failed()).containsOnlyKeys(Modality.FACE, Modality.VOICE);
    assertThat(result.toString()).doesNotContain("CANARY");
  }
}
