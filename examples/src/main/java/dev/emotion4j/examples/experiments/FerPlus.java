package dev.emotion4j.examples.experiments;

import dev.emotion4j.encoder.FaceAugmentation;
import dev.emotion4j.encoder.FaceDegradation;
import dev.emotion4j.encoder.FaceFraming;
import dev.emotion4j.encoder.FaceNetwork;
import dev.emotion4j.evaluation.ClassificationReport;
import dev.emotion4j.evaluation.Metric;
import dev.emotion4j.evaluation.Metrics;
import dev.emotion4j.evaluation.TemperatureScaling;
import dev.emotion4j.examples.data.FerPlusFaces;
import dev.emotion4j.examples.data.FerPlusFaces.Face;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.Safetensors;
import dev.emotion4j.spi.AdamW;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.Objective;
import dev.emotion4j.spi.Providers;
import dev.emotion4j.spi.Trainer;
import dev.emotion4j.spi.TrainingPlan;
import dev.emotion4j.tuning.CrossEntropy;
import dev.emotion4j.tuning.EarlyStopping;
import dev.emotion4j.tuning.EpochReport;
import dev.emotion4j.tuning.ProgressListener;
import dev.emotion4j.tuning.RepeatFactor;
import dev.emotion4j.tuning.Schedule;
import dev.emotion4j.tuning.TrainingLoop;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Trains {@link FaceNetwork} with a linear head on FER+ from scratch and measures it on the
 * validation set: soft targets, repeat factor sampling, augmentation, AdamW, one rise and fall of
 * the learning rate. The number of epochs is fixed beforehand and the last weights are kept:
 * validation decides nothing. It writes {@code weights.safetensors} after every epoch.
 *
 * <p>The shipped weights are the mean ({@link FaceBranch}) of those after the third and, of three
 * seeds, the fourth of four such runs, each from the weights of the one before: the second at full
 * resolution, with less augmentation, the third with faces in blur, noise and too much light as
 * well, the fourth with wide cuts, masks and glasses, too ({@link FaceConditions} measures those):
 *
 * <pre>{@code
 * FerPlus --data faces/ferplus --output runs/1a --seed 1 --epochs 26
 * FerPlus --data faces/ferplus --output runs/1b --seed 1 --epochs 12 --small 0 --rate 1e-3 \
 *     --strength 0.7 --start runs/1a/weights.safetensors
 * FerPlus --data faces/ferplus --output runs/1c --seed 1 --epochs 12 --small 0 --rate 1e-3 \
 *     --strength 0.7 --degrade 1 --start runs/1b/weights.safetensors
 * FerPlus --data faces/ferplus --output runs/1d --seed 1 --epochs 12 --small 0 --rate 1e-3 \
 *     --strength 0.7 --degrade 1 --framing 0.6 --start runs/1c/weights.safetensors
 * (the last with --seed 2 into runs/2d and --seed 3 into runs/3d, too)
 * }</pre>
 */
@Command(name = "FerPlus", mixinStandardHelpOptions = true, description = "Trains faces on FER+.")
public final class FerPlus implements Runnable {
  static final int CLASSES = FerPlusFaces.LABELS.size();

  static final double REPEAT = 0.05;

  private static final int BATCH = 64;
  private static final int MEASURED_TOGETHER = 128;
  private static final int SMALL = 36; // pixels; its last map is 3x3, as that of 48
  private static final double CLIP_NORM = 2;

  @Option(names = "--data", required = true, description = "folder with labels.csv and train.npy")
  private Path data = Path.of("");

  @Option(names = "--output", required = true, description = "folder for weights and the log")
  private Path output = Path.of("");

  @Option(names = "--seed", description = "of weights, order, augmentation; default 1")
  private long seed = 1;

  @Option(names = "--epochs", description = "how often all faces are shown; default 26")
  private int epochs = 26;

  @Option(names = "--small", description = "share of the epochs at 36 pixels; default 0.5")
  private double small = 0.5;

  @Option(names = "--rate", description = "the highest learning rate; default 0.002")
  private double rate = 2e-3;

  @Option(names = "--repeat", description = "repeat factor threshold; default 0.05")
  private double repeat = REPEAT;

  @Option(names = "--strength", description = "factor of the augmentation; default 1")
  private double strength = 1;

  @Option(names = "--degrade", description = "factor of blur, exposure and noise; default 0")
  private double degrade;

  @Option(names = "--framing", description = "factor of wide cuts and covered faces; default 0")
  private double framing;

  @Option(names = "--dropout", description = "in front of the head; default 0.3")
  private double dropout = 0.3;

  @Option(names = "--start", description = "weights to go on from; default: fresh ones")
  private @Nullable Path start;

  /** For picocli. */
  public FerPlus() {}

  /** Runs it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new FerPlus()).execute(args));
  }

  @Override
  public void run() {
    try {
      Files.createDirectories(output);
      try (PrintStream log =
          new PrintStream(
              Files.newOutputStream(output.resolve("log.txt")), true, StandardCharsets.UTF_8)) {
        train(FerPlusFaces.read(data), log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void train(FerPlusFaces faces, PrintStream log) throws IOException {
    int[] rows = new RepeatFactor(repeat).rows(labels(faces.train()), seed);
    print(
        log,
        "%d faces in %d rows, %d held out, %d to validate with%n",
        faces.train().size(),
        rows.length,
        faces.heldOut().size(),
        faces.validation().size());
    FaceNetwork.Config config = FaceNetwork.Config.COMPACT;
    Graph first = loss(config.size(SMALL));
    Graph second = loss(config);
    Graph network = Graph.record(new Classifier(config, 0));
    FaceRows.Changes changes =
        new FaceRows.Changes(
            FaceAugmentation.STANDARD.strength(strength),
            FaceFraming.STANDARD.strength(framing),
            FaceDegradation.STANDARD.strength(degrade));
    List<FaceRows.Part> parts =
        List.of(
            new FaceRows.Part((int) Math.round(small * epochs), SMALL, first, changes),
            new FaceRows.Part(epochs, config.size(), second, changes));
    FaceRows shown = new FaceRows(faces.train(), rows, parts);
    Weights weights =
        start == null ? Weights.initialized(seed) : Weights.of(Safetensors.of(start).tensors());
    Backend backend = Providers.named(Backend.class, Backend::name, "djl", "");
    try (Trainer trainer =
        backend.training().orElseThrow().start(plan(List.of(first, second, network), weights))) {
      loop()
          .run(
              trainer,
              shown,
              now -> measure(now, network, faces.validation()),
              listener(shown, trainer, log));
      report(trainer, network, faces, log);
    }
  }

  private TrainingPlan plan(List<Graph> graphs, Weights weights) {
    return TrainingPlan.of(weights, AdamW.of(rate).weightDecay(0.05), graphs)
        .decays(
            parameter -> parameter.shape().size() > 1 && !parameter.path().endsWith("pool.weight"))
        .clipNorm(OptionalDouble.of(CLIP_NORM))
        .seed(seed);
  }

  private TrainingLoop loop() {
    return new TrainingLoop(epochs, BATCH, rate, Schedule.linear(0.08), EarlyStopping.NEVER, seed);
  }

  private Graph loss(FaceNetwork.Config config) {
    return Graph.record(new Loss(new Classifier(config, dropout), CrossEntropy.soft(CLASSES)));
  }

  private ProgressListener listener(FaceRows shown, Trainer trainer, PrintStream log) {
    return new ProgressListener() {
      @Override
      public void onEpoch(EpochReport report) {
        print(
            log,
            "epoch %d: loss %.4f, accuracy %.4f, unweighted recall %.4f, %.0f s%n",
            report.epoch(),
            report.trainingLoss(),
            report.validation().getOrDefault(Metric.ACCURACY, Double.NaN),
            report.validation().getOrDefault(Metric.BALANCED_ACCURACY, Double.NaN),
            report.seconds());
        shown.next();
        try {
          Safetensors.write(output.resolve("weights.safetensors"), trainer.parameters());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  private static Map<Metric, Double> measure(Trainer trainer, Graph network, List<Face> faces) {
    int[] truth = labels(faces);
    int[] found = Metrics.top(logits(trainer, network, faces));
    Map<Metric, Double> metrics = new LinkedHashMap<>();
    metrics.put(Metric.ACCURACY, Metrics.accuracy(truth, found));
    metrics.put(Metric.BALANCED_ACCURACY, Metrics.balancedAccuracy(CLASSES, truth, found));
    return metrics;
  }

  private static void report(Trainer trainer, Graph network, FerPlusFaces faces, PrintStream log) {
    double[][] held = logits(trainer, network, faces.heldOut());
    TemperatureScaling scaling = TemperatureScaling.fit(labels(faces.heldOut()), held);
    double[][] found = logits(trainer, network, faces.validation());
    int[] truth = labels(faces.validation());
    ClassificationReport report =
        ClassificationReport.singleLabel(FerPlusFaces.LABELS, truth, Metrics.top(found));
    print(log, "%s%n%s%n", report.text(), report.confusion().orElseThrow());
    print(log, "temperature of the held-out faces %.4f%n", scaling.temperature());
  }

  private static double[][] logits(Trainer trainer, Graph network, List<Face> faces) {
    List<double[]> all = new ArrayList<>();
    for (int start = 0; start < faces.size(); start += MEASURED_TOGETHER) {
      List<Face> some = faces.subList(start, Math.min(faces.size(), start + MEASURED_TOGETHER));
      Tensor logits = trainer.run(network, FaceRows.inputs(some)).get(Objective.LOGITS);
      all.addAll(rows(logits));
    }
    return all.toArray(new double[0][]);
  }

  static List<double[]> rows(@Nullable Tensor logits) {
    if (logits == null) {
      throw new IllegalStateException("the network gives no logits");
    }
    List<double[]> rows = new ArrayList<>();
    for (int row = 0; row < logits.dim(0); row++) {
      double[] scores = new double[CLASSES];
      for (int i = 0; i < CLASSES; i++) {
        scores[i] = logits.getFloat(row * CLASSES + i);
      }
      rows.add(scores);
    }
    return rows;
  }

  private static int[] labels(List<Face> faces) {
    return faces.stream().mapToInt(Face::label).toArray();
  }

  private static void print(PrintStream log, String format, Object... values) {
    String text = String.format(Locale.ROOT, format, values);
    System.out.print(text);
    log.print(text);
  }

  /** The paths of a model with one modality: {@code face.*} and {@code classifier.*}. */
  private record Classifier(FaceNetwork.Config config, double dropout) implements Network {
    @Override
    public List<Input> inputs() {
      return new FaceNetwork(config).inputs();
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      T features =
          new FaceNetwork(config).apply(scope.at("face"), inputs).get(ModalityEncoder.FEATURES);
      T dropped = scope.ops().dropout(features, dropout);
      return Values.of(Objective.LOGITS, scope.linear("classifier", dropped, CLASSES));
    }
  }

  private record Loss(Classifier network, CrossEntropy objective) implements Network {
    @Override
    public List<Input> inputs() {
      List<Input> inputs = new ArrayList<>(network.inputs());
      objective.inputs().stream()
          .filter(input -> !input.name().equals(Objective.LOGITS))
          .forEach(inputs::add);
      return inputs;
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      T logits = network.apply(scope, inputs).get(Objective.LOGITS);
      return objective.apply(scope, inputs.with(Objective.LOGITS, logits));
    }
  }
}
