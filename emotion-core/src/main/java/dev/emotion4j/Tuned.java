package dev.emotion4j;

import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.evaluation.Bootstrap;
import dev.emotion4j.evaluation.ClassificationReport;
import dev.emotion4j.evaluation.Metric;
import dev.emotion4j.evaluation.ReportComparison;
import dev.emotion4j.tuning.EpochReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The result of a fine-tuning. {@link #close} frees what its model holds (a tokenizer, for
 * example); recognizers made of it before live on.
 *
 * @param model the tuned model; the base is untouched
 * @param epochs what each epoch did; fewer than asked for if training ended early
 * @param trainable how many parameters were trained
 * @param total how many parameters the model has
 * @param evaluatedOn {@code "test"} or {@code "validation"}: what both reports are measured on
 * @param beforeName what "before" is: the base model by name, or the majority class
 * @param before how well that does
 * @param after how well the tuned model does
 * @param serving makes a recognizer of the tuned model on the backend that tuning started from
 */
public record Tuned(
    EmotionModel model,
    List<EpochReport> epochs,
    long trainable,
    long total,
    String evaluatedOn,
    String beforeName,
    ClassificationReport before,
    ClassificationReport after,
    Supplier<EmotionRecognizer> serving)
    implements AutoCloseable {
  /** Copies the list. */
  public Tuned {
    epochs = List.copyOf(epochs);
  }

  /** Returns a new recognizer of the tuned model; the caller closes it. */
  public EmotionRecognizer recognizer() {
    return serving.get();
  }

  /** Writes the tuned model's directory. */
  public void save(Path directory) throws IOException {
    try (EmotionRecognizer recognizer = recognizer()) {
      recognizer.save(directory);
    }
  }

  /** Returns before and after, per label and in the averages, with confidence intervals. */
  public ReportComparison comparison() {
    return ReportComparison.of(before, after, Bootstrap.seeded(42));
  }

  /** Returns all of it as text. */
  public String report() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "trainable parameters: %,d of %,d (%.2f %%)%n%n",
            trainable,
            total,
            100.0 * trainable / total));
    for (EpochReport epoch : epochs) {
      text.append(
          String.format(
              Locale.ROOT,
              "epoch %d: loss %.4f, accuracy %.4f, macro F1 %.4f, %.0f s%s%n",
              epoch.epoch(),
              epoch.trainingLoss(),
              epoch.validation().getOrDefault(Metric.ACCURACY, Double.NaN),
              epoch.validation().getOrDefault(Metric.MACRO_F1, Double.NaN),
              epoch.seconds(),
              epoch.best() ? " (best so far)" : ""));
    }
    text.append(String.format(Locale.ROOT, "%nbefore (%s), %s set:%n", beforeName, evaluatedOn));
    text.append(before.text()).append(String.format("%nafter, %s set:%n", evaluatedOn));
    text.append(after.text()).append(String.format("%n")).append(comparison().text());
    return text.toString();
  }

  /** Frees the model's encoders; recognizers made of it are not touched. Twice is fine. */
  @Override
  public void close() {
    model.closeEncoders();
  }

  @Override
  public String toString() {
    return report();
  }
}
