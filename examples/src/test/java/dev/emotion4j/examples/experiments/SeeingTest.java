package dev.emotion4j.examples.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.signal.Picture;
import org.junit.jupiter.api.Test;

class SeeingTest {
  private static final int SIDE = 48;

  /** Grey, with a bright upper half of the left side. */
  private static Picture face() {
    byte[] grey = new byte[SIDE * SIDE];
    for (int i = 0; i < grey.length; i++) {
      boolean bright = i % SIDE < SIDE / 2 && i / SIDE < SIDE / 2;
      grey[i] = (byte) (bright ? 160 : 80);
    }
    return Picture.grey(SIDE, SIDE, grey);
  }

  private static double difference(Picture one, Picture other) {
    double sum = 0;
    for (int i = 0; i < SIDE * SIDE; i++) {
      int x = i % SIDE;
      int y = i / SIDE;
      sum += Math.pow(one.sample(x, y, 0) - other.sample(x, y, 0), 2) / (SIDE * SIDE);
    }
    return Math.sqrt(sum);
  }

  @Test
  void aFaceFromAfarHasFewerPixelsAndTheSameGreys() {
    Picture small = Seeing.PIXELS_12.of(face(), 0);
    assertThat(small.width()).isEqualTo(12);
    assertThat(small.height()).isEqualTo(12);
    assertThat(small.sample(1, 1, 0)).isEqualTo(160);
    assertThat(small.sample(10, 10, 0)).isEqualTo(80);
  }

  @Test
  void lightAndNoiseAreWhatTheySay() {
    assertThat(Seeing.DIM.of(face(), 0).sample(0, 0, 0)).isEqualTo(40);
    assertThat(Seeing.BRIGHT.of(face(), 0).sample(0, 0, 0)).isEqualTo(255);
    assertThat(Seeing.BRIGHT.of(face(), 0).sample(47, 47, 0)).isEqualTo(160);
    Picture noisy = Seeing.NOISE_5.of(face(), 3);
    assertThat(difference(noisy, face())).isCloseTo(0.05 * 255, within(1.0));
    assertThat(difference(Seeing.NOISE_5.of(face(), 3), noisy)).isZero();
    assertThat(difference(Seeing.NOISE_5.of(face(), 4), noisy)).isPositive();
  }

  @Test
  void aTurnedFaceKeepsItsMiddleAndMovesItsBorders() {
    // The bright quarter begins above the middle: turned clockwise, it crosses to the right.
    Picture right = Seeing.TURNED_20.of(face(), 0);
    Picture left = Seeing.TURNED_20.of(face(), 1);
    assertThat(right.sample(28, 3, 0)).isGreaterThan(140);
    assertThat(left.sample(28, 3, 0)).isLessThan(100);
    assertThat(right.sample(4, 22, 0)).isLessThan(100);
    assertThat(left.sample(4, 27, 0)).isGreaterThan(140);
  }

  @Test
  void aWiderCutMakesAFaceSmallerAndANarrowerOneLarger() {
    byte[] grey = new byte[SIDE * SIDE];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) (i % SIDE >= 36 && i % SIDE < 42 ? 200 : 20); // 12 to 18 beside the middle
    }
    Picture bar = Picture.grey(SIDE, SIDE, grey);
    assertThat(Seeing.WIDE_200.of(bar, 0).sample(31, 5, 0)).isEqualTo(200); // 6 to 9
    assertThat(Seeing.WIDE_200.of(bar, 0).sample(37, 5, 0)).isEqualTo(20);
    assertThat(Seeing.WIDE_150.of(bar, 0).sample(34, 5, 0)).isEqualTo(200); // 8 to 12
    assertThat(Seeing.WIDE_125.of(bar, 0).sample(35, 5, 0)).isEqualTo(200); // 9.6 to 14.4
    assertThat(Seeing.NARROW_80.of(bar, 0).sample(44, 5, 0)).isEqualTo(200); // 15 to 22.5
    assertThat(Seeing.NARROW_80.of(bar, 0).sample(37, 5, 0)).isEqualTo(20);
  }

  @Test
  void aMaskCoversTheMouthAndGlassesTheEyes() {
    Picture masked = Seeing.COVERED_MOUTH.of(face(), 0);
    assertThat(masked.sample(24, 40, 0)).isEqualTo(204);
    assertThat(masked.sample(2, 40, 0)).isEqualTo(80);
    assertThat(masked.sample(10, 10, 0)).isEqualTo(160);
    Picture dark = Seeing.COVERED_EYES.of(face(), 0);
    assertThat(dark.sample(10, 18, 0)).isEqualTo(26);
    assertThat(dark.sample(10, 10, 0)).isEqualTo(160);
  }

  @Test
  void everyWayKeepsAPicture() {
    for (Seeing seeing : Seeing.values()) {
      Picture seen = seeing.of(face(), 5);
      assertThat(seen.channels()).isEqualTo(1);
      assertThat(seen.width()).isEqualTo(seen.height()).isLessThanOrEqualTo(SIDE);
    }
    assertThat(difference(Seeing.WHOLE.of(face(), 1), face())).isZero();
    assertThat(difference(Seeing.JPEG_10.of(face(), 1), face()))
        .isGreaterThan(difference(Seeing.JPEG_30.of(face(), 1), face()));
  }
}
