package dev.emotion4j.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion4j.audio.Segmentation;
import dev.emotion4j.audio.SileroActivity;
import dev.emotion4j.audio.Utterance;
import dev.emotion4j.audio.Utterances;
import dev.emotion4j.audio.VoiceActivity;
import dev.emotion4j.encoder.Encoders;
import dev.emotion4j.encoder.ExternalVoiceEncoder;
import dev.emotion4j.encoder.ExternalVoiceEncoderProvider;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.FormatException;
import dev.emotion4j.model.OnnxExport;
import dev.emotion4j.signal.AudioClip;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Own ONNX voice models by a settings file, and voice activity by path. */
class OnnxVoiceTest {
  private static final Path SHARED = Path.of(System.getProperty("emotion.shared", "none"));

  @TempDir Path folder;

  /** The largest and the mean of a waveform. */
  private record Levels() implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(Input.of("sound", Type.F32, Input.BATCH, Dim.symbol("samples")));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Ops<T> ops = scope.ops();
      T sound = inputs.get("sound");
      return Values.of("scores", ops.concat(1, List.of(ops.max(sound, 1), ops.mean(sound, 1))));
    }
  }

  /** The mean of each band over the frames, of bands that come first. */
  private record Bands() implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(Input.of("mel", Type.F32, Input.BATCH, Dim.of(8), Dim.symbol("frames")));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Ops<T> ops = scope.ops();
      return Values.of("embedding", ops.squeeze(ops.mean(inputs.get("mel"), 2), 2));
    }
  }

  private Path settings(Network network, String fields) throws IOException {
    OnnxExport.write(Graph.record(network), Weights.of(Map.of()), folder.resolve("voice.onnx"));
    return Files.writeString(
        folder.resolve("voice.json"), "{\"file\": \"voice.onnx\", " + fields + "}");
  }

  private static AudioClip tone(double hertz, int rate) {
    float[] samples = new float[rate];
    for (int i = 0; i < rate; i++) {
      samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * hertz * i / rate));
    }
    return AudioClip.of(samples, rate);
  }

  private static float[] values(Prepared row) {
    return Objects.requireNonNull(row.tensors().get("values"), row.toString()).floats();
  }

  private static final String WAVEFORM =
      "\"representation\": \"waveform\", \"mean\": 0.1, \"scale\": 2, \"kind\": \"logits\","
          + " \"labels\": [\"anger\", \"neutral\"]";

  @Test
  void aWaveformGoesInAsTheSettingsSay() throws IOException {
    try (ExternalVoiceEncoder encoder = Encoders.onnxVoice(settings(new Levels(), WAVEFORM))) {
      float[] values = values(encoder.prepare(List.of(tone(250, 8000))).get(0));
      assertThat((double) values[0]).isCloseTo((0.5 - 0.1) * 2, within(0.01));
      assertThat((double) values[1]).isCloseTo(-0.2, within(0.01));
      assertThat(encoder.labels().orElseThrow().names()).containsExactly("anger", "neutral");
      assertThat(encoder.prepare(List.of(AudioClip.of(new float[9000], 8000))).get(0).problem())
          .isPresent();
    }
  }

  @Test
  void clipsArePaddedToSoManySamples() throws IOException {
    String exact = WAVEFORM + ", \"samples\": 32000";
    try (ExternalVoiceEncoder encoder = Encoders.onnxVoice(settings(new Levels(), exact))) {
      Prepared row = encoder.prepare(List.of(AudioClip.of(constant(16_000), 16_000))).get(0);
      assertThat((double) values(row)[1]).isCloseTo((0.25 - 0.1) * 2, within(1e-4));
    }
  }

  private static float[] constant(int count) {
    float[] samples = new float[count];
    java.util.Arrays.fill(samples, 0.5f);
    return samples;
  }

  @Test
  void aLogMelMayHaveItsBandsFirst() throws IOException {
    String mel =
        "\"representation\": \"log-mel\", \"mels\": 8, \"layout\": \"mels-frames\", \"kind\":"
            + " \"embedding\"";
    try (ExternalVoiceEncoder encoder = Encoders.onnxVoice(settings(new Bands(), mel))) {
      float[] low = values(encoder.prepare(List.of(tone(200, 16_000))).get(0));
      float[] high = values(encoder.prepare(List.of(tone(6000, 16_000))).get(0));
      assertThat(low[0]).isGreaterThan(low[7] + 3);
      assertThat(high[7]).isGreaterThan(high[0] + 3);
      assertThat(encoder.labels()).isEmpty();
    }
  }

  @Test
  void theSettingsOpenItAgainAndWrongOnesAreRefused() throws IOException {
    Map<String, String> saved;
    try (ExternalVoiceEncoder encoder = Encoders.onnxVoice(settings(new Levels(), WAVEFORM))) {
      saved = encoder.settings();
    }
    ExternalVoiceEncoderProvider provider = new ExternalVoiceEncoderProvider();
    try (ModalityEncoder again = provider.open(saved, folder)) {
      assertThat(again.width()).isEqualTo(2);
    }
    settings(new Levels(), WAVEFORM.replace("0.1", "0.2"));
    assertThatThrownBy(() -> provider.open(saved, folder))
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("this model was made with");
    Path wrong = settings(new Levels(), WAVEFORM.replace("waveform", "sound"));
    assertThatThrownBy(() -> Encoders.onnxVoice(wrong))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("found 'sound', expected waveform or log-mel");
  }

  @Test
  void sileroHearsNoSpeechInSilenceAndNoise() throws IOException {
    Path file = SHARED.resolve("weights/silero_vad_16k_op15.onnx");
    assumeTrue(Files.exists(file), "needs " + file + "; give -Demotion.shared=DIR");
    try (VoiceActivity activity = SileroActivity.open(file)) {
      VoiceActivity.Detector detector = activity.start();
      SplittableRandom random = new SplittableRandom(1);
      float[] window = new float[VoiceActivity.WINDOW];
      for (int i = 0; i < 40; i++) {
        for (int j = 0; j < window.length; j++) {
          window[j] = i < 20 ? 0 : (float) (0.02 * (random.nextDouble() - 0.5));
        }
        double speech = detector.speech(window);
        if (i < 20 || i > 25) { // a noise that begins is a surprise for a moment
          assertThat(speech).as("window %d", i).isBetween(0.0, 0.5);
        }
      }
    }
  }

  @Test
  void sileroFindsTheUtteranceOfARecording() throws IOException {
    Path file = SHARED.resolve("weights/silero_vad_16k_op15.onnx");
    Path recording = SHARED.resolve("data/speech/emodb/03a02Wb.wav");
    assumeTrue(
        Files.exists(file) && Files.exists(recording),
        "needs " + file + " and " + recording + "; give -Demotion.shared=DIR");
    try (VoiceActivity activity = SileroActivity.open(file);
        Utterances utterances =
            Utterances.of(AudioClip.of(recording), activity, Segmentation.DEFAULT)) {
      assertThat(utterances.hasNext()).isTrue();
      Utterance found = utterances.next();
      assertThat(found.end() - found.start()).isGreaterThan(1);
    }
  }

  @Test
  void anotherModelIsNoVoiceActivity() throws IOException {
    settings(new Levels(), WAVEFORM);
    assertThatThrownBy(() -> SileroActivity.open(folder.resolve("voice.onnx")))
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("takes [sound]; expected input and state");
  }
}
