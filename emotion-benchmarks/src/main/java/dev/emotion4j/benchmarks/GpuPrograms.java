package dev.emotion4j.benchmarks;

import dev.emotion4j.assembly.Calibration;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.backend.djl.TorchPrograms;
import dev.emotion4j.builtin.BuiltInModel;
import dev.emotion4j.encoder.Encoders;
import dev.emotion4j.encoder.TextOptions;
import dev.emotion4j.encoder.TokenPooling;
import dev.emotion4j.encoder.VoiceEncoder;
import dev.emotion4j.fusion.Fusion;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.Safetensors;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.spi.AdamW;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.Providers;
import dev.emotion4j.spi.ReferenceBackend;
import dev.emotion4j.spi.Trainer;
import dev.emotion4j.spi.TrainingPlan;
import dev.emotion4j.tuning.CrossEntropy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Writes what {@code peers/programs.py} runs on a machine with a GPU and without Java: the programs
 * of training steps, to be timed against PyTorch, and of the built-in face and voice networks with
 * inputs and what they must give.
 *
 * <pre>{@code
 * java -cp benchmarks.jar dev.emotion4j.benchmarks.GpuPrograms FOLDER cuda:0 [BERT]
 * }</pre>
 *
 * With the Hugging Face folder of a BERT it also writes the step and the network of that BERT with
 * a head of seven labels, read as {@code examples.experiments.Meld} reads dialogues.
 */
public final class GpuPrograms {
  private static final int ROWS = 4;
  private static final int STEPS = 20;
  private static final int LENGTH = 48; // frames, tokens; whatever an input leaves open
  private static final double RATE = 1e-3;

  private final Path folder;
  private final Device device;

  private GpuPrograms(Path folder, Device device) {
    this.folder = folder;
    this.device = device;
  }

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    GpuPrograms programs = new GpuPrograms(Path.of(args[0]), new Device(args[1]));
    programs.write();
    if (args.length > 2) {
      programs.dialogues(Path.of(args[2]));
    }
  }

  private void write() throws IOException {
    for (String mode : List.of("full", "lora")) {
      try (StepFixture fixture = new StepFixture(mode, 1, 8, 1)) {
        fixture.write(device, folder.resolve("minilm-" + mode));
      }
    }
    for (Modality modality : List.of(Modality.FACE, Modality.VOICE)) {
      network(modality, folder.resolve(modality.name()));
      training(modality, folder.resolve(modality.name() + "-step"));
    }
  }

  // What the double-precision reference says is what any device has to say, too.
  private void network(Modality modality, Path folder) throws IOException {
    EmotionModel model = BuiltInModel.branch(modality);
    Graph graph = model.networks().whole(Set.of(modality));
    TorchPrograms.network(graph, device, folder);
    Map<String, Tensor> inputs = inputs(graph, model.labels().size());
    Backend reference = new ReferenceBackend();
    try (var executable = reference.compile(graph, model.weights(), ExecutionOptions.DEFAULT)) {
      Safetensors.write(folder.resolve("expected.safetensors"), executable.run(inputs));
    }
    Safetensors.write(folder.resolve("inputs.safetensors"), inputs);
    Safetensors.write(folder.resolve("start.safetensors"), values(model, graph));
    model.closeEncoders();
  }

  // Without dropout, whose random numbers are the device's own.
  private void training(Modality modality, Path folder) throws IOException {
    EmotionModel trained = BuiltInModel.branch(modality);
    EmotionModel model = trained.withHeadDropout(0);
    int labels = model.labels().size();
    Graph loss = model.networks().loss(Set.of(modality), CrossEntropy.soft(labels));
    Map<String, Tensor> inputs = inputs(loss, labels);
    TrainingPlan plan =
        TrainingPlan.of(model.weights(), AdamW.of(RATE).weightDecay(0.01), List.of(loss))
            .trainable(VoiceEncoder::trainable)
            .clipNorm(OptionalDouble.of(1))
            .seed(1)
            .options(ExecutionOptions.DEFAULT.device(Device.CPU));
    TorchPrograms.step(plan, loss, device, folder);
    Safetensors.write(folder.resolve("inputs.safetensors"), inputs);
    Safetensors.write(folder.resolve("start.safetensors"), values(model, loss));
    Backend djl = Providers.named(Backend.class, Backend::name, "djl", "");
    try (Trainer trainer = djl.training().orElseThrow().start(plan)) {
      float[] losses = new float[STEPS];
      for (int step = 0; step < STEPS; step++) {
        losses[step] = (float) trainer.step(loss, inputs, RATE);
      }
      Map<String, Tensor> expected = new LinkedHashMap<>(trainer.parameters());
      expected.put("losses", Tensor.of(losses, STEPS));
      Safetensors.write(folder.resolve("expected.safetensors"), expected);
    }
    model.closeEncoders();
  }

  private void dialogues(Path bert) throws IOException {
    TextOptions options =
        TextOptions.DEFAULT.context(4).maxTokens(96).pooling(TokenPooling.UTTERANCE);
    EmotionModel model =
        new EmotionModel(
            "dialogues",
            LabelSet.EKMAN,
            List.of(Encoders.bert(bert, options).withDropout(0.1)),
            Fusion.concat(),
            List.of(),
            Weights.initialized(1),
            0.1,
            Calibration.NONE,
            Map.of());
    Graph loss = model.networks().loss(Set.of(Modality.TEXT), CrossEntropy.soft(7));
    TrainingPlan plan =
        TrainingPlan.of(model.weights(), AdamW.of(5e-5).weightDecay(0.01), List.of(loss))
            .clipNorm(OptionalDouble.of(1))
            .seed(1);
    TorchPrograms.step(plan, loss, device, folder.resolve("dialogues-step"));
    TorchPrograms.network(
        model.networks().whole(Set.of(Modality.TEXT)), device, folder.resolve("dialogues"));
    model.closeEncoders();
  }

  private static Map<String, Tensor> values(EmotionModel model, Graph graph) {
    Weights weights = model.weights().orInitialized(1);
    Map<String, Tensor> values = new LinkedHashMap<>();
    graph.parameters().forEach(p -> values.put(p.path(), weights.get(p)));
    return values;
  }

  private static Map<String, Tensor> inputs(Graph graph, int labels) {
    SplittableRandom random = new SplittableRandom(1);
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (Input input : graph.inputs()) {
      int[] shape =
          input.spec().shape().dims().stream()
              .mapToInt(
                  dim -> dim.isNumber() ? dim.number() : dim.equals(Input.BATCH) ? ROWS : LENGTH)
              .toArray();
      int size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
      if (input.name().equals("targets")) {
        inputs.put(input.name(), targets(labels));
      } else if (input.spec().type() == Type.F32) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
          values[i] = (float) random.nextDouble(-1, 1);
        }
        inputs.put(input.name(), Tensor.of(values, shape));
      } else {
        boolean[] mask = new boolean[size];
        Arrays.fill(mask, true);
        inputs.put(input.name(), Tensor.of(mask, shape));
      }
    }
    return inputs;
  }

  private static Tensor targets(int labels) {
    float[] targets = new float[ROWS * labels];
    for (int row = 0; row < ROWS; row++) {
      targets[row * labels + row % labels] = 1;
    }
    return Tensor.of(targets, ROWS, labels);
  }
}
