package dev.emotion4j.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FaceDegradationTest {
  private static final int SIDE = 24;
  private static final int SEEDS = 40;

  /** Two frames, each half dark grey, half light grey, the edge in the middle. */
  private static Tensor halves() {
    float[] pixels = new float[2 * SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i % SIDE < SIDE / 2 ? 0.2f : 0.6f;
    }
    return Tensor.of(pixels, 2, 1, SIDE, SIDE);
  }

  private static float[] apply(FaceDegradation degradation, long seed) {
    return degradation.apply(halves(), seed).floats();
  }

  private static double mean(float[] grey) {
    double sum = 0;
    for (float one : grey) {
      sum += one / grey.length;
    }
    return sum;
  }

  @Test
  void eachHappensToAboutHalfOfTheFacesAndASeedDecides() {
    for (FaceDegradation one :
        List.of(
            new FaceDegradation(0.1, 0, 0),
            new FaceDegradation(0, 0.5, 0),
            new FaceDegradation(0, 0, 0.5))) {
      int changed = 0;
      for (long seed = 0; seed < SEEDS; seed++) {
        float[] after = apply(one, seed);
        assertThat(apply(one, seed)).containsExactly(after);
        changed += java.util.Arrays.equals(after, halves().floats()) ? 0 : 1;
      }
      assertThat(changed).isBetween(SEEDS / 4, 3 * SEEDS / 4);
    }
  }

  @Test
  void aBlurKeepsTheLightAndSpreadsTheEdgeOnly() {
    double widest = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      float[] after = apply(new FaceDegradation(0.1, 0, 0), seed);
      assertThat(mean(after)).isCloseTo(0.4, within(1e-5)); // symmetric about the middle
      assertThat(after[0]).isCloseTo(0.2f, within(1e-3f)); // 12 pixels, 5 deviations away
      float step = after[SIDE / 2] - after[SIDE / 2 - 1];
      assertThat(step).isBetween(0.05f, 0.4f + 1e-6f);
      // The step of an edge blurred by s is 0.4 (2 Phi(1 / 2s) - 1), about 0.4 / (s sqrt(2 pi)).
      widest = Math.max(widest, 0.4 / step / Math.sqrt(2 * Math.PI));
      for (int y = 1; y < SIDE; y++) {
        assertThat(after[y * SIDE + 7]).isCloseTo(after[7], within(1e-6f));
      }
    }
    assertThat(widest).isBetween(1.9, 2.45); // 0.1 of 24 pixels at most
  }

  @Test
  void exposureIsAFactorAndWhatIsBrighterThanWhiteIsLost() {
    int lost = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      float[] after = apply(new FaceDegradation(0, 1, 0), seed);
      double factor = after[0] / 0.2;
      assertThat(factor).isBetween(1 - 1e-6, Math.E);
      assertThat(after[SIDE - 1]).isCloseTo((float) Math.min(1, 0.6 * factor), within(1e-6f));
      lost += after[SIDE - 1] == 1 ? 1 : 0;
    }
    assertThat(lost).isPositive();
  }

  @Test
  void noiseFollowsTheContrastAndIsEachFramesOwn() {
    double loudest = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      float[] after = apply(new FaceDegradation(0, 0, 0.5), seed);
      double squares = 0;
      for (int i = 0; i < after.length; i++) {
        squares += Math.pow(after[i] - halves().floats()[i], 2) / after.length;
      }
      // The halves deviate by 0.2 from their mean.
      loudest = Math.max(loudest, Math.sqrt(squares));
      if (squares > 0) {
        assertThat(after[0]).isNotEqualTo(after[SIDE * SIDE]);
      }
    }
    assertThat(loudest).isBetween(0.08, 0.11);
  }

  @Test
  void greyStaysBetweenBlackAndWhite() {
    for (long seed = 0; seed < SEEDS; seed++) {
      for (float grey : apply(new FaceDegradation(0.1, 3, 3), seed)) {
        assertThat(grey).isBetween(0f, 1f);
      }
    }
  }

  @Test
  void theRowStaysAsItIsAndWhatIsNoFaceIsLeftAlone() {
    Tensor pixels = halves();
    Tensor mask = Tensor.of(new boolean[] {true, true}, 2);
    Map<String, Tensor> tensors = Map.of(FaceNetwork.PIXELS, pixels, FaceNetwork.FRAME_MASK, mask);
    Prepared row = new Prepared(tensors, 2, List.of("small face")).quality(0.5);
    FaceDegradation strong = new FaceDegradation(0.1, 1, 1);
    Prepared changed = strong.apply(row, 4);
    assertThat(pixels).isEqualTo(halves());
    assertThat(Objects.requireNonNull(changed.tensors().get(FaceNetwork.PIXELS)))
        .isEqualTo(strong.apply(pixels, 4))
        .isNotEqualTo(pixels);
    assertThat(changed.tensors().get(FaceNetwork.FRAME_MASK)).isSameAs(mask);
    assertThat(changed.notes()).containsExactly("small face");
    assertThat(changed.quality()).isEqualTo(0.5);
    Prepared failed = Prepared.failed("no face");
    assertThat(strong.apply(failed, 1)).isSameAs(failed);
  }

  @Test
  void strengthScalesEveryBoundAndWrongOnesAreNamed() {
    assertThat(new FaceDegradation(0.1, 0.4, 0.6).strength(0.5))
        .isEqualTo(new FaceDegradation(0.05, 0.2, 0.3));
    assertThatThrownBy(() -> new FaceDegradation(0.6, 0, 0))
        .hasMessage("blur 0.6, exposure 0.0, noise 0.0; expected 0 to 0.5, the others 0 to 3");
    assertThatThrownBy(() -> new FaceDegradation(0, Double.NaN, 0)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new FaceDegradation(0, 0, -1)).hasMessageContaining("noise -1.0");
  }
}
