package dev.emotion4j.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InitializerTest {
  private static final List<Integer> LARGE = List.of(200, 100);

  private static final Tensor GOLDEN =
      Tensor.of(new float[] {-0.49719575f, 0.3375949f, 0.3742851f}, 3);

  private static double mean(Tensor tensor) {
    double total = 0;
    for (float value : tensor.floats()) {
      total += value;
    }
    return total / tensor.size();
  }

  private static double deviation(Tensor tensor) {
    double mean = mean(tensor);
    double total = 0;
    for (float value : tensor.floats()) {
      total += (value - mean) * (value - mean);
    }
    return Math.sqrt(total / tensor.size());
  }

  @Test
  void theNumbersDependOnSeedAndPathOnly() {
    Initializer normal = Initializer.normal(1);
    Tensor first = normal.create(42, "a.weight", List.of(3, 2));
    normal.create(42, "b.weight", List.of(7));
    assertEquals(first, normal.create(42, "a.weight", List.of(3, 2)));
    assertNotEquals(first, normal.create(43, "a.weight", List.of(3, 2)));
    assertNotEquals(first, normal.create(42, "b.weight", List.of(3, 2)));
  }

  @Test
  void theNumbersAreTheSameOnEveryPlatform() {
    Tensor drawn = Initializer.normal(1).create(42, "a.weight", List.of(3));
    // drawn once on Linux x86-64, JDK 17
    assertEquals(GOLDEN, drawn);
  }

  @Test
  void normalHasItsDeviation() {
    Tensor drawn = Initializer.normal(0.5).create(1, "w", LARGE);
    assertEquals(0, mean(drawn), 0.02);
    assertEquals(0.5, deviation(drawn), 0.01);
    double beyond = 0;
    for (float value : drawn.floats()) {
      beyond += Math.abs(value) > 1 ? 1.0 / drawn.size() : 0; // two deviations
    }
    assertEquals(0.0455, beyond, 0.005);
  }

  @Test
  void fanInIsAllDimensionsButTheFirst() {
    assertEquals(0.1, deviation(Initializer.normalPerFanIn(1).create(1, "w", LARGE)), 0.002);
    assertEquals(
        2 / Math.sqrt(12),
        deviation(Initializer.normalPerFanIn(2).create(1, "w", List.of(500, 4, 3))),
        0.02);
  }

  @Test
  void uniformStaysWithinItsBound() {
    float[] drawn = Initializer.uniform(0.3).create(1, "w", LARGE).floats();
    double most = 0;
    for (float value : drawn) {
      most = Math.max(most, Math.abs(value));
    }
    assertTrue(most <= 0.3 && most > 0.29, "largest " + most);
    Tensor perFanIn = Initializer.uniformPerFanIn(1).create(1, "w", LARGE);
    assertEquals(0.1 / Math.sqrt(3), deviation(perFanIn), 0.002);
  }

  @Test
  void constantsAreConstant() {
    assertEquals(Tensor.of(new float[] {1, 1}, 2), Initializer.ones().create(5, "w", List.of(2)));
    assertEquals(Tensor.of(new float[] {0, 0}, 2), Initializer.zeros().create(5, "w", List.of(2)));
    assertEquals(
        Tensor.of(new float[] {0.25f}, 1), Initializer.constant(0.25).create(5, "w", List.of(1)));
  }

  @Test
  void weightsGiveWhatIsThereAndInitializeTheRest() {
    Parameter known =
        new Parameter("known", List.of(2), Initializer.zeros(), Parameter.Owner.NETWORK);
    Parameter other =
        new Parameter("other", List.of(2), Initializer.ones(), Parameter.Owner.NETWORK);
    Tensor value = Tensor.of(new float[] {3, 4}, 2);
    Weights weights = Weights.of(Map.of("known", value));
    assertEquals(value, weights.get(known));
    IllegalArgumentException missing =
        assertThrows(IllegalArgumentException.class, () -> weights.get(other));
    assertTrue(missing.getMessage().contains("'other'"), missing.getMessage());
    assertEquals(Tensor.of(new float[] {1, 1}, 2), weights.orInitialized(1).get(other));
    assertEquals(value, weights.orInitialized(1).get(known));
    Weights shaped = Weights.of(Map.of("known", Tensor.of(new float[] {1}, 1)));
    IllegalArgumentException shape =
        assertThrows(IllegalArgumentException.class, () -> shaped.get(known));
    assertTrue(shape.getMessage().contains("f32[2]"), shape.getMessage());
    assertEquals(List.of("known"), List.copyOf(weights.paths()));
  }
}
