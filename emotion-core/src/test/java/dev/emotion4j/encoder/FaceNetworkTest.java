package dev.emotion4j.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.ModalityEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FaceNetworkTest {
  private static final int SIZE = 16;
  private static final FaceNetwork.Config TINY =
      new FaceNetwork.Config(SIZE, List.of(2, 4), List.of(4, 8), List.of(2, 1), 4);
  private static final Graph GRAPH = Graph.record(new FaceNetwork(TINY));

  private static float[] noise(long seed, int frames) {
    float[] pixels = new float[frames * SIZE * SIZE];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble();
    }
    return pixels;
  }

  private static Map<String, Tensor> run(float[] pixels, boolean[] mask, int rows) {
    int frames = mask.length / rows;
    return Reference.run(
        GRAPH,
        Weights.initialized(3),
        Map.of(
            FaceNetwork.PIXELS, Tensor.of(pixels, rows, frames, 1, SIZE, SIZE),
            FaceNetwork.FRAME_MASK, Tensor.of(mask, rows, frames)));
  }

  private static float[] get(Map<String, Tensor> outputs, String name) {
    return Objects.requireNonNull(outputs.get(name)).floats();
  }

  private static float[] features(float[] pixels, boolean... mask) {
    return get(run(pixels, mask, 1), ModalityEncoder.FEATURES);
  }

  private static void close(float[] found, float[] expected, double tolerance) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i]).isCloseTo(expected[i], within(tolerance));
    }
  }

  @Test
  void featuresAreTheMeanOfTheFramesThatAreThere() {
    float[] pixels = noise(1, 3);
    Map<String, Tensor> outputs = run(pixels, new boolean[] {true, false, true}, 1);
    float[] tokens = get(outputs, FaceNetwork.TOKENS);
    int width = TINY.width();
    float[] mean = new float[width];
    for (int c = 0; c < width; c++) {
      mean[c] = (tokens[c] + tokens[2 * width + c]) / 2;
    }
    close(get(outputs, ModalityEncoder.FEATURES), mean, 1e-6);
    assertThat(outputs.get(FaceNetwork.TOKEN_MASK))
        .isEqualTo(Tensor.of(new boolean[] {true, false, true}, 1, 3));
  }

  @Test
  void paddingFramesChangeNothingEvenIfTheyAreNotNumbers() {
    float[] one = noise(2, 1);
    float[] padded = Arrays.copyOf(one, 2 * one.length);
    Arrays.fill(padded, one.length, padded.length, Float.NaN);
    close(features(padded, true, false), features(one, true), 1e-6);
  }

  @Test
  void brightnessAndContrastHardlyMatter() {
    float[] pixels = noise(4, 1);
    float[] dim = pixels.clone();
    for (int i = 0; i < dim.length; i++) {
      dim[i] = 0.5f * dim[i] + 0.2f;
    }
    close(features(dim, true), features(pixels, true), 0.05);
  }

  @Test
  void facesOfOneGreyGiveWhatNoContrastGives() {
    float[] black = new float[SIZE * SIZE];
    float[] white = new float[SIZE * SIZE];
    Arrays.fill(white, 1);
    float[] found = features(black, true);
    close(features(white, true), found, 1e-6);
    for (float value : found) {
      assertThat(value).isFinite();
    }
  }

  @Test
  void aRowWithoutFramesGivesZeros() {
    assertThat(features(noise(5, 1), false)).containsOnly(0);
  }

  @Test
  void differentFacesGiveDifferentFeaturesAndRowsStayApart() {
    float[] both = noise(6, 2);
    int one = SIZE * SIZE;
    float[] together = get(run(both, new boolean[] {true, true}, 2), ModalityEncoder.FEATURES);
    float[] first = features(Arrays.copyOf(both, one), true);
    float[] second = features(Arrays.copyOfRange(both, one, 2 * one), true);
    assertThat(first).isNotEqualTo(second);
    close(Arrays.copyOf(together, first.length), first, 1e-6);
    close(Arrays.copyOfRange(together, first.length, together.length), second, 1e-6);
  }

  @Test
  void theShippedSizeIsSmall() {
    Graph graph = Graph.record(new FaceNetwork(FaceNetwork.Config.COMPACT));
    long parameters = 0;
    for (Parameter parameter : graph.parameters()) {
      parameters +=
          parameter.shape().stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    }
    assertThat(parameters).isBetween(800_000L, 3_000_000L);
  }

  @Test
  void parametersHaveTheSameShapesAtAnotherResolutionWithTheSameLastMap() {
    List<Parameter> small =
        Graph.record(new FaceNetwork(FaceNetwork.Config.COMPACT.size(36))).parameters();
    List<Parameter> large = Graph.record(new FaceNetwork(FaceNetwork.Config.COMPACT)).parameters();
    assertThat(small.stream().map(Parameter::path).toList())
        .isEqualTo(large.stream().map(Parameter::path).toList());
    assertThat(small.stream().map(Parameter::shape).toList())
        .isEqualTo(large.stream().map(Parameter::shape).toList());
  }

  @Test
  void settingsReadBackAreTheSameSizes() {
    assertThat(FaceNetwork.Config.of(TINY.settings())).isEqualTo(TINY);
    assertThat(FaceNetwork.Config.of(Map.of("margin", "0.2")))
        .isEqualTo(FaceNetwork.Config.COMPACT);
  }

  @Test
  void wrongSizesAreNamed() {
    assertThatThrownBy(
            () -> new FaceNetwork.Config(48, List.of(16, 30), List.of(64), List.of(1), 16))
        .hasMessageContaining("stem [16, 30]")
        .hasMessageContaining("group size 16");
    assertThatThrownBy(
            () -> new FaceNetwork.Config(8, List.of(16, 32), List.of(64), List.of(1), 16))
        .hasMessageContaining("size 8");
    assertThatThrownBy(() -> FaceNetwork.Config.of(Map.of("widths", "64,x")))
        .hasMessageContaining("widths is '64,x'")
        .hasMessageContaining("whole numbers");
  }
}
