package dev.emotion4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Shape;
import dev.emotion4j.math.Spec;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.FusionProvider;
import dev.emotion4j.spi.FusionStrategy;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a fusion strategy must do: give one vector per row, never mix rows, let a modality that is
 * not present have exactly no influence, and one of low quality less; the same for single steps, if
 * it looks at them. Extend it and implement {@link #strategy}; its provider is found by
 * ServiceLoader under the strategy's name.
 */
public abstract class FusionContract {
  private static final long SEED = 20261123;
  private static final int[] WIDTHS = {3, 5, 4};
  private static final int ALL = 0b111;

  /** For extension. */
  protected FusionContract() {}

  /** Returns the strategy under test. */
  protected abstract FusionStrategy strategy();

  /**
   * Returns the strategy for a model of so many modalities, 1 to 3; by default {@link #strategy},
   * which is the one for 3.
   */
  protected FusionStrategy strategy(int modalities) {
    return strategy();
  }

  /** Returns the provider that makes it from settings; by default the service of its name. */
  protected FusionProvider provider() {
    String name = strategy().name();
    return ServiceLoader.load(FusionProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "no service FusionProvider is named '"
                        + name
                        + "'; list it in META-INF/services"
                        + " or override provider()"));
  }

  private Graph graph(int... widths) {
    return FusionBench.graph(strategy(widths.length), widths);
  }

  private static Tensor fuse(Graph graph, Map<String, Tensor> inputs) {
    return fuse(graph, Numbers.weights(SEED, graph), inputs);
  }

  private static Tensor fuse(Graph graph, Weights weights, Map<String, Tensor> inputs) {
    return Rows.get(Reference.run(graph, weights, inputs), "fused");
  }

  private static Map<String, Tensor> inputs(long seed, Graph graph, int... subsets) {
    return FusionBench.inputs(seed, graph, subsets);
  }

  @Test
  void itGivesOneVectorOfAFixedWidthPerRow() {
    Spec spec = Values.of(graph(WIDTHS).outputs()).get("fused");
    assertEquals(Type.F32, spec.type());
    assertEquals(2, spec.shape().rank(), () -> "[batch, width], found " + spec);
    assertEquals(Input.BATCH, spec.shape().dim(0));
    assertTrue(spec.shape().dim(1).isNumber() && spec.shape().dim(1).number() > 0);
    Graph graph = graph(WIDTHS);
    for (int[] subsets : new int[][] {{0b111}, {0b001, 0b010, 0b100, 0b011, 0b111}}) {
      Tensor fused = fuse(graph, inputs(SEED, graph, subsets));
      assertEquals(Shape.of(subsets.length, spec.shape().dim(1).number()), fused.spec().shape());
    }
  }

  @TestFactory
  Stream<DynamicTest> whatIsMissingHasExactlyNoInfluence() {
    return Stream.of(-3f, 1e30f, Float.NaN, Float.POSITIVE_INFINITY)
        .flatMap(
            value ->
                IntStream.range(1, ALL)
                    .mapToObj(
                        subset ->
                            DynamicTest.dynamicTest(
                                value + " in what is missing beside " + name(subset),
                                () -> missing(subset, value))));
  }

  private static String name(int subset) {
    return IntStream.range(0, WIDTHS.length).filter(i -> (subset >> i & 1) == 1).boxed().toList()
        + "";
  }

  private void missing(int subset, float value) {
    Graph graph = graph(WIDTHS);
    int[] subsets = {ALL, subset, 0b001, subset, ALL};
    Map<String, Tensor> inputs = inputs(SEED, graph, subsets);
    Map<String, Tensor> spoilt = FusionBench.spoilt(inputs, subsets, value);
    Tensor before = fuse(graph, inputs);
    for (float element : before.floats()) {
      assertTrue(Float.isFinite(element), "a result is " + element);
    }
    Tolerance.EXACT.check("missing modalities changed", before, fuse(graph, spoilt));
  }

  @TestFactory
  Stream<DynamicTest> whatIsPresentMatters() {
    return IntStream.range(0, WIDTHS.length)
        .mapToObj(
            m ->
                DynamicTest.dynamicTest(
                    "modality " + m,
                    () -> {
                      Graph graph = graph(WIDTHS);
                      Map<String, Tensor> inputs = inputs(SEED, graph, ALL, ALL);
                      Map<String, Tensor> changed = new LinkedHashMap<>(inputs);
                      Map<String, Tensor> others = inputs(SEED + 1, graph, ALL, ALL);
                      FusionBench.names(m).stream()
                          .filter(others::containsKey)
                          .forEach(name -> changed.put(name, Rows.get(others, name)));
                      assertNotEquals(fuse(graph, inputs), fuse(graph, changed));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> lowQualityBringsTheResultNearToTheOneWithoutTheModality() {
    return IntStream.range(0, WIDTHS.length)
        .mapToObj(m -> DynamicTest.dynamicTest("modality " + m, () -> lowQuality(m)));
  }

  private void lowQuality(int m) {
    Graph graph = graph(WIDTHS);
    Map<String, Tensor> clean = inputs(SEED, graph, ALL, ALL);
    Tensor without =
        fuse(graph, FusionBench.quality(inputs(SEED, graph, ALL ^ 1 << m, ALL ^ 1 << m), m, 1));
    double before = distance(without, fuse(graph, FusionBench.quality(clean, m, 1)));
    double half = distance(without, fuse(graph, FusionBench.quality(clean, m, 0.5f)));
    double least = distance(without, fuse(graph, FusionBench.quality(clean, m, 1e-4f)));
    assertNotEquals(before, half, "quality changes nothing");
    assertTrue(
        least < before,
        () ->
            "the result without modality "
                + m
                + " is "
                + before
                + " away from the one with it at quality 1, and "
                + least
                + " at quality .0001; expected less");
  }

  private static double distance(Tensor a, Tensor b) {
    float[] left = a.floats();
    float[] right = b.floats();
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += Math.pow((double) left[i] - right[i], 2);
    }
    return Math.sqrt(sum);
  }

  @TestFactory
  Stream<DynamicTest> theQualityOfWhatIsMissingHasExactlyNoInfluence() {
    return Stream.of(1e-6f, 7f, Float.NaN)
        .map(
            value ->
                DynamicTest.dynamicTest(
                    "quality " + value,
                    () -> {
                      Graph graph = graph(WIDTHS);
                      Map<String, Tensor> inputs = inputs(SEED, graph, 0b101, 0b101);
                      Tolerance.EXACT.check(
                          "quality of a missing modality changed",
                          fuse(graph, inputs),
                          fuse(graph, FusionBench.quality(inputs, 1, value)));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> maskedStepsHaveExactlyNoInfluence() {
    Assumptions.assumeTrue(strategy().usesTokens(), "the strategy looks at no steps");
    return Stream.of(-3f, 1e30f, Float.NaN)
        .map(
            value ->
                DynamicTest.dynamicTest(
                    value + " in masked steps",
                    () -> {
                      Graph graph = graph(WIDTHS);
                      Map<String, Tensor> inputs = inputs(SEED, graph, ALL, 0b011, ALL);
                      Tolerance.EXACT.check(
                          "masked steps changed",
                          fuse(graph, inputs),
                          fuse(graph, FusionBench.spoiltSteps(inputs, value)));
                    }));
  }

  @Test
  void moreMaskedStepsAtTheEndChangeNothing() {
    Assumptions.assumeTrue(strategy().usesTokens(), "the strategy looks at no steps");
    Graph graph = graph(WIDTHS);
    Map<String, Tensor> inputs = inputs(SEED, graph, ALL, 0b011, ALL);
    Tolerance.DEFAULT.check(
        "steps padded", fuse(graph, inputs), fuse(graph, FusionBench.padded(inputs)));
  }

  @Test
  void presenceItselfMatters() {
    Graph graph = graph(WIDTHS);
    Tensor all = fuse(graph, inputs(SEED, graph, ALL));
    for (int subset = 1; subset < ALL; subset++) {
      assertNotEquals(all, fuse(graph, inputs(SEED, graph, subset)), name(subset) + " only");
    }
  }

  // A mean over all modalities instead of the present ones shows here: one more that is absent
  // would make the result smaller.
  @Test
  void aModalityThatIsAlwaysMissingIsLikeNone() {
    Graph two = graph(3, 5);
    Graph three = graph(WIDTHS);
    Assumptions.assumeTrue(
        two.outputs().equals(three.outputs()), "the width depends on the number of modalities");
    Map<String, Parameter> known = new HashMap<>();
    three.parameters().forEach(p -> known.put(p.path(), p));
    for (Parameter parameter : two.parameters()) {
      Parameter same = known.get(parameter.path());
      Assumptions.assumeTrue(
          same != null && same.shape().equals(parameter.shape()),
          "parameter '" + parameter.path() + "' depends on the number of modalities");
    }
    Weights weights = Numbers.weights(SEED, three);
    Map<String, Tensor> inputs = inputs(SEED, three, 0b01, 0b10, 0b11);
    Map<String, Tensor> fewer = inputs(SEED, two, 0b01, 0b10, 0b11);
    Tolerance.DEFAULT.check(
        "a third modality that is never present",
        fuse(two, weights, fewer),
        fuse(three, weights, inputs));
  }

  @Test
  void permutedRowsGivePermutedResults() {
    Graph graph = graph(WIDTHS);
    Map<String, Tensor> inputs = inputs(SEED, graph, 0b111, 0b001, 0b110, 0b010, 0b101);
    int[] order = {3, 0, 4, 1, 2};
    Tolerance.EXACT.check(
        "rows permuted",
        Rows.pick(fuse(graph, inputs), order),
        fuse(graph, Rows.pick(inputs, order)));
  }

  @Test
  void aRowAloneIsTheRowInABatch() {
    Graph graph = graph(WIDTHS);
    Map<String, Tensor> inputs = inputs(SEED, graph, 0b111, 0b001, 0b110, 0b010, 0b101);
    Tensor whole = fuse(graph, inputs);
    for (int row = 0; row < 5; row++) {
      Tolerance.EXACT.check(
          "row " + row, Rows.pick(whole, row), fuse(graph, Rows.pick(inputs, row)));
    }
  }

  @Test
  void changingOneRowChangesNoOther() {
    Graph graph = graph(WIDTHS);
    Map<String, Tensor> inputs = inputs(SEED, graph, 0b111, 0b001, 0b110, 0b010, 0b101);
    Map<String, Tensor> other = inputs(SEED + 1, graph, 0b111, 0b001, 0b011, 0b010, 0b101);
    Tensor after = fuse(graph, Rows.replace(inputs, 2, other));
    int[] rest = {0, 1, 3, 4};
    Tolerance.EXACT.check(
        "other rows", Rows.pick(fuse(graph, inputs), rest), Rows.pick(after, rest));
  }

  @Test
  void everyParameterMatters() {
    Graph graph = graph(WIDTHS);
    Map<String, Tensor> inputs = inputs(SEED, graph, 0b111, 0b001, 0b110, 0b010, 0b101);
    Weights weights = Numbers.weights(SEED, graph);
    Tensor before = fuse(graph, weights, inputs);
    for (Parameter parameter : graph.parameters()) {
      assertNotEquals(
          before,
          fuse(graph, Parts.zeroed(weights, parameter), inputs),
          "zeroing '" + parameter.path() + "' changes nothing");
    }
  }

  @Test
  void oneModalityIsEnough() {
    Graph graph = graph(4);
    for (float element : fuse(graph, inputs(SEED, graph, 1, 1)).floats()) {
      assertTrue(Float.isFinite(element), "a result is " + element);
    }
  }

  @Test
  void itsSettingsMakeItAgain() {
    FusionStrategy first = strategy();
    assertFalse(first.name().isBlank());
    FusionStrategy again = provider().create(first.settings());
    assertEquals(first.name(), again.name());
    assertEquals(first.settings(), again.settings());
    Graph before = graph(WIDTHS);
    Graph after = FusionBench.graph(again, WIDTHS);
    assertEquals(
        before.parameters().stream().map(p -> p.path() + p.shape()).toList(),
        after.parameters().stream().map(p -> p.path() + p.shape()).toList());
    Map<String, Tensor> inputs = inputs(SEED, before, 0b111, 0b001, 0b110);
    assertEquals(fuse(before, inputs), fuse(after, inputs));
  }

  @Test
  void anUnknownSettingIsRefusedByName() {
    Map<String, String> settings = new LinkedHashMap<>(strategy().settings());
    settings.put("no-such-setting", "1");
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> provider().create(settings));
    assertTrue(
        String.valueOf(refusal.getMessage()).contains("no-such-setting"), refusal.getMessage());
  }
}
