package dev.emotion4j.examples.experiments;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.Tuned;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.ModelDirectory;
import dev.emotion4j.builtin.BuiltInModel;
import dev.emotion4j.encoder.Encoders;
import dev.emotion4j.encoder.TextOptions;
import dev.emotion4j.encoder.TokenPooling;
import dev.emotion4j.evaluation.ClassificationReport;
import dev.emotion4j.evaluation.Metric;
import dev.emotion4j.examples.data.JsonLines;
import dev.emotion4j.examples.data.LabelledSamples;
import dev.emotion4j.model.Json;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Text;
import dev.emotion4j.tuning.EarlyStopping;
import dev.emotion4j.tuning.EpochReport;
import dev.emotion4j.tuning.Example;
import dev.emotion4j.tuning.ProgressListener;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What the dialogue before an utterance is worth: MELD, 7 emotions, with and without context.
 *
 * <pre>{@code
 * emotion fine-tune --base bge-small-en --adapter full --learning-rate 5e-5 --epochs 2 --seed 1
 *     --map goemotions-ekman.json --train goemotions/train.jsonl
 *     --validation goemotions/valid.jsonl --output bge-goemotions
 * java -cp emotion.jar dev.emotion4j.examples.experiments.Meld --data text/meld
 *     --bert bge-small-en --base bge-goemotions --context 4 --max-tokens 96
 * }</pre>
 *
 * <p>A model with Ekman's labels (the built-in text branch, or what the first command makes of a
 * BERT that {@link UnpackBert} unpacked) is tuned on nine tenths of the training dialogues for a
 * fixed number of epochs; the rest is held out for calibration and to look at. The validation set,
 * which is reported, chooses nothing in a run; but base, rate, epochs and context were chosen by a
 * sweep that looked at it, too ({@code docs/results.md}). {@code --context 0} reads the utterance
 * alone.
 */
@Command(name = "meld", mixinStandardHelpOptions = true)
public final class Meld implements Callable<Integer> {
  private static final int HELD_OUT = 10;

  @Option(names = "--data", required = true, description = "The folder of train and valid.jsonl.")
  private Path data = Path.of("");

  @Option(names = "--context", description = "Turns before (default: ${DEFAULT-VALUE}).")
  private int context = 2;

  @Option(names = "--seeds", split = ",", description = "Seeds (default: ${DEFAULT-VALUE}).")
  private List<Long> seeds = List.of(1L, 2L, 3L);

  @Option(names = "--bert", description = "Hugging Face folder (default: the built-in MiniLM).")
  private @Nullable Path bert;

  @Option(names = "--base", description = "Model folder tuned from --bert (default: built-in).")
  private @Nullable Path base;

  @Option(names = "--epochs", description = "Epochs (default: ${DEFAULT-VALUE}).")
  private int epochs = 3;

  @Option(names = "--learning-rate", description = "Learning rate (default: ${DEFAULT-VALUE}).")
  private double learningRate = 5e-5;

  @Option(names = "--batch", description = "Rows per step (default: ${DEFAULT-VALUE}).")
  private int batch = 32;

  @Option(names = "--threads", description = "Threads per operation (${DEFAULT-VALUE}).")
  private int threads = 1;

  @Option(names = "--max-tokens", description = "Tokens per pair (default: ${DEFAULT-VALUE}).")
  private int maxTokens = 64;

  @Option(names = "--pooling", description = "How tokens are pooled (default: ${DEFAULT-VALUE}).")
  private TokenPooling pooling = TokenPooling.UTTERANCE;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private Meld() {}

  /** Runs it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Meld()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    List<Example> training = new ArrayList<>();
    List<Example> held = new ArrayList<>();
    dialogues(data.resolve("train.jsonl"))
        .forEach((id, turns) -> (id % HELD_OUT == 9 ? held : training).addAll(turns));
    List<Example> test = new ArrayList<>();
    dialogues(data.resolve("valid.jsonl")).values().forEach(test::addAll);
    out.printf("%d to learn, %d held out, %d to test%n", training.size(), held.size(), test.size());
    List<Double> weighted = new ArrayList<>();
    for (long seed : seeds) {
      ClassificationReport report = run(seed, training, held, test);
      weighted.add(report.value(Metric.WEIGHTED_F1));
      out.println(report.text());
      out.printf(
          Locale.ROOT,
          "context %d seed %d: weighted F1 %.4f, macro F1 %.4f, accuracy %.4f%n",
          context,
          seed,
          report.value(Metric.WEIGHTED_F1),
          report.value(Metric.MACRO_F1),
          report.accuracy());
    }
    out.println("context " + context + ": weighted F1 " + Spread.of(weighted));
    return 0;
  }

  private ClassificationReport run(
      long seed, List<Example> training, List<Example> held, List<Example> test)
      throws IOException {
    TextOptions options =
        TextOptions.DEFAULT.context(context).maxTokens(maxTokens).pooling(pooling);
    try (EmotionRecognizer start = start(options);
        Tuned tuned =
            start
                .fineTune()
                .full()
                .learningRate(learningRate)
                .epochs(epochs)
                .batchSize(batch)
                .earlyStopping(EarlyStopping.NEVER)
                .seed(seed)
                .listener(progress())
                .fit(training, held, test)) {
      return tuned.after();
    }
  }

  private EmotionRecognizer start(TextOptions options) throws IOException {
    EmotionModel model =
        base == null ? BuiltInModel.branch(Modality.TEXT) : ModelDirectory.load(base);
    model.closeEncoders();
    EmotionModel reading =
        model.withEncoders(
            List.of(bert == null ? Encoders.miniLm(options) : Encoders.bert(bert, options)));
    return EmotionRecognizer.builder().model(reading).backend("onnx").threads(threads).build();
  }

  /** Returns the utterances by dialogue, each after what was said before it. */
  private static Map<Long, List<Example>> dialogues(Path file) throws IOException {
    Map<Long, List<Example>> dialogues = new LinkedHashMap<>();
    Map<Long, List<Text.Turn>> said = new LinkedHashMap<>();
    try (JsonLines lines = new JsonLines(file)) {
      for (List<JsonLines.Line> some = lines.next(1000); !some.isEmpty(); some = lines.next(1000)) {
        for (JsonLines.Line line : some) {
          Json json = line.json();
          long id = json.get("dialogue").integer();
          Text.Turn turn = Text.Turn.of(json.get("speaker").text(), json.get("text").text());
          List<Text.Turn> before = said.computeIfAbsent(id, i -> new ArrayList<>());
          Text text = new Text(turn.text(), turn.speaker(), before);
          dialogues
              .computeIfAbsent(id, i -> new ArrayList<>())
              .add(new Example(Sample.of(text), LabelledSamples.labels(json)));
          before.add(turn);
        }
      }
    }
    return dialogues;
  }

  private ProgressListener progress() {
    long start = System.nanoTime();
    return new ProgressListener() {
      @Override
      public void onStep(int step, int steps, double loss) {
        if (step % 20 == 0) {
          double seconds = (System.nanoTime() - start) / 1e9;
          out.printf(Locale.ROOT, "step %d/%d loss %.3f %.0f s%n", step, steps, loss, seconds);
        }
      }

      @Override
      public void onEpoch(EpochReport report) {
        out.printf(
            Locale.ROOT,
            "epoch %d: loss %.4f, held-out weighted F1 %.4f, %.0f s%n",
            report.epoch(),
            report.trainingLoss(),
            report.validation().getOrDefault(Metric.WEIGHTED_F1, Double.NaN),
            report.seconds());
      }
    };
  }
}
