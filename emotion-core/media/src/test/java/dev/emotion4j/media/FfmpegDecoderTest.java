package dev.emotion4j.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.emotion4j.spi.MediaDecoder;
import dev.emotion4j.spi.MediaDecoder.Limits;
import dev.emotion4j.spi.MediaException;
import dev.emotion4j.spi.MediaException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FfmpegDecoderTest {
  private final MediaDecoder decoder = MediaDecoder.require();
  @TempDir Path folder;

  @BeforeEach
  void ffmpegIsThere() {
    Clips.assumeFfmpeg();
  }

  private static List<MediaDecoder.Picture> all(MediaDecoder.Pictures pictures) {
    List<MediaDecoder.Picture> all = new ArrayList<>();
    for (var next = pictures.next(); next.isPresent(); next = pictures.next()) {
      all.add(next.get());
    }
    return all;
  }

  private static float[] all(MediaDecoder.Sound sound) {
    float[] all = new float[0];
    float[] chunk = new float[1000];
    for (int n = sound.read(chunk, 0, 1000); n >= 0; n = sound.read(chunk, 0, 1000)) {
      int before = all.length;
      all = Arrays.copyOf(all, before + n);
      System.arraycopy(chunk, 0, all, before, n);
    }
    return all;
  }

  private MediaException failure(Path file, boolean sound) {
    MediaException failure =
        catchThrowableOfType(
            MediaException.class,
            () -> {
              if (sound) {
                decoder.sound(file, 16_000, Limits.DEFAULT).close();
              } else {
                decoder.pictures(file, 2, 320, Limits.DEFAULT).close();
              }
            });
    assertThat(failure).isNotNull();
    return failure;
  }

  @Test
  void theServiceIsFoundByName() {
    assertThat(decoder).isInstanceOf(FfmpegDecoder.class);
    assertThat(decoder.name()).isEqualTo("ffmpeg");
  }

  @Test
  void picturesAreThoseShownAtTheirTimes() throws IOException {
    Path clip = Clips.silent(folder.resolve("clip.mp4"), Clips.BRIGHTENING);
    try (var pictures = decoder.pictures(clip, 2, 320, Limits.DEFAULT)) {
      List<MediaDecoder.Picture> all = all(pictures);
      assertThat(all).hasSizeBetween(16, 17);
      for (int i = 0; i < 16; i++) {
        MediaDecoder.Picture picture = all.get(i);
        assertThat(picture.seconds()).isEqualTo(i / 2.0);
        assertThat(picture.width()).isEqualTo(64);
        assertThat(picture.height()).isEqualTo(48);
        // Studio range: luma 16 is black and 235 white.
        double luma = 16 + (picture.rgb()[3000] & 255) * 219 / 255.0;
        assertThat((luma - 16) / 20).as("second shown").isCloseTo(i / 2.0, within(0.1));
      }
      assertThat(pictures.notes()).isEmpty();
    }
  }

  @Test
  void largePicturesAreMadeSmallerInProportion() throws IOException {
    Path clip = Clips.silent(folder.resolve("wide.mkv"), "testsrc=s=1280x720:r=5:d=1");
    try (var pictures = decoder.pictures(clip, 1, 320, Limits.DEFAULT)) {
      MediaDecoder.Picture picture = pictures.next().orElseThrow();
      assertThat(picture.width()).isEqualTo(320);
      assertThat(picture.height()).isEqualTo(180);
      assertThat(picture.toString()).isEqualTo("picture of 320x180 at 0.0 s");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tone.mp3", "tone.flac", "tone.ogg", "tone.m4a", "tone.wav", "tone.aiff"})
  void soundOfEveryFormatIsResampledToMono(String name) throws IOException {
    Path clip = Clips.tone(folder.resolve(name));
    try (var sound = decoder.sound(clip, 16_000, Limits.DEFAULT)) {
      float[] all = all(sound);
      assertThat(sound.rate()).isEqualTo(16_000);
      assertThat(all.length / 16_000.0).isCloseTo(4, within(0.08));
      // A sine crosses zero upwards once per period.
      int periods = 0;
      for (int i = 8_000; i < 40_000; i++) {
        periods += all[i - 1] < 0 && all[i] >= 0 ? 1 : 0;
      }
      assertThat(periods).isBetween(879, 881);
      assertThat(sound.notes()).isEmpty();
    }
  }

  @Test
  void stereoIsAveragedNotSummed() throws IOException {
    Path clip = folder.resolve("stereo.wav");
    String loud = "aevalsrc=0.9*sin(440*2*PI*t)|0.9*sin(440*2*PI*t):s=16000:d=1";
    Clips.make(clip, List.of("-f", "lavfi", "-i", loud, "-c:a", "pcm_f32le"));
    try (var sound = decoder.sound(clip, 16_000, Limits.DEFAULT)) {
      float peak = 0;
      for (float value : all(sound)) {
        peak = Math.max(peak, value);
      }
      assertThat(peak).isCloseTo(0.9f, within(0.01f));
    }
  }

  @Test
  void aClipOfBothGivesBoth() throws IOException {
    Path clip = Clips.both(folder.resolve("both.mp4"));
    try (var pictures = decoder.pictures(clip, 2, 320, Limits.DEFAULT);
        var sound = decoder.sound(clip, 16_000, Limits.DEFAULT)) {
      assertThat(all(pictures)).hasSizeBetween(8, 9);
      assertThat(all(sound).length).isBetween(63_000, 65_500);
    }
  }

  @Test
  void aVideoWithoutSoundSaysSo() throws IOException {
    Path clip = Clips.silent(folder.resolve("mute.mp4"), Clips.PATTERN);
    MediaException failure = failure(clip, true);
    assertThat(failure.reason()).isEqualTo(Reason.NO_SOUND);
    assertThat(failure).hasMessage("no sound track in " + clip);
  }

  @Test
  void soundWithoutPicturesSaysSo() throws IOException {
    Path clip = Clips.tone(folder.resolve("tone.m4a"));
    MediaException failure = failure(clip, false);
    assertThat(failure.reason()).isEqualTo(Reason.NO_PICTURES);
    assertThat(failure).hasMessage("no video track in " + clip);
  }

  @Test
  void aTextThatIsNamedLikeAVideoIsNoMediaAndIsNotQuoted() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.mp4"), "CANARY dear diary\n".repeat(500));
    MediaException failure = failure(text, false);
    assertThat(failure.reason()).isEqualTo(Reason.NOT_MEDIA);
    assertThat(failure).hasMessageContaining("no video can be decoded from " + text);
    assertThat(failure.getMessage()).doesNotContain("CANARY");
  }

  @Test
  void emptyMissingAndFolderAreToldApart() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.mp4"));
    assertThat(failure(empty, true).reason()).isEqualTo(Reason.NOT_MEDIA);
    Path missing = folder.resolve("missing.mp4");
    assertThat(failure(missing, true)).hasMessage("no such file: " + missing);
    assertThat(failure(folder, true)).hasMessage("not a readable file: " + folder);
  }

  @Test
  void playListsAreRefusedWhateverTheyAreNamed() throws IOException {
    Path secret = Clips.silent(folder.resolve("secret.ts"), Clips.PATTERN);
    String hls = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n%s\n#EXT-X-ENDLIST\n";
    String concat = "ffconcat version 1.0\nfile '%s'\n";
    for (String list : List.of(hls, concat)) {
      Path file = Files.writeString(folder.resolve("list.mp4"), String.format(list, secret));
      assertThat(failure(file, false).reason()).isEqualTo(Reason.NOT_MEDIA);
    }
  }

  @Test
  void aTruncatedClipGivesWhatThereIsAndANote() throws IOException {
    Path whole =
        Clips.make(
            folder.resolve("whole.mp4"),
            List.of(
                "-f",
                "lavfi",
                "-i",
                "testsrc=s=320x240:r=25:d=4",
                "-c:v",
                "mpeg4",
                "-movflags",
                "+faststart"));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(bytes, bytes.length * 6 / 10));
    try (var pictures = decoder.pictures(cut, 4, 320, Limits.DEFAULT)) {
      assertThat(all(pictures)).hasSizeBetween(5, 13);
      assertThat(pictures.notes()).singleElement().asString().startsWith("the file is damaged: ");
    }
    Path headless = Clips.silent(folder.resolve("late.mp4"), Clips.PATTERN);
    byte[] late = Files.readAllBytes(headless);
    Files.write(headless, Arrays.copyOf(late, late.length / 2));
    assertThat(failure(headless, false))
        .hasMessageContaining("its index is missing, as in a recording that was cut short");
  }

  @Test
  void aLimitCutsAndSaysSo() throws IOException {
    Path clip = Clips.both(folder.resolve("both.mp4"));
    Limits limits = Limits.DEFAULT.duration(Duration.ofSeconds(1));
    try (var pictures = decoder.pictures(clip, 5, 320, limits);
        var sound = decoder.sound(clip, 8_000, limits)) {
      assertThat(all(pictures)).hasSize(5);
      assertThat(pictures.notes()).containsExactly("the video is cut after 1 s, the limit");
      assertThat(all(sound)).hasSize(8_000);
      assertThat(sound.notes()).containsExactly("the sound is cut after 1 s, the limit");
    }
  }

  @Test
  void afterClosingAReadSaysSo() throws IOException {
    Path clip = Clips.both(folder.resolve("both.mp4"));
    var pictures = decoder.pictures(clip, 25, 320, Limits.DEFAULT);
    assertThat(pictures.next()).isPresent();
    pictures.close();
    pictures.close();
    assertThatIllegalStateException()
        .isThrownBy(pictures::next)
        .withMessage("the media stream is closed; open the file again");
    var sound = decoder.sound(clip, 16_000, Limits.DEFAULT);
    sound.close();
    assertThatIllegalStateException().isThrownBy(() -> sound.read(new float[9], 0, 9));
  }

  @Test
  void namesThatLookLikeOptionsOrAddressesAreFiles() throws IOException {
    Path odd = folder.resolve("-y http:x 'ä%d.mp4");
    Files.move(Clips.silent(folder.resolve("clip.mp4"), Clips.PATTERN), odd);
    try (var pictures = decoder.pictures(odd, 1, 320, Limits.DEFAULT)) {
      assertThat(pictures.next()).isPresent();
    }
  }

  @Test
  void argumentsOutOfRangeAreRefused() {
    Path any = Path.of("any.mp4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> decoder.sound(any, 10, Limits.DEFAULT))
        .withMessage("a rate of 10 samples per second; expected 1000 to 192000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> decoder.pictures(any, Double.NaN, 320, Limits.DEFAULT))
        .withMessage("NaN pictures per second; expected more than 0, at most 60");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> decoder.pictures(any, 2, 8, Limits.DEFAULT))
        .withMessage("pictures of at most 8 pixels a side; expected 16 to 4096");
  }

  @Test
  void ffmpegNeverEntersThisProcess() throws IOException {
    Path maps = Path.of("/proc/self/maps");
    assumeThat(maps).as("a list of what the process has loaded").exists();
    Clips.both(folder.resolve("both.mp4"));
    assertThat(Files.readString(maps)).doesNotContain("libavcodec").doesNotContain("libavutil");
  }

  @Test
  void theClipOfTheFacesIsDecoded() {
    Optional<Path> shared = Optional.ofNullable(System.getProperty("emotion.shared")).map(Path::of);
    assumeThat(shared).as("-Demotion.shared").isPresent();
    Path clip = shared.get().resolve("data/faces/media/WolfgangLanger_Pexels.mp4");
    assumeThat(clip).as("the clip of faces/media").exists();
    try (var pictures = decoder.pictures(clip, 2, 640, Limits.DEFAULT)) {
      assertThat(all(pictures)).hasSizeBetween(39, 41);
    }
  }
}
