package dev.emotion4j.examples;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.Tuned;
import dev.emotion4j.encoder.Encoders;
import dev.emotion4j.encoder.TextEncoder;
import dev.emotion4j.encoder.TextOptions;
import dev.emotion4j.encoder.TokenPooling;
import dev.emotion4j.evaluation.Metric;
import dev.emotion4j.examples.data.LabelledSamples;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.spi.AdamW;
import dev.emotion4j.tuning.EarlyStopping;
import dev.emotion4j.tuning.EpochReport;
import dev.emotion4j.tuning.Example;
import dev.emotion4j.tuning.ProgressListener;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The reference recipe of text emotion: a pretrained text encoder with a linear head, every
 * parameter trained. Texts are cut at 128 tokens; AdamW with learning rate 2e-5, 5 epochs, batches
 * of 16; a report on the validation set after every epoch and on the test set at the end.
 *
 * <pre>{@code
 * FineTuneText train.jsonl validation.jsonl test.jsonl [minilm | checkpoint] [model to write]
 * }</pre>
 *
 * Files hold a line per text: {@code {"text": "We won!", "label": "joy"}}. A checkpoint is a
 * Hugging Face directory of a BERT; its pooler is used, as BERT's authors do.
 */
public final class FineTuneText {
  private static final int MAX_LENGTH = 128;
  private static final int EPOCHS = 5;
  private static final int BATCH = 16;
  private static final double LEARNING_RATE = 2e-5;

  private FineTuneText() {}

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    if (args.length < 3 || args.length > 5) {
      System.err.println(
          "usage: FineTuneText train.jsonl validation.jsonl test.jsonl [minilm|checkpoint] [model"
              + " to write]");
      System.exit(2);
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    TextEncoder encoder = encoder(args.length > 3 ? args[3] : "minilm");
    Tuned tuned = run(encoder, Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), out);
    if (args.length > 4) {
      tuned.save(Path.of(args[4]));
    }
  }

  static TextEncoder encoder(String base) {
    TextOptions options = TextOptions.DEFAULT.maxTokens(MAX_LENGTH);
    return base.equals("minilm")
        ? Encoders.miniLm(options)
        : Encoders.bert(Path.of(base), options.pooling(TokenPooling.POOLER));
  }

  /** Tunes the encoder with a new head and prints the reports. */
  static Tuned run(TextEncoder encoder, Path train, Path validation, Path test, PrintStream out)
      throws IOException {
    List<Example> training = LabelledSamples.read(train);
    Set<String> names = new TreeSet<>();
    training.forEach(example -> names.addAll(example.labels()));
    try (EmotionRecognizer start =
        EmotionRecognizer.builder()
            .text(encoder)
            .labels(LabelSet.of(names))
            .backend("onnx")
            .threads(Runtime.getRuntime().availableProcessors())
            .build()) {
      Tuned tuned =
          start
              .fineTune()
              .full()
              .optimizer(AdamW.of(LEARNING_RATE))
              .epochs(EPOCHS)
              .batchSize(BATCH)
              .earlyStopping(EarlyStopping.on(Metric.ACCURACY).patience(EPOCHS))
              .seed(42)
              .listener(printing(out))
              .fit(training, LabelledSamples.read(validation), LabelledSamples.read(test));
      out.print(tuned.report());
      return tuned;
    }
  }

  private static ProgressListener printing(PrintStream out) {
    return new ProgressListener() {
      @Override
      public void onEpoch(EpochReport report) {
        out.printf(
            Locale.ROOT,
            "epoch %d of %d: mean loss %.4f, validation accuracy %.4f, macro F1 %.4f%n",
            report.epoch(),
            EPOCHS,
            report.trainingLoss(),
            report.validation().getOrDefault(Metric.ACCURACY, Double.NaN),
            report.validation().getOrDefault(Metric.MACRO_F1, Double.NaN));
      }
    };
  }
}
