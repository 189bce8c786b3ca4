package dev.emotion4j.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.AdamW;
import dev.emotion4j.spi.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class DjlTrainerTest {
  private static final Path GOLDEN =
      Path.of("../emotion-core/src/test/resources/dev/emotion4j/golden/optimizers/optimizers.json");

  /** The loss is the sum of x times the sum of the named parameters: x is their gradient. */
  private record Weighted(int width, List<String> names) implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(Input.of("x", Type.F32, Input.BATCH, Dim.of(width)));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Ops<T> o = scope.ops();
      T sum = scope.parameter(names.get(0), Initializer.ones(), width);
      for (String name : names.subList(1, names.size())) {
        sum = o.add(sum, scope.parameter(name, Initializer.ones(), width));
      }
      return Values.of("loss", o.sum(o.mul(inputs.get("x"), sum), 0, 1));
    }
  }

  private static Trainer start(AdamW rule, OptionalDouble clip, Weights weights, Graph... graphs) {
    return TrainingFixture.start(weights, rule, clip, graphs);
  }

  private static Map<String, Tensor> x(float... row) {
    return Map.of("x", Tensor.of(row, 1, row.length));
  }

  private static Tensor value(Map<String, Tensor> tensors, String name) {
    return Values.of(tensors).get(name);
  }

  private static double[] numbers(String text, String key) {
    Matcher found = Pattern.compile("\"" + key + "\":\\[?([-+.eE0-9, ]+)").matcher(text);
    assertThat(found.find()).isTrue();
    return Arrays.stream(found.group(1).split(",")).mapToDouble(Double::parseDouble).toArray();
  }

  private static List<float[]> rows(String text, String key) {
    String rows = text.substring(text.indexOf("\"" + key + "\":[[") + key.length() + 5);
    String[] each = rows.substring(0, rows.indexOf("]]")).split("\\],\\[");
    return Arrays.stream(each).map(DjlTrainerTest::floats).toList();
  }

  private static float[] floats(String text) {
    String[] each = text.split(",");
    float[] values = new float[each.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(each[i]);
    }
    return values;
  }

  @Test
  void adamWStepsEqualPyTorchs() throws IOException {
    String text = Files.readString(GOLDEN);
    List<float[]> gradients = rows(text, "gradients");
    Graph loss = Graph.record(new Weighted(6, List.of("p")));
    double[] start = numbers(text, "start");
    float[] values = new float[start.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) start[i];
    }
    Tensor begin = Tensor.of(values, values.length);
    int runs = 0;
    for (String run : text.lines().filter(l -> l.contains("\"adamw\"")).toList()) {
      double[] betas = numbers(run, "betas");
      double rate = numbers(run, "lr")[0];
      AdamW rule =
          new AdamW(
              rate, betas[0], betas[1], numbers(run, "eps")[0], numbers(run, "weight_decay")[0]);
      List<float[]> after = rows(run, "after");
      try (Trainer trainer =
          start(rule, OptionalDouble.empty(), Weights.of(Map.of("p", begin)), loss)) {
        for (int step = 0; step < after.size(); step++) {
          trainer.step(loss, x(gradients.get(step)), rate);
          assertThat(value(trainer.parameters(), "p").floats())
              .as("step %d of %s", step, rule)
              .containsExactly(after.get(step), within(2e-6f));
        }
      }
      runs++;
    }
    assertThat(runs).isEqualTo(3);
  }

  @Test
  void gradientsThatShareMemoryAreClippedOnce() {
    Graph loss = Graph.record(new Weighted(2, List.of("a", "b")));
    AdamW bare = new AdamW(1, 0, 0, 1, 0);
    try (Trainer trainer = start(bare, OptionalDouble.of(1), Weights.initialized(1), loss)) {
      trainer.step(loss, x(3, 4), 1);
      double factor = 1 / Math.sqrt(50); // of both gradients together
      for (String name : List.of("a", "b")) {
        float[] moved = value(trainer.parameters(), name).floats();
        assertThat(moved[0]).isCloseTo((float) (1 - 3 * factor / (3 * factor + 1)), within(1e-6f));
        assertThat(moved[1]).isCloseTo((float) (1 - 4 * factor / (4 * factor + 1)), within(1e-6f));
      }
    }
  }

  @Test
  void aParameterThatAGraphDoesNotUseStaysAndCountsItsOwnSteps() {
    Graph both = Graph.record(new Weighted(2, List.of("a", "b")));
    Graph one = Graph.record(new Weighted(2, List.of("a")));
    AdamW rule = AdamW.of(0.1);
    Map<String, Tensor> state;
    Map<String, Tensor> end;
    try (Trainer trainer = start(rule, OptionalDouble.empty(), Weights.initialized(1), both, one)) {
      trainer.step(one, x(1, 2), 0.1);
      assertThat(value(trainer.parameters(), "b").floats()).containsExactly(1, 1);
      trainer.step(both, x(2, 1), 0.1);
      state = trainer.state();
      trainer.step(both, x(2, 2), 0.1);
      end = trainer.state();
    }
    assertThat(value(state, "optimizer.step").longs()).containsExactly(2);
    assertThat(value(state, "optimizer.b.step").longs()).containsExactly(1);
    assertThat(state).doesNotContainKey("optimizer.a.step");
    try (Trainer resumed = start(rule, OptionalDouble.empty(), Weights.initialized(2), both, one)) {
      resumed.restore(state);
      resumed.step(both, x(2, 2), 0.1);
      assertThat(resumed.state()).isEqualTo(end);
    }
  }

  @Test
  void restoringAStrangersStateIsRefused() {
    Graph loss = Graph.record(new Weighted(2, List.of("a")));
    try (Trainer trainer =
        start(AdamW.of(0.1), OptionalDouble.empty(), Weights.initialized(1), loss)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.restore(Map.of("z", Tensor.zeros(Type.F32, 2))))
          .withMessageContaining("1 of 1 restored tensors belong to no trainable parameter");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.restore(Map.of("a", Tensor.zeros(Type.F32, 3))))
          .withMessageContaining("restoring 'a': found f32[3], expected f32[2]");
      assertThat(value(trainer.parameters(), "a").floats()).containsExactly(1, 1);
    }
  }

  @Test
  void anUpdateWithoutGradientsIsRefused() {
    Graph loss = Graph.record(new Weighted(2, List.of("a")));
    try (Trainer trainer =
        start(AdamW.of(0.1), OptionalDouble.empty(), Weights.initialized(1), loss)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> trainer.update(0.1))
          .withMessageContaining("call accumulate before");
      trainer.accumulate(loss, x(1, 1), 1);
      trainer.update(0.1);
      assertThatIllegalStateException().isThrownBy(() -> trainer.update(0.1));
    }
  }

  @Test
  void aGraphWithoutLossCannotBeTrainedOn() {
    Network network =
        new Network() {
          @Override
          public List<Input> inputs() {
            return List.of(Input.of("x", Type.F32, Input.BATCH, Dim.of(2)));
          }

          @Override
          public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
            return Values.of("logits", scope.linear("out", inputs.get("x"), 3));
          }
        };
    Graph graph = Graph.record(network);
    try (Trainer trainer =
        start(AdamW.of(0.1), OptionalDouble.empty(), Weights.initialized(1), graph)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.step(graph, x(1, 1), 0.1))
          .withMessageContaining("expected one F32 output 'loss'");
      assertThat(trainer.run(graph, x(1, 1))).containsKey("logits");
    }
  }

  @Test
  void aDeepLossTrains() {
    Network deep =
        new Network() {
          @Override
          public List<Input> inputs() {
            return List.of(Input.of("x", Type.F32, Input.BATCH, Dim.of(2)));
          }

          @Override
          public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
            Ops<T> o = scope.ops();
            T bias = scope.parameter("bias", Initializer.ones(), 2);
            T x = inputs.get("x");
            for (int i = 0; i < 3000; i++) {
              x = o.add(x, bias);
            }
            return Values.of("loss", o.mean(x, 0, 1));
          }
        };
    Graph loss = Graph.record(deep);
    try (Trainer trainer =
        start(AdamW.of(0.5), OptionalDouble.empty(), Weights.initialized(1), loss)) {
      assertThat(trainer.step(loss, x(1, 1), 0.5)).isEqualTo(3001);
      assertThat(trainer.step(loss, x(1, 1), 0.5)).isLessThan(2000);
    }
  }

  @Test
  void closingFromAnotherThreadWaitsForTheStep() throws InterruptedException {
    Graph loss = Graph.record(new Weighted(2, List.of("a")));
    Trainer trainer = start(AdamW.of(0.1), OptionalDouble.empty(), Weights.initialized(1), loss);
    trainer.step(loss, x(1, 1), 0.1);
    AtomicReference<Throwable> end = new AtomicReference<>();
    Thread worker =
        new Thread(
            () -> {
              try {
                while (!Thread.currentThread().isInterrupted()) {
                  trainer.step(loss, x(1, 1), 0.1);
                }
              } catch (Throwable e) {
                end.set(e);
              }
            });
    worker.start();
    trainer.close();
    worker.join();
    assertThat(end.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the djl trainer is closed");
  }
}
