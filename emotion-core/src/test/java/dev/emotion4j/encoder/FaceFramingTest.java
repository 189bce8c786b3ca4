package dev.emotion4j.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FaceFramingTest {
  private static final int SIDE = 48;
  private static final int SEEDS = 60;

  /** Two frames that grow brighter from left to right, the second half as bright. */
  private static Tensor ramps() {
    float[] pixels = new float[2 * SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (i % SIDE + 1f) / SIDE / (i < SIDE * SIDE ? 1 : 2);
    }
    return Tensor.of(pixels, 2, 1, SIDE, SIDE);
  }

  private static float[] apply(FaceFraming framing, long seed) {
    float[] after = framing.apply(ramps(), seed).floats();
    assertThat(framing.apply(ramps(), seed).floats()).as("a seed decides").containsExactly(after);
    return after;
  }

  @Test
  void halfOfTheFacesAreSmallerInPicturesWhoseBorderGoesOnOrIsMirrored() {
    int smaller = 0;
    int mirrored = 0;
    double widest = 1;
    for (long seed = 0; seed < SEEDS; seed++) {
      float[] after = apply(new FaceFraming(0.7, 0), seed);
      int row = SIDE / 2 * SIDE;
      // Brighter by this from pixel to pixel, as was by 1 / 48.
      double factor = SIDE * (after[row + SIDE / 2] - after[row + SIDE / 2 - 1]);
      assertThat(factor).isBetween(1 - 1e-4, Math.exp(0.7) + 1e-4);
      smaller += factor > 1 + 1e-4 ? 1 : 0;
      widest = Math.max(widest, factor);
      double outside =
          SIDE / 2.0 - 0.5 - factor * (SIDE / 2.0 - 0.5); // of the first pixel, below 0
      double border = 1.0 / SIDE;
      boolean turns = after[row] > border + 1e-4;
      mirrored += turns ? 1 : 0;
      assertThat((double) after[row])
          .isCloseTo(turns ? border - outside / SIDE : border, within(1e-4));
      for (int y = 0; y < SIDE; y++) {
        assertThat(after[y * SIDE + 7]).isCloseTo(after[7], within(1e-6f));
        assertThat(after[SIDE * SIDE + y * SIDE + 7]).isCloseTo(after[7] / 2, within(1e-6f));
      }
    }
    assertThat(smaller).isBetween(SEEDS / 4, 3 * SEEDS / 4);
    assertThat(mirrored).isBetween(smaller / 5, 4 * smaller / 5);
    assertThat(widest).isGreaterThan(1.8);
  }

  @Test
  void masksCoverTheMouthAndGlassesTheEyesOfAllFramesAlike() {
    int masks = 0;
    int glasses = 0;
    float[] before = ramps().floats();
    for (long seed = 0; seed < SEEDS; seed++) {
      float[] after = apply(new FaceFraming(0, 1), seed);
      boolean[] covered = new boolean[SIDE];
      int first = -1;
      for (int y = 0; y < SIDE; y++) {
        int row = y * SIDE;
        covered[y] = after[row + 15] != before[row + 15] || after[row + 30] != before[row + 30];
        if (covered[y]) {
          first = first < 0 ? row : first;
          assertThat(after[row + 12]).isEqualTo(after[first + 30]);
          assertThat(after[SIDE * SIDE + row + 12]).isEqualTo(after[first + 30]);
        } else {
          assertThat(Arrays.copyOfRange(after, row, row + SIDE))
              .containsExactly(Arrays.copyOfRange(before, row, row + SIDE));
        }
      }
      boolean mouth = covered[(int) (0.75 * SIDE)];
      boolean eyes = covered[(int) (0.37 * SIDE)];
      assertThat(mouth).isNotEqualTo(eyes);
      masks += mouth ? 1 : 0;
      glasses += eyes ? 1 : 0;
    }
    assertThat(masks).isGreaterThan(glasses);
    assertThat(glasses).isGreaterThan(SEEDS / 8);
  }

  @Test
  void nothingChangesWithoutItAndOnlyItsShareIsCovered() {
    int covered = 0;
    for (long seed = 0; seed < 400; seed++) {
      assertThat(apply(FaceFraming.STANDARD.strength(0), seed)).containsExactly(ramps().floats());
      boolean same = Arrays.equals(apply(new FaceFraming(0, 0.25), seed), ramps().floats());
      covered += same ? 0 : 1;
    }
    assertThat(covered).isBetween(70, 130);
  }

  @Test
  void aRowKeepsWhatItIs() {
    Prepared row =
        new Prepared(
            Map.of(FaceNetwork.PIXELS, ramps()),
            2,
            List.of("a note"),
            0.5,
            java.util.Optional.empty());
    Prepared after = new FaceFraming(0.7, 1).apply(row, 3);
    assertThat(after.notes()).containsExactly("a note");
    assertThat(after.quality()).isEqualTo(0.5);
    assertThat(Objects.requireNonNull(after.tensors().get(FaceNetwork.PIXELS)).floats())
        .containsExactly(apply(new FaceFraming(0.7, 1), 3));
  }

  @Test
  void boundsAreChecked() {
    assertThat(new FaceFraming(0.6, 0.4).strength(0.5)).isEqualTo(new FaceFraming(0.3, 0.2));
    assertThatThrownBy(() -> new FaceFraming(3, 0)).hasMessageContaining("wide 3.0");
    assertThatThrownBy(() -> new FaceFraming(Double.NaN, 0)).hasMessageContaining("wide NaN");
    assertThatThrownBy(() -> new FaceFraming(0, 1.5)).hasMessageContaining("covered 1.5");
  }
}
