package dev.emotion4j.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FaceAugmentationTest {
  private static final int SIDE = 12;
  private static final FaceAugmentation NOTHING = new FaceAugmentation(0, 0, 0, 0, 0, 0, 0, 0);

  /** Darker to the left, with a bright spot; two frames of it. */
  private static Tensor ramp() {
    float[] pixels = new float[2 * SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (i % SIDE) / (float) SIDE;
    }
    pixels[5] = 1;
    pixels[SIDE * SIDE + 5] = 1;
    return Tensor.of(pixels, 2, 1, SIDE, SIDE);
  }

  private static float[] frame(Tensor pixels, int frame) {
    int area = pixels.dim(-1) * pixels.dim(-1);
    return java.util.Arrays.copyOfRange(pixels.floats(), frame * area, (frame + 1) * area);
  }

  @Test
  void withAllBoundsAtZeroAFaceIsItselfOrMirrored() {
    float[] before = frame(ramp(), 0);
    int mirrored = 0;
    for (long seed = 0; seed < 20; seed++) {
      float[] after = frame(NOTHING.apply(ramp(), seed), 0);
      boolean mirror = after[SIDE - 1 - 5] == 1;
      mirrored += mirror ? 1 : 0;
      for (int i = 0; i < before.length; i++) {
        int from = mirror ? i / SIDE * SIDE + SIDE - 1 - i % SIDE : i;
        assertThat(after[i]).isEqualTo(before[from]);
      }
    }
    assertThat(mirrored).isBetween(3, 17);
  }

  @Test
  void aSeedDecidesAndFramesAreChangedAlike() {
    Tensor one = FaceAugmentation.STANDARD.apply(ramp(), 7);
    assertThat(FaceAugmentation.STANDARD.apply(ramp(), 7)).isEqualTo(one);
    assertThat(FaceAugmentation.STANDARD.apply(ramp(), 8)).isNotEqualTo(one);
    assertThat(frame(one, 1)).isEqualTo(frame(one, 0));
  }

  @Test
  void greyStaysBetweenBlackAndWhiteAndTheSizeIsTheOneAskedFor() {
    for (long seed = 0; seed < 50; seed++) {
      Tensor small = FaceAugmentation.STANDARD.size(9).apply(ramp(), seed);
      assertThat(small.shape()).containsExactly(2, 1, 9, 9);
      for (float grey : small.floats()) {
        assertThat(grey).isBetween(0f, 1f);
      }
    }
  }

  @Test
  void anErasedRectangleIsFlat() {
    FaceAugmentation erasing = new FaceAugmentation(0, 0, 0, 0, 0, 0, 1, 0);
    float[] before = frame(ramp(), 0);
    float[] after = frame(erasing.apply(ramp(), 3), 0);
    int changed = 0;
    for (int i = 0; i < before.length; i++) {
      float mirrored = before[i / SIDE * SIDE + SIDE - 1 - i % SIDE];
      changed += after[i] != before[i] && after[i] != mirrored ? 1 : 0;
    }
    assertThat(changed).isBetween(1, before.length / 4);
  }

  @Test
  void theRowStaysAsItIsAndWhatIsNoFaceIsLeftAlone() {
    Tensor pixels = ramp();
    Tensor mask = Tensor.of(new boolean[] {true, true}, 2);
    Map<String, Tensor> tensors = Map.of(FaceNetwork.PIXELS, pixels, FaceNetwork.FRAME_MASK, mask);
    Prepared row = new Prepared(tensors, 2, List.of("small face")).quality(0.5);
    Prepared changed = FaceAugmentation.STANDARD.apply(row, 1);
    assertThat(pixels).isEqualTo(ramp());
    assertThat(Objects.requireNonNull(changed.tensors().get(FaceNetwork.PIXELS)))
        .isNotEqualTo(pixels);
    assertThat(changed.tensors().get(FaceNetwork.FRAME_MASK)).isSameAs(mask);
    assertThat(changed.notes()).containsExactly("small face");
    assertThat(changed.quality()).isEqualTo(0.5);
    Prepared failed = Prepared.failed("no face");
    assertThat(FaceAugmentation.STANDARD.apply(failed, 1)).isSameAs(failed);
  }

  @Test
  void strengthScalesEveryBoundAndKeepsTheSize() {
    FaceAugmentation all = new FaceAugmentation(0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 36);
    assertThat(all.strength(0.5))
        .isEqualTo(new FaceAugmentation(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 36));
  }

  @Test
  void wrongBoundsAreNamed() {
    assertThatThrownBy(() -> new FaceAugmentation(-1, 0, 0, 0, 0, 0, 0, 0))
        .hasMessageContaining("-1.0")
        .hasMessageContaining("0 to pi");
    assertThatThrownBy(() -> new FaceAugmentation(0, 0, 0, 0, 0, 0, 2, 0))
        .hasMessageContaining("erasing 2.0");
  }
}
