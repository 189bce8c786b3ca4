package dev.emotion4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.golden.Golden;
import dev.emotion4j.image.Resize.Edge;
import dev.emotion4j.image.Resize.Filter;
import dev.emotion4j.model.Json;
import dev.emotion4j.signal.FaceBox;
import dev.emotion4j.signal.FaceBox.Point;
import dev.emotion4j.signal.Picture;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ResizeTest {
  private static final Json GOLDEN = Golden.json("image/image.json");

  private static Picture source() {
    double[] numbers = Golden.numbers(GOLDEN.get("source"));
    byte[] bytes = new byte[numbers.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (int) numbers[i];
    }
    return Picture.rgb(
        GOLDEN.get("width").integer(1, 99), GOLDEN.get("height").integer(1, 99), bytes);
  }

  @Test
  void everySizeAndFilterIsThatOfPil() {
    assertThat(GOLDEN.get("cases").items()).hasSize(5);
    for (Json one : GOLDEN.get("cases").items()) {
      double[] box = Golden.numbers(one.get("box"));
      double[] size = Golden.numbers(one.get("size"));
      float[] planes =
          Resize.planes(
              source(),
              new Crop(box[0], box[1], box[2] - box[0], box[3] - box[1]),
              (int) size[0],
              (int) size[1],
              Filter.valueOf(one.get("filter").text().toUpperCase(Locale.ROOT)),
              Edge.REFLECT);
      double[] expected = Golden.numbers(one.get("planes"));
      assertThat(planes).hasSize(expected.length);
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) planes[i])
            .as("%s, %d", one.path(), i)
            .isCloseTo(expected[i], within(2e-3));
      }
    }
  }

  @Test
  void lumaIsTheWeighedSumOfThePlanes() {
    Crop part = new Crop(-3, 2, 20, 20);
    float[] planes = Resize.planes(source(), part, 5, 5, Filter.BILINEAR, Edge.REPEAT);
    float[] luma = Resize.luma(source(), part, 5, 5, Filter.BILINEAR, Edge.REPEAT);
    for (int i = 0; i < 25; i++) {
      float sum = 0.299f * planes[i] + 0.587f * planes[25 + i] + 0.114f * planes[50 + i];
      assertThat(luma[i]).isCloseTo(sum, within(1e-3f));
    }
  }

  @Test
  void behindItsEdgeThePictureRepeatsOrIsMirrored() {
    Picture row = Picture.grey(3, 1, new byte[] {10, 20, 30});
    Crop wide = new Crop(-2, 0, 7, 1);
    assertThat(Resize.luma(row, wide, 7, 1, Filter.BILINEAR, Edge.REPEAT))
        .containsExactly(10, 10, 10, 20, 30, 30, 30);
    assertThat(Resize.luma(row, wide, 7, 1, Filter.BILINEAR, Edge.REFLECT))
        .containsExactly(30, 20, 10, 20, 30, 20, 10);
  }

  @Test
  void aTurnedPictureIsResizedAsOneThatWasCopied() {
    for (int orientation = 1; orientation <= 8; orientation++) {
      Picture turned = source().upright(orientation);
      byte[] copy = new byte[turned.width() * turned.height() * 3];
      for (int y = 0, to = 0; y < turned.height(); y++) {
        for (int x = 0; x < turned.width(); x++) {
          for (int c = 0; c < 3; c++) {
            copy[to++] = (byte) turned.sample(x, y, c);
          }
        }
      }
      Picture copied = Picture.rgb(turned.width(), turned.height(), copy);
      Crop part = new Crop(1, 2, 15, 13);
      assertThat(Resize.planes(turned, part, 6, 6, Filter.BICUBIC, Edge.REPEAT))
          .containsExactly(Resize.planes(copied, part, 6, 6, Filter.BICUBIC, Edge.REPEAT));
    }
  }

  @Test
  void aSimilarityIsFoundAgainFromFivePoints() {
    List<Point> from =
        List.of(
            new Point(3, 4), new Point(9, 5), new Point(6, 8), new Point(4, 11), new Point(8, 12));
    Alignment truth = new Alignment(1.5, -0.4, 7, 2);
    Alignment found = Alignment.of(from, from.stream().map(truth::apply).toList());
    assertThat(found.a()).isCloseTo(1.5, within(1e-9));
    assertThat(found.b()).isCloseTo(-0.4, within(1e-9));
    assertThat(found.dx()).isCloseTo(7, within(1e-9));
    assertThat(found.dy()).isCloseTo(2, within(1e-9));
    assertThat(found.scale()).isCloseTo(Math.hypot(1.5, 0.4), within(1e-9));
  }

  @Test
  void aTurnedFaceIsTurnedBack() {
    // A dark bar through the eyes, falling to the right by 45 degrees.
    byte[] bytes = new byte[80 * 80];
    for (int y = 0; y < 80; y++) {
      for (int x = 0; x < 80; x++) {
        bytes[y * 80 + x] = (byte) (Math.abs(x - y) < 6 ? 10 : 200);
      }
    }
    List<Point> eyes =
        List.of(
            new Point(30, 30),
            new Point(50, 50),
            new Point(40, 40),
            new Point(40, 40),
            new Point(40, 40));
    FaceBox face = new FaceBox(20, 20, 40, 40, eyes, 1);
    float[] upright = Alignment.upright(Picture.grey(80, 80, bytes), face, 0, 20);
    assertThat(upright[10 * 20 + 2]).isLessThan(60);
    assertThat(upright[10 * 20 + 17]).isLessThan(60);
    assertThat(upright[2 * 20 + 10]).isGreaterThan(180);
    assertThat(upright[17 * 20 + 10]).isGreaterThan(180);
  }

  @Test
  void blurSizeAndFlatnessLowerTheQuality() {
    float[] sharp = new float[48 * 48];
    float[] blurred = new float[48 * 48];
    for (int y = 0; y < 48; y++) {
      for (int x = 0; x < 48; x++) {
        sharp[y * 48 + x] = (float) (128 + 60 * Math.sin(x * 0.9) * Math.cos(y * 0.8));
        blurred[y * 48 + x] = (float) (128 + 60 * Math.sin(x * 0.12) * Math.cos(y * 0.1));
      }
    }
    Crop large = new Crop(100, 100, 200, 200);
    Picture picture = Picture.grey(400, 400, new byte[400 * 400]);
    assertThat(FaceQuality.of(sharp, 48, picture, large).quality()).isEqualTo(1);
    assertThat(FaceQuality.of(blurred, 48, picture, large).sharpness()).isLessThan(0.2);
    assertThat(FaceQuality.of(sharp, 48, picture, new Crop(0, 0, 24, 24)).quality())
        .isCloseTo(0.5, within(1e-9));
    assertThat(FaceQuality.of(new float[48 * 48], 48, picture, large).quality())
        .isEqualTo(FaceQuality.LEAST);
  }

  @Test
  void whatAnEnlargementBlursCountsOnceAndDimFacesCountFromTheirContrastOn() {
    FaceQuality enlarged = new FaceQuality(0.5, 0.4, 1, 1);
    assertThat(enlarged.quality()).isEqualTo(0.4);
    assertThat(new FaceQuality(0.5, 0.4, 0.5, 0.5).quality()).isCloseTo(0.1, within(1e-9));
    float[] dim = new float[48 * 48];
    for (int i = 0; i < dim.length; i++) {
      dim[i] = i % 2 == 0 ? 20 : 32; // deviates by 6 from its mean
    }
    Picture picture = Picture.grey(48, 48, new byte[48 * 48]);
    assertThat(FaceQuality.of(dim, 48, picture, Crop.whole(picture)).exposure())
        .isCloseTo(0.5, within(1e-6));
  }

  @Test
  void whatWasNotDecodedLowersTheQualityOfTheFacesThatItIsIn() {
    float[] sharp = new float[4];
    byte[] bytes = new byte[300 * 100];
    for (int i = 0; i < 100 * 50; i++) {
      bytes[i] = 9; // 50 of 300 rows; below them nothing
    }
    Picture picture = Picture.grey(100, 300, bytes).damaged(99, 299);
    assertThat(decoded(sharp, picture, new Crop(20, 0, 40, 40))).isEqualTo(1);
    assertThat(decoded(sharp, picture, new Crop(0, 0, 100, 100))).isEqualTo(0.5);
    assertThat(decoded(sharp, picture, new Crop(-50, -50, 200, 200)))
        .isCloseTo(1 / 3.0, within(1e-9));
    assertThat(decoded(sharp, picture, new Crop(0, 150, 100, 100))).isZero();
    Picture turned = picture.upright(3);
    assertThat(decoded(sharp, turned, new Crop(0, 200, 100, 100))).isEqualTo(0.5);
  }

  private static double decoded(float[] grey, Picture picture, Crop crop) {
    return FaceQuality.of(grey, 2, picture, crop).decoded();
  }
}
