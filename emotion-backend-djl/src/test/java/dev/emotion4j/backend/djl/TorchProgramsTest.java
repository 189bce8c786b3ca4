package dev.emotion4j.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.emotion4j.backend.djl.TrainingFixture.MeanSquare;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.Json;
import dev.emotion4j.model.Safetensors;
import dev.emotion4j.spi.AdamW;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.Trainer;
import dev.emotion4j.spi.TrainingPlan;
import dev.emotion4j.testkit.TinyNetworks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the folder, run as a stranger would who has read the javadoc only. */
class TorchProgramsTest {
  private static final Weights WEIGHTS = Weights.initialized(3);
  private static final Map<String, Tensor> X =
      Map.of("x", Tensor.of(new float[] {1, -2, 3, 0.5f, 2, -1}, 2, 3));

  @TempDir private Path folder;

  /** Two linear layers. */
  private record Small() implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(Input.of("x", Type.F32, Input.BATCH, Dim.of(3)));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      T hidden = scope.ops().tanh(scope.linear("first", inputs.get("x"), 4));
      return Values.of(TinyNetworks.FEATURES, scope.linear("second", hidden, 2));
    }
  }

  private static TrainingPlan plan(Graph loss, Predicate<Parameter> trainable) {
    return TrainingFixture.plan(WEIGHTS, trainable, AdamW.of(0.1), OptionalDouble.of(1), loss);
  }

  @Test
  void theNetworkGivesWhatTheBackendGives() throws IOException {
    Graph graph = Graph.record(new Small());
    TorchPrograms.network(graph, Device.CPU, folder);
    Json about = about();
    assertThat(about.get("method").text()).isEqualTo("forward");
    assertThat(about.get("inputs").items()).extracting(Json::text).containsExactly("x");
    Native.engine(1);
    try (PtNDManager memory = Native.manager(ai.djl.Device.cpu());
        Executable backend = new DjlBackend().compile(graph, WEIGHTS, ExecutionOptions.DEFAULT)) {
      NDList arguments = new NDList(memory.create(true), share(memory, X.get("x")));
      arguments.addAll(parameters(memory, graph, about, "frozen", "p"));
      arguments.addAll(constants(memory, about));
      Tensor found = Native.tensor(call(memory, "forward", arguments, false).head());
      assertThat(found.floats()).isEqualTo(backend.run(X).get(TinyNetworks.FEATURES).floats());
    }
  }

  @Test
  void aStepTrainsAsTheBackendDoes() throws IOException {
    Graph loss = Graph.record(new MeanSquare(new Small()));
    TrainingPlan plan = plan(loss, p -> p.path().startsWith("second."));
    TorchPrograms.step(plan, loss, Device.CPU, folder);
    Json about = about();
    assertThat(about.get("trainable").items())
        .extracting(p -> p.get("path").text())
        .containsExactlyInAnyOrder("second.weight", "second.bias");
    Native.engine(1);
    try (PtNDManager memory = Native.manager(ai.djl.Device.cpu());
        Trainer backend = TrainingFixture.start(plan)) {
      List<NDArray> trained = parameters(memory, loss, about, "trainable", "t");
      trained.forEach(t -> t.setRequiresGradient(true));
      List<NDArray> state = new ArrayList<>();
      for (String name : List.of("m", "v")) {
        for (NDArray t : trained) {
          state.add(Calls.named(memory.zeros(t.getShape(), DataType.FLOAT32), name));
        }
      }
      trained.forEach(
          t -> state.add(Calls.named(memory.zeros(new Shape(), DataType.FLOAT32), "s")));
      for (int step = 0; step < 3; step++) {
        NDList arguments =
            new NDList(memory.create(true), memory.create(0.1), share(memory, X.get("x")));
        arguments.addAll(trained);
        arguments.addAll(parameters(memory, loss, about, "frozen", "p"));
        arguments.addAll(constants(memory, about));
        arguments.addAll(state);
        float found = Native.tensor(call(memory, "step", arguments, true).head()).getFloat(0);
        assertThat((double) found).isCloseTo(backend.step(loss, X, 0.1), within(1e-6));
      }
      int at = 0;
      for (Json described : about.get("trainable").items()) {
        Tensor expected = Values.of(backend.parameters()).get(described.get("path").text());
        assertThat(Native.tensor(trained.get(at++)).floats()).containsExactly(expected.floats());
      }
    }
  }

  @Test
  void aLossThatNothingTrainedReachesIsRefused() {
    Graph loss = Graph.record(new MeanSquare(new Small()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TorchPrograms.step(plan(loss, p -> false), loss, Device.CPU, folder))
        .withMessageContaining("depends on none of the parameters that the plan trains");
    Graph network = Graph.record(new Small());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TorchPrograms.step(plan(network, p -> true), network, Device.CPU, folder))
        .withMessageContaining("cannot be trained on");
  }

  @Test
  void theDeviceIsWrittenIntoTheProgram() throws IOException {
    Graph loss = Graph.record(new MeanSquare(new Dropped()));
    TorchPrograms.step(plan(loss, p -> true), loss, new Device("cuda:0"), folder);
    assertThat(Files.readString(folder.resolve("program.pt"), StandardCharsets.ISO_8859_1))
        .contains("torch.device(\"cuda:0\")")
        .doesNotContain("torch.device(\"cpu\")");
  }

  /** Draws random numbers, which a device makes. */
  private record Dropped() implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(Input.of("x", Type.F32, Input.BATCH, Dim.of(3)));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Ops<T> o = scope.ops();
      return Values.of(
          TinyNetworks.FEATURES, scope.linear("only", o.dropout(inputs.get("x"), 0.5), 2));
    }
  }

  private Json about() throws IOException {
    return Json.read(folder.resolve("program.json"));
  }

  private NDList call(PtNDManager memory, String method, NDList arguments, boolean gradients)
      throws IOException {
    byte[] program = Files.readAllBytes(folder.resolve("program.pt"));
    NDArray marker = memory.create(0f); // how DJL is told which method
    marker.setName("module_method:" + method);
    arguments.add(0, marker);
    try (PtSymbolBlock block =
        JniUtils.loadModule(memory, new ByteArrayInputStream(program), false, false)) {
      JniUtils.setGradMode(gradients);
      return IValueUtils.forward(block, arguments, gradients);
    } finally {
      JniUtils.setGradMode(true);
    }
  }

  private static NDArray share(PtNDManager memory, Tensor tensor) {
    return Native.copy(memory, tensor);
  }

  private static List<NDArray> parameters(
      PtNDManager memory, Graph graph, Json about, String kind, String name) {
    List<NDArray> arrays = new ArrayList<>();
    for (Json described : about.get(kind).items()) {
      String path = described.get("path").text();
      Parameter parameter =
          graph.parameters().stream().filter(p -> p.path().equals(path)).findFirst().orElseThrow();
      assertThat(described.get("shape").items())
          .extracting(n -> (int) n.integer())
          .isEqualTo(parameter.shape());
      arrays.add(Calls.named(share(memory, WEIGHTS.get(parameter)), name));
    }
    return arrays;
  }

  private List<NDArray> constants(PtNDManager memory, Json about) throws IOException {
    Safetensors file = Safetensors.of(folder.resolve("constants.safetensors"));
    List<NDArray> arrays = new ArrayList<>();
    for (int i = 0; i < about.get("constants").integer(); i++) {
      arrays.add(Calls.named(share(memory, file.tensor(Integer.toString(i))), "c"));
    }
    return arrays;
  }
}
