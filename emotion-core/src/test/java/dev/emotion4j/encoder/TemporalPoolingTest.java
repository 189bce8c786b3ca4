package dev.emotion4j.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TemporalPoolingTest {
  private static final int WIDTH = 6;
  private static final int FRAMES = 5;

  static Stream<TemporalPooling> every() {
    return Stream.of(
        TemporalPooling.MEAN,
        TemporalPooling.ATTENTION,
        TemporalPooling.convolution(2),
        TemporalPooling.selfAttention(2, 3));
  }

  private record Pooled(TemporalPooling pooling) implements Network {
    @Override
    public List<Input> inputs() {
      Dim frames = Dim.symbol("frames");
      return List.of(
          Input.of("x", Type.F32, Input.BATCH, frames, Dim.of(WIDTH)),
          Input.of("mask", Type.BOOL, Input.BATCH, frames));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      return Values.of("out", pooling.apply(scope, inputs.get("x"), inputs.get("mask")));
    }
  }

  private static float[] pool(TemporalPooling pooling, float[] frames, boolean... mask) {
    Map<String, Tensor> inputs =
        Map.of(
            "x", Tensor.of(frames, 1, mask.length, WIDTH), "mask", Tensor.of(mask, 1, mask.length));
    Graph graph = Graph.record(new Pooled(pooling));
    Map<String, Tensor> outputs = Reference.run(graph, Weights.initialized(7), inputs);
    return Objects.requireNonNull(outputs.get("out")).floats();
  }

  private static float[] noise(long seed, int frames) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[frames * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return values;
  }

  private static boolean[] all(int frames) {
    boolean[] mask = new boolean[frames];
    Arrays.fill(mask, true);
    return mask;
  }

  private static float[] backwards(float[] frames) {
    float[] turned = new float[frames.length];
    for (int from = 0; from < frames.length; from += WIDTH) {
      System.arraycopy(frames, from, turned, frames.length - from - WIDTH, WIDTH);
    }
    return turned;
  }

  private static void same(float[] found, float[] expected, double tolerance) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i]).isCloseTo(expected[i], within(tolerance));
    }
  }

  @ParameterizedTest
  @MethodSource("every")
  void maskedFramesHaveExactlyNoInfluence(TemporalPooling pooling) {
    float[] frames = noise(1, FRAMES + 3);
    boolean[] mask = all(FRAMES + 3);
    Arrays.fill(mask, FRAMES, FRAMES + 3, false);
    float[] expected = pool(pooling, frames, mask);
    for (float other : new float[] {0, 1e30f, Float.NaN, Float.NEGATIVE_INFINITY}) {
      float[] changed = frames.clone();
      Arrays.fill(changed, FRAMES * WIDTH, changed.length, other);
      assertThat(pool(pooling, changed, mask)).containsExactly(expected);
    }
    // Sums over more zeros round no differently here; the length itself does not matter either.
    same(pool(pooling, Arrays.copyOf(frames, FRAMES * WIDTH), all(FRAMES)), expected, 1e-6);
  }

  @ParameterizedTest
  @MethodSource("every")
  void aRowWithoutFramesGivesZeros(TemporalPooling pooling) {
    assertThat(pool(pooling, noise(2, 2), false, false)).containsOnly(0);
  }

  @ParameterizedTest
  @MethodSource("every")
  void onlyLayersSeeTheOrder(TemporalPooling pooling) {
    float[] frames = noise(3, FRAMES);
    float[] forward = pool(pooling, frames, all(FRAMES));
    float[] back = pool(pooling, backwards(frames), all(FRAMES));
    boolean sees =
        pooling.kind() == TemporalPooling.Kind.CONVOLUTION
            || pooling.kind() == TemporalPooling.Kind.SELF_ATTENTION;
    double difference = 0;
    for (int i = 0; i < WIDTH; i++) {
      difference = Math.max(difference, Math.abs(forward[i] - back[i]));
    }
    if (sees) {
      assertThat(difference).isGreaterThan(1e-3);
    } else {
      assertThat(difference).isLessThan(1e-6);
    }
  }

  @ParameterizedTest
  @MethodSource("every")
  void moreFramesThanPositionsAreTaken(TemporalPooling pooling) {
    int many = TemporalPooling.POSITIONS + 5;
    for (float value : pool(pooling, noise(4, many), all(many))) {
      assertThat(value).isFinite();
    }
  }

  @ParameterizedTest
  @MethodSource("every")
  void theTextReadsBack(TemporalPooling pooling) {
    assertThat(TemporalPooling.parse(pooling.text())).isEqualTo(pooling);
  }

  @Test
  void attentionWeighsWhatTheMeanDoesNot() {
    float[] frames = noise(5, FRAMES);
    assertThat(pool(TemporalPooling.ATTENTION, frames, all(FRAMES)))
        .isNotEqualTo(pool(TemporalPooling.MEAN, frames, all(FRAMES)));
  }

  @Test
  void aFaceNetworkTakesItForTheMean() {
    FaceNetwork.Config tiny =
        new FaceNetwork.Config(16, List.of(2, 4), List.of(4, 8), List.of(1, 1), 4);
    Graph plain = Graph.record(new FaceNetwork(tiny));
    Graph temporal = Graph.record(new FaceNetwork(tiny, TemporalPooling.convolution(1)));
    assertThat(paths(temporal))
        .containsAll(paths(plain))
        .contains("temporal.layer.0.convolution.weight");
  }

  private static List<String> paths(Graph graph) {
    return graph.parameters().stream().map(parameter -> parameter.path()).toList();
  }

  @Test
  void wrongNumbersAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TemporalPooling.convolution(9))
        .withMessageStartingWith("9 layers and 1 heads of convolution; expected 1 to 8 layers");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TemporalPooling.parse("median/1/1"))
        .withMessageStartingWith("temporal pooling 'median/1/1'; expected mean/1/1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool(TemporalPooling.selfAttention(1, 4), noise(6, 2), all(2)))
        .withMessageContaining("4 heads for frames of width 6");
  }
}
