package dev.emotion4j.examples.experiments;

import dev.emotion4j.assembly.Calibration;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.ModelDirectory;
import dev.emotion4j.encoder.FaceEncoder;
import dev.emotion4j.encoder.FaceNetwork;
import dev.emotion4j.encoder.FaceOptions;
import dev.emotion4j.evaluation.ClassificationReport;
import dev.emotion4j.evaluation.Metric;
import dev.emotion4j.evaluation.Metrics;
import dev.emotion4j.evaluation.TemperatureScaling;
import dev.emotion4j.examples.data.FerPlusFaces;
import dev.emotion4j.examples.data.FerPlusFaces.Face;
import dev.emotion4j.fusion.Fusion;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.Safetensors;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.Objective;
import dev.emotion4j.spi.Providers;
import dev.emotion4j.tuning.RepeatFactor;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a model directory of what {@link FerPlus} trained: a face encoder, its head, and a
 * temperature fitted on the held-out faces of the training set; and measures it on the validation
 * set as it is served, by the onnx backend.
 *
 * <pre>{@code
 * FaceBranch faces/ferplus runs/1/weights.safetensors,runs/2/weights.safetensors models/face
 * }</pre>
 *
 * <p>Of several files the mean of their weights is taken ({@link MeanWeights}).
 */
public final class FaceBranch {
  private static final int MEASURED_TOGETHER = 128;
  private static final double HEAD_DROPOUT = 0.3;

  private FaceBranch() {}

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    if (args.length != 3) {
      System.err.println("usage: FaceBranch FERPLUS_DIR WEIGHTS.safetensors[,MORE] MODEL_DIR");
      System.exit(2);
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    FerPlusFaces faces = FerPlusFaces.read(Path.of(args[0]));
    List<Map<String, Tensor>> runs = new ArrayList<>();
    for (String file : args[1].split(",")) {
      runs.add(Safetensors.of(Path.of(file)).tensors());
    }
    Weights weights = Weights.of(MeanWeights.of(runs));
    Backend backend = Providers.named(Backend.class, Backend::name, "onnx", "");
    EmotionModel raw = model(weights, TemperatureScaling.NONE, faces.train());
    double[][] held = logits(raw, backend, faces.heldOut());
    TemperatureScaling scaling = TemperatureScaling.fit(labels(faces.heldOut()), held);
    double[][] found = logits(raw, backend, faces.validation());
    out.print(report(found, scaling, labels(faces.validation())));
    ModelDirectory.save(model(weights, scaling, faces.train()), Path.of(args[2]), backend);
  }

  private static EmotionModel model(Weights weights, TemperatureScaling scaling, List<Face> shown) {
    FaceNetwork network = new FaceNetwork(FaceNetwork.Config.COMPACT);
    return new EmotionModel(
        "face",
        FerPlusFaces.LABELS,
        List.of(FaceEncoder.of(network, FaceOptions.DEFAULT, Weights.of(Map.of()))),
        Fusion.concat(),
        List.of(),
        weights,
        HEAD_DROPOUT,
        new Calibration(Calibration.Activation.SOFTMAX, scaling, Optional.empty()),
        Map.of("data", "FER+, the training set", "prior", prior(shown)));
  }

  // The shares of the labels as training saw them: rare ones repeated.
  private static String prior(List<Face> faces) {
    int[] labels = labels(faces);
    int[] rows = new RepeatFactor(FerPlus.REPEAT).rows(labels, 1);
    int[] counts = new int[FerPlus.CLASSES];
    for (int row : rows) {
      counts[labels[row]]++;
    }
    List<String> shares = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      double share = (double) counts[i] / rows.length;
      String name = FerPlusFaces.LABELS.names().get(i);
      shares.add(String.format(Locale.ROOT, "%s=%.4f", name, share));
    }
    return String.join(",", shares);
  }

  private static String report(double[][] logits, TemperatureScaling scaling, int[] truth) {
    ClassificationReport report =
        ClassificationReport.singleLabel(FerPlusFaces.LABELS, truth, Metrics.top(logits));
    double[][] before = new double[logits.length][];
    double[][] after = new double[logits.length][];
    for (int i = 0; i < logits.length; i++) {
      before[i] = TemperatureScaling.NONE.softmax(logits[i]);
      after[i] = scaling.softmax(logits[i]);
    }
    return String.format(
        Locale.ROOT,
        "%s%n%s%naccuracy %.4f, unweighted recall %.4f%n"
            + "temperature %.4f: log loss %.4f before, %.4f after%n",
        report.text(),
        report.confusion().orElseThrow(),
        report.accuracy(),
        report.value(Metric.BALANCED_ACCURACY),
        scaling.temperature(),
        Metrics.logLoss(truth, before),
        Metrics.logLoss(truth, after));
  }

  private static double[][] logits(EmotionModel model, Backend backend, List<Face> faces) {
    List<double[]> all = new ArrayList<>();
    try (Executable network =
        backend.compile(
            model.networks().whole(Set.of(Modality.FACE)),
            model.weights(),
            ExecutionOptions.DEFAULT)) {
      for (int start = 0; start < faces.size(); start += MEASURED_TOGETHER) {
        List<Face> some = faces.subList(start, Math.min(faces.size(), start + MEASURED_TOGETHER));
        Tensor logits = network.run(FaceRows.inputs(some)).get(Objective.LOGITS);
        all.addAll(FerPlus.rows(logits));
      }
    }
    return all.toArray(new double[0][]);
  }

  private static int[] labels(List<Face> faces) {
    return faces.stream().mapToInt(Face::label).toArray();
  }
}
