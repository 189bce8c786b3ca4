package dev.emotion4j.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion4j.golden.Golden;
import dev.emotion4j.model.Json;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureReaderTest {
  private static final byte END = (byte) 0xd9;

  @TempDir Path folder;

  @Test
  void aPictureOf900MegapixelsIsRefusedByItsHeader() {
    byte[] bomb = PictureFiles.pngHeader(30_000, 30_000);
    long start = System.nanoTime();
    assertThatThrownBy(() -> PictureReader.read(bomb))
        .isInstanceOf(PictureException.class)
        .hasMessage(
            "a picture of 30000 x 30000 pixels (900 megapixels); expected at most 40 megapixels."
                + " Make it smaller");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void aFileOfMoreThan30MegabytesIsRefused() {
    assertThatThrownBy(() -> PictureReader.read(new byte[PictureReader.MOST_BYTES + 1]))
        .hasMessageContaining("more than 30000000 bytes");
  }

  @Test
  void aProgressiveJpegWhoseScansAreRepeatedIsRefusedBeforeTheyAreDecoded() throws IOException {
    assertThat(PictureReader.read(progressive(5)).picture().width()).isEqualTo(64);
    byte[] bomb = progressive(100);
    assertThatThrownBy(() -> PictureReader.read(bomb))
        .isInstanceOf(PictureException.class)
        .hasMessageMatching(
            "a JPEG picture in 1\\d\\d scans; expected at most 64. Save it anew as a plain JPEG");
  }

  @Test
  void scansAreCountedAcrossCommentsAndOnlyUpToTheEndOfTheImage() throws IOException {
    byte[] video = new byte[400]; // of a moving photo: any bytes, FF DA among them
    for (int i = 0; i < video.length; i += 4) {
      video[i] = (byte) 0xff;
      video[i + 1] = (byte) 0xda;
    }
    ByteArrayOutputStream moving = new ByteArrayOutputStream();
    moving.write(progressive(5));
    moving.write(video);
    assertThat(PictureReader.read(moving.toByteArray()).picture().width()).isEqualTo(64);
    byte[] bomb = progressive(100, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 4, (byte) 0xff, END});
    assertThatThrownBy(() -> PictureReader.read(bomb)).hasMessageContaining("scans; expected");
  }

  private static byte[] progressive(int more) throws IOException {
    return progressive(more, new byte[0]);
  }

  /** Returns a picture of 64 x 48 pixels whose last scan comes so many times more, after this. */
  private static byte[] progressive(int more, byte[] between) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(PictureFiles.stripes(64, 48), null, null), param);
    } finally {
      writer.dispose();
    }
    byte[] file = out.toByteArray();
    int end = file.length - 2;
    int scan = end;
    while (file[scan] != (byte) 0xff || file[scan + 1] != (byte) 0xda) {
      scan--;
    }
    ByteArrayOutputStream repeated = new ByteArrayOutputStream();
    repeated.write(file, 0, end);
    for (int i = 0; i < more; i++) {
      repeated.write(between);
      repeated.write(file, scan, end - scan);
    }
    repeated.write(file, end, 2);
    return repeated.toByteArray();
  }

  @Test
  void greyIsReadWithoutTheGammaCurveOfTheJdk() throws IOException {
    BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(0, 0, 0, 211);
    assertThat(grey.getRGB(0, 0) & 255).as("what getRGB would say").isNotEqualTo(211);
    Picture picture = PictureReader.read(PictureFiles.file(grey, "png")).picture();
    assertThat(picture.channels()).isEqualTo(1);
    assertThat(picture.sample(0, 0, 0)).isEqualTo(211);
  }

  @Test
  void sixteenBitsAreRoundedToEight() throws IOException {
    BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 211 * 257);
    PictureReader.Read read = PictureReader.read(PictureFiles.file(deep, "png"));
    assertThat(read.picture().sample(0, 0, 0)).isEqualTo(211);
    assertThat(read.notes()).containsExactly("16 bits per channel rounded to 8");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_INT_ARGB_PRE,
        BufferedImage.TYPE_BYTE_INDEXED
      })
  void everyKindOfPictureKeepsItsColours(int type) {
    BufferedImage image = new BufferedImage(3, 2, type);
    image.setRGB(1, 1, 0xffff3300);
    int before = image.getRGB(1, 1);
    image.setRGB(2, 0, 0xffffffff);
    Picture picture = PictureReader.read(new FaceImage.Buffered(image)).picture();
    assertThat(picture.channels()).isEqualTo(3);
    assertThat(picture.sample(1, 1, 0)).isEqualTo(255);
    assertThat(picture.sample(1, 1, 1)).isEqualTo(0x33);
    assertThat(picture.sample(1, 1, 2)).isZero();
    assertThat(picture.sample(2, 0, 2)).isEqualTo(255);
    assertThat(image.getRGB(1, 1)).as("the caller's picture").isEqualTo(before);
  }

  @Test
  void transparentPartsAreShownOnWhite() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(1, 0, 0xff102030);
    PictureReader.Read read = PictureReader.read(PictureFiles.file(image, "png"));
    assertThat(read.picture().sample(0, 0, 1)).isEqualTo(255);
    assertThat(read.picture().sample(1, 0, 1)).isEqualTo(0x20);
    assertThat(read.notes()).containsExactly("transparent parts shown on white");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rgb", "ycck"})
  void fourInksBecomeTheColoursThatPilSees(String kind) {
    Json golden = Golden.json("image/image.json").get("cmyk");
    byte[] file = Base64.getDecoder().decode(golden.get("jpeg").text());
    if (kind.equals("ycck")) {
      file[PictureFiles.find(file, "Adobe") + 11] = 2;
    }
    PictureReader.Read read = PictureReader.read(file);
    assertThat(read.notes()).containsExactly("converted from CMYK without its colour profile");
    double[] expected = Golden.numbers(golden.get(kind));
    for (int i = 0; i < expected.length; i++) {
      int x = i / 3 % 16;
      int y = i / 48;
      assertThat((double) read.picture().sample(x, y, i % 3))
          .as("sample %d", i)
          .isBetween(expected[i] - 4, expected[i] + 4);
    }
  }

  @Test
  void aJpegThatIsCutOffGivesWhatCanBeDecodedAndANote() throws IOException {
    byte[] whole = PictureFiles.file(PictureFiles.stripes(64, 64), "jpg");
    byte[] half = Arrays.copyOf(whole, whole.length * 2 / 3);
    PictureReader.Read read = PictureReader.read(half);
    assertThat(read.picture().height()).isEqualTo(64);
    assertThat(read.notes())
        .containsExactly("the file is cut off or damaged; what can be decoded was used");
    assertThat(read.picture().sample(5, 2, 0))
        .isEqualTo(PictureReader.read(whole).picture().sample(5, 2, 0));
    assertThat(read.picture().isDecoded(5, 2)).isTrue();
    assertThat(read.picture().isDecoded(60, 60)).isFalse();
    assertThat(PictureReader.read(whole).picture().isDamaged()).isFalse();
    assertThat(PictureReader.read(new FaceImage.Decoded(read.picture())).notes())
        .as("it stays known to be damaged")
        .isEqualTo(read.notes());
  }

  @Test
  void aDamagedJpegWhoseEndIsThereIsNotTakenForOneThatIsCutOff() throws IOException {
    BufferedImage white = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    white.createGraphics().fillRect(0, 0, 64, 64);
    byte[] whole = PictureFiles.file(white, "jpg");
    byte[] damaged = Arrays.copyOf(whole, whole.length - 2); // without the mark of its end
    PictureReader.Read read = PictureReader.read(damaged);
    assertThat(read.notes()).hasSize(1);
    assertThat(read.picture().isDamaged()).isFalse();
  }

  @Test
  void aPngThatIsCutOffIsRefused() throws IOException {
    byte[] whole = PictureFiles.file(PictureFiles.stripes(64, 64), "png");
    assertThatThrownBy(() -> PictureReader.read(Arrays.copyOf(whole, whole.length - 20)))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("cut off");
  }

  @Test
  void anEmptyFileAndOneThatIsNoPictureSayWhatWasExpected() throws IOException {
    assertThatThrownBy(() -> PictureReader.read(new byte[0]))
        .hasMessage("the picture is empty: 0 bytes; expected a JPEG or PNG file");
    assertThatThrownBy(() -> PictureReader.read("%PDF-1.7 ...".getBytes(US_ASCII)))
        .hasMessageContaining("they look like PDF")
        .hasMessageContaining("expected JPEG, PNG, GIF or BMP");
    assertThatThrownBy(() -> PictureReader.read(folder.resolve("none.jpg")))
        .hasMessageContaining("none.jpg' does not exist");
    assertThatThrownBy(() -> PictureReader.read(folder))
        .hasMessageContaining("is a folder; expected a picture");
  }

  @Test
  void theContentDecidesNotTheName() throws IOException {
    Path file = folder.resolve("face.png");
    Files.write(file, PictureFiles.file(PictureFiles.stripes(8, 8), "jpg"));
    assertThat(PictureReader.read(file).notes())
        .containsExactly("the file's content is JPEG, its name says something else");
  }

  @Test
  void aPhotographIsTurnedUprightAsExifSays() throws IOException {
    byte[] file =
        PictureFiles.withOrientation(PictureFiles.file(PictureFiles.stripes(12, 6), "jpg"), 6);
    PictureReader.Read read = PictureReader.read(file);
    assertThat(read.picture().width()).isEqualTo(6);
    assertThat(read.picture().height()).isEqualTo(12);
    assertThat(read.notes()).containsExactly("turned upright as its EXIF data says");
  }

  @Test
  void gifAndBmpAreRead() throws IOException {
    for (String format : new String[] {"gif", "bmp"}) {
      Picture picture =
          PictureReader.read(PictureFiles.file(PictureFiles.stripes(9, 5), format)).picture();
      assertThat(picture.width()).as(format).isEqualTo(9);
    }
  }

  // Found by no fuzzer so far; the seed is printed so that a failure can be made a named test.
  @Test
  void noHeaderHoweverBrokenGivesAnythingButTheLibrarysException() throws IOException {
    long seed = Long.getLong("emotion.seed", 20261125);
    int rounds = Boolean.getBoolean("emotion.long") ? 100_000 : 10_000;
    SplittableRandom random = new SplittableRandom(seed);
    byte[][] seeds = {
      PictureFiles.withOrientation(PictureFiles.file(PictureFiles.stripes(16, 12), "jpg"), 3),
      PictureFiles.file(PictureFiles.stripes(16, 12), "png"),
      PictureFiles.file(PictureFiles.stripes(16, 12), "gif"),
      PictureFiles.file(PictureFiles.stripes(16, 12), "bmp")
    };
    int read = 0;
    for (int i = 0; i < rounds; i++) {
      byte[] mutant = PictureFiles.mutant(seeds[i % seeds.length], random);
      try {
        PictureHeader header = PictureHeader.of(mutant);
        assertThat(header.orientation()).isBetween(1, 8);
        if (i % 50 < 4) { // decoding costs more; every kind gets its share
          PictureReader.read(mutant);
          read++;
        }
      } catch (PictureException expected) {
        assertThat(expected).as("seed %d, round %d", seed, i).hasMessageNotContaining("null");
      }
    }
    assertThat(read).isPositive();
  }
}
