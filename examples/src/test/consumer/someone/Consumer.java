package someone;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.ExecutionOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** Another project's program: it recognizes, and runs its own network on each backend. */
public final class Consumer {
  private Consumer() {}

  /** Prints the emotion of a text, then per backend its name, the result, and whether this class is in a named module. */
  public static void main(String[] arguments) {
    try (var recognizer = EmotionRecognizer.builder().builtIn().backend("onnx").build()) {
      System.out.println(recognizer.recognize("I love this, it makes me so happy!").top());
    }
    for (Backend backend : ServiceLoader.load(Backend.class)) {
      Graph graph = Graph.record(new Rectifier());
      try (var executable =
          backend.compile(graph, Weights.of(Map.of()), ExecutionOptions.DEFAULT)) {
        Tensor out =
            executable.run(Map.of("x", Tensor.of(new float[] {-1, 2}, 1, 2))).get("y");
        System.out.println(
            backend.name()
                + " "
                + Arrays.toString(out.floats())
                + " "
                + Consumer.class.getModule().isNamed());
      }
    }
  }

  private static final class Rectifier implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(Input.of("x", Type.F32, Input.BATCH, Dim.of(2)));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      return Values.of("y", scope.ops().relu(inputs.get("x")));
    }
  }
}
