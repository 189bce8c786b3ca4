package dev.emotion4j.examples.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The media in the jar are what the program makes, and what the JDK reads. */
class BundledSampleTest {
  @TempDir static Path made;

  @BeforeAll
  static void make() throws IOException {
    SampleMedia.main(new String[] {made.toString()});
  }

  @Test
  void theVoiceIsMadeAgainByteForByte() throws IOException {
    assertThat(BundledSample.voice()).isEqualTo(Files.readAllBytes(made.resolve("voice.wav")));
  }

  @Test
  void theWearableIsMadeAgainByteForByte(@TempDir Path folder) throws IOException {
    Path bundled = BundledSample.wearable(folder.resolve("new/wearable"));
    try (Stream<Path> files = Files.list(made.resolve("wearable"))) {
      List<Path> names = files.map(Path::getFileName).sorted().toList();
      assertThat(names).hasSize(5);
      for (Path name : names) {
        assertThat(bundled.resolve(name))
            .hasSameBinaryContentAs(made.resolve("wearable").resolve(name));
      }
    }
  }

  @Test
  void theFacesAreMadeAgainToTheEye() throws IOException {
    assertSamePicture(BundledSample.face(), made.resolve("face.png"));
    List<byte[]> frames = BundledSample.faceSequence();
    for (int n = 0; n < frames.size(); n++) {
      assertSamePicture(frames.get(n), made.resolve(SampleMedia.frame(n)));
    }
  }

  @Test
  void theFacesAreRgbPicturesOfTheDocumentedSizes() throws IOException {
    BufferedImage face = image(BundledSample.face());
    assertThat(List.of(face.getWidth(), face.getHeight(), face.getRaster().getNumBands()))
        .containsExactly(240, 240, 3);
    List<byte[]> frames = BundledSample.faceSequence();
    assertThat(frames).hasSize(10);
    for (byte[] bytes : frames) {
      BufferedImage frame = image(bytes);
      assertThat(List.of(frame.getWidth(), frame.getHeight(), frame.getRaster().getNumBands()))
          .containsExactly(96, 96, 3);
    }
  }

  @Test
  void theSequenceMovesFromItsFirstFrameToItsLast() throws IOException {
    List<byte[]> frames = BundledSample.faceSequence();
    double before = 0;
    for (int n = 1; n < frames.size(); n++) {
      double moved = difference(image(frames.get(0)), image(frames.get(n)));
      assertThat(moved)
          .as("frame %d is farther from the first than the one before", n)
          .isGreaterThanOrEqualTo(before);
      before = moved;
    }
    assertThat(before).isGreaterThan(1);
  }

  @Test
  void theVoiceIsSixteenKilohertzMonoAndNotClipped()
      throws IOException, UnsupportedAudioFileException {
    try (AudioInputStream audio =
        AudioSystem.getAudioInputStream(new ByteArrayInputStream(BundledSample.voice()))) {
      AudioFormat format = audio.getFormat();
      assertThat(format.getSampleRate()).isEqualTo(16_000f);
      assertThat(format.getChannels()).isEqualTo(1);
      assertThat(format.getSampleSizeInBits()).isEqualTo(16);
      assertThat(audio.getFrameLength()).isEqualTo(46_400);
      byte[] bytes = audio.readAllBytes();
      int peak = 0;
      for (int n = 0; n < bytes.length; n += 2) {
        peak = Math.max(peak, Math.abs((short) (bytes[n] & 0xff | bytes[n + 1] << 8)));
      }
      assertThat(peak).isBetween(26_000, 26_400); // 0.8 of the full scale
    }
  }

  @Test
  void aHeartBeatsInTheWearable(@TempDir Path folder) throws IOException {
    List<String> rows = Files.readAllLines(BundledSample.wearable(folder).resolve("IBI.csv"));
    assertThat(rows).hasSizeBetween(95, 110); // 70 s at about 88 beats per minute, and the heading
    assertThat(rows.subList(1, rows.size()))
        .allSatisfy(row -> assertThat(Double.parseDouble(row.split(",")[1])).isBetween(0.55, 0.80));
  }

  @Test
  void theProgramSaysThatItNeedsAFolder() {
    assertThatThrownBy(() -> SampleMedia.main(new String[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("found 0 arguments, expected one: the folder to write into");
  }

  private static void assertSamePicture(byte[] bundled, Path made) throws IOException {
    // Math.exp and its like may differ in the last bit between JDKs, which may move a channel by
    // one step.
    assertThat(difference(image(bundled), image(Files.readAllBytes(made)))).isLessThan(0.5);
  }

  private static BufferedImage image(byte[] bytes) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
    assertThat(image).isNotNull();
    return image;
  }

  /** The mean distance of the channels, of 255. */
  private static double difference(BufferedImage one, BufferedImage other) {
    assertThat(one.getWidth()).isEqualTo(other.getWidth());
    int[] a = one.getRaster().getPixels(0, 0, one.getWidth(), one.getHeight(), (int[]) null);
    int[] b = other.getRaster().getPixels(0, 0, other.getWidth(), other.getHeight(), (int[]) null);
    assertThat(a).hasSameSizeAs(b);
    long sum = 0;
    for (int n = 0; n < a.length; n++) {
      sum += Math.abs(a[n] - b[n]);
    }
    return sum / (double) a.length;
  }
}
