package dev.emotion4j.examples.cli;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.FineTuning;
import dev.emotion4j.RecognizerBuilder;
import dev.emotion4j.Tuned;
import dev.emotion4j.encoder.Encoders;
import dev.emotion4j.encoder.TextOptions;
import dev.emotion4j.encoder.TokenPooling;
import dev.emotion4j.evaluation.Metric;
import dev.emotion4j.examples.data.LabelledSamples;
import dev.emotion4j.peft.Adapters;
import dev.emotion4j.peft.Targets;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.tuning.EarlyStopping;
import dev.emotion4j.tuning.EpochReport;
import dev.emotion4j.tuning.Example;
import dev.emotion4j.tuning.ProgressListener;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Fine-tunes a model on labelled lines and writes its directory. */
@Command(
    name = "fine-tune",
    description = {
      "Fine-tune a model on labelled JSON Lines files.",
      "Lines have any of 'text', 'image', 'audio', 'video', 'signals', and 'label' or 'labels'."
    },
    mixinStandardHelpOptions = true)
final class FineTuneCommand implements Callable<Integer> {
  /** What is trained. */
  enum Method {
    lora,
    full,
    head
  }

  @Option(names = "--train", required = true, description = "Labelled lines to learn from.")
  private Path train = Path.of("");

  @Option(names = "--validation", required = true, description = "Labelled lines to choose by.")
  private Path validation = Path.of("");

  @Option(names = "--test", description = "Labelled lines to report on at the end.")
  private @Nullable Path test;

  @Option(
      names = "--base",
      paramLabel = "minilm|builtin|DIR",
      description = {
        "What to start from: plain MiniLM, the built-in model, a model directory, or a Hugging"
            + " Face",
        "directory of a BERT (default: minilm for texts alone, else builtin)."
      })
  private @Nullable String base;

  @Option(
      names = "--fusion",
      description = {
        "How modalities are fused: concat, gated, attention, low-rank or cross-attention; learned",
        "anew (default: that of the base; gated if the base is a pool of ready models)."
      })
  private @Nullable String fusion;

  @Option(
      names = "--context",
      defaultValue = "0",
      description = {
        "How many turns before a text are read, of lines with 'history' (default:",
        "${DEFAULT-VALUE}); for minilm or a BERT as the base."
      })
  private int context;

  @Option(
      names = "--modality-dropout",
      defaultValue = "0.2",
      description = {
        "How often a modality of a training row is hidden, so that the model learns to do without",
        "(default: ${DEFAULT-VALUE})."
      })
  private double modalityDropout = 0.2;

  @Option(
      names = "--adapter",
      defaultValue = "lora",
      description = "lora, full or head (default: ${DEFAULT-VALUE}).")
  private Method adapter = Method.lora;

  @Option(
      names = "--rank",
      defaultValue = "16",
      description = "The rank of LoRA (default: ${DEFAULT-VALUE}).")
  private int rank = 16;

  @Option(names = "--alpha", description = "LoRA's alpha (default: twice the rank).")
  private @Nullable Integer alpha;

  @Option(
      names = "--epochs",
      defaultValue = "4",
      description = "The most epochs (default: ${DEFAULT-VALUE}).")
  private int epochs = 4;

  @Option(
      names = "--learning-rate",
      description = "The learning rate (default: 1e-3; full fine-tuning 1e-4).")
  private @Nullable Double learningRate;

  @Option(
      names = "--batch",
      defaultValue = "32",
      description = "Rows per step (default: ${DEFAULT-VALUE}).")
  private int batch = 32;

  @Option(
      names = "--weight-decay",
      defaultValue = "0.01",
      description = "Decoupled weight decay (default: ${DEFAULT-VALUE}).")
  private double weightDecay = 0.01;

  @Option(
      names = "--dropout",
      defaultValue = "0.1",
      description = "Dropout (default: ${DEFAULT-VALUE}).")
  private double dropout = 0.1;

  @Option(
      names = "--patience",
      defaultValue = "2",
      description = "Epochs without improvement before ending (default: ${DEFAULT-VALUE}).")
  private int patience = 2;

  @Option(names = "--seed", defaultValue = "42", description = "Seed (default: ${DEFAULT-VALUE}).")
  private long seed = 42;

  @Option(
      names = "--threads",
      description = "Threads within one operation (default: all processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--map", description = "A JSON object {data label: label to learn}.")
  private @Nullable Path map;

  @Option(names = "--name", description = "The model's name (default: the directory's).")
  private @Nullable String name;

  @Option(names = "--output", required = true, description = "The model directory to write.")
  private Path output = Path.of("");

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Usage usage = new Usage(spec);
    check(usage);
    prepareOutput();
    Map<String, String> words = map == null ? Map.of() : LabelledSamples.map(map);
    List<Example> training = LabelledSamples.read(train, words);
    List<Example> held = LabelledSamples.read(validation, words);
    List<Example> tested = test == null ? List.of() : LabelledSamples.read(test, words);
    LabelSet labels = labels(training);
    known(labels, validation, held);
    if (test != null) {
      known(labels, test, tested);
    }
    usage.progress(training.size() + " examples, labels " + labels.names());
    try (EmotionRecognizer start = start(base(training), labels)) {
      FineTuning tuning =
          FusionOption.apply(fusion, start, method(start.fineTune()))
              .labels(labels)
              .name(name != null ? name : String.valueOf(output.getFileName()))
              .learningRate(rate())
              .weightDecay(weightDecay)
              .dropout(dropout)
              .epochs(epochs)
              .batchSize(batch)
              .earlyStopping(EarlyStopping.on(watched(training)).patience(patience))
              .seed(seed)
              .modalityDropout(modalityDropout)
              .listener(progress(usage));
      Tuned tuned = tuning.fit(training, held, tested);
      tuned.save(output);
      usage.out().println(tuned.report());
      usage.out().println("saved to " + output);
      usage.out().flush();
    }
    return EmotionCommand.OK;
  }

  private void check(Usage usage) {
    usage.atLeast("--rank", rank, 1);
    usage.require(alpha == null || alpha > 0, "--alpha is " + alpha + "; expected 1 or more");
    usage.atLeast("--epochs", epochs, 1);
    usage.atLeast("--batch", batch, 1);
    usage.atLeast("--patience", patience, 1);
    usage.threads(threads);
    usage.require(rate() > 0, "--learning-rate is " + learningRate + "; expected more than 0");
    usage.require(weightDecay >= 0, "--weight-decay is " + weightDecay + "; expected 0 or more");
    usage.require(
        modalityDropout >= 0 && modalityDropout < 1,
        "--modality-dropout is " + modalityDropout + "; expected 0 to below 1");
    FusionOption.check(usage, fusion);
    usage.require(
        context >= 0 && context <= TextOptions.MAX_CONTEXT,
        "--context is " + context + "; expected 0 to " + TextOptions.MAX_CONTEXT);
    usage.require(
        dropout >= 0 && dropout < 1, "--dropout is " + dropout + "; expected 0 to below 1");
  }

  // Before training, which may take hours, not after it.
  private void prepareOutput() throws IOException {
    if (Files.exists(output)) {
      throw new IOException("'" + output + "' exists; choose a new name or remove it first");
    }
    Path parent = output.toAbsolutePath().normalize().getParent();
    if (parent != null) {
      try {
        Files.createDirectories(parent);
      } catch (FileAlreadyExistsException e) {
        throw new IOException(
            "'" + e.getFile() + "' is a file; expected a folder to put --output into", e);
      }
      if (!Files.isWritable(parent)) {
        throw new IOException("'" + parent + "' cannot be written to; choose another --output");
      }
    }
  }

  private static void known(LabelSet labels, Path file, List<Example> examples) {
    Map<String, Integer> unknown = new TreeMap<>();
    for (Example example : examples) {
      for (String label : example.labels()) {
        if (labels.find(label).isEmpty()) {
          unknown.merge(label, 1, Integer::sum);
        }
      }
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          file
              + " has labels that the training data lack, with how often: "
              + unknown
              + "; the training data have "
              + labels.names()
              + ". Map them with --map or remove those lines");
    }
  }

  private String base(List<Example> examples) {
    boolean textsAlone =
        examples.stream().allMatch(e -> e.sample().modalities().equals(Set.of(Modality.TEXT)));
    return base != null ? base : textsAlone ? "minilm" : "builtin";
  }

  private EmotionRecognizer start(String base, LabelSet labels) throws IOException {
    RecognizerBuilder builder = EmotionRecognizer.builder().backend("onnx").threads(threads);
    return switch (base) {
      case "minilm" -> builder.text(Encoders.miniLm(text())).labels(labels).build();
      case "builtin" -> builder.builtIn().build();
      default -> start(builder, Path.of(base), labels);
    };
  }

  private TextOptions text() {
    return context == 0
        ? TextOptions.DEFAULT
        : TextOptions.DEFAULT.context(context).pooling(TokenPooling.UTTERANCE);
  }

  private EmotionRecognizer start(RecognizerBuilder builder, Path directory, LabelSet labels)
      throws IOException {
    boolean checkpoint =
        Files.exists(directory.resolve("config.json"))
            && !Files.exists(directory.resolve("emotion.json"));
    return checkpoint
        ? builder.text(Encoders.bert(directory, text())).labels(labels).build()
        : builder.load(directory).build();
  }

  private FineTuning method(FineTuning tuning) {
    return switch (adapter) {
      case lora ->
          tuning.adapter(
              Adapters.lora(rank, alpha == null ? 2 * rank : alpha).on(Targets.ALL_LINEAR));
      case full -> tuning.full();
      case head -> tuning.headOnly();
    };
  }

  private double rate() {
    return learningRate != null ? learningRate : adapter == Method.full ? 1e-4 : 1e-3;
  }

  private static Metric watched(List<Example> examples) {
    return examples.stream().anyMatch(e -> e.labels().size() > 1)
        ? Metric.MACRO_F1
        : Metric.ACCURACY;
  }

  /** The labels of the data: in Ekman's order if they are among his, else sorted. */
  private static LabelSet labels(List<Example> examples) {
    Set<String> found = new TreeSet<>();
    examples.forEach(example -> found.addAll(example.labels()));
    if (LabelSet.EKMAN.names().containsAll(found)) {
      return LabelSet.of(LabelSet.EKMAN.names().stream().filter(found::contains).toList());
    }
    return LabelSet.of(found);
  }

  private static ProgressListener progress(Usage usage) {
    return new ProgressListener() {
      @Override
      public void onNote(String note) {
        usage.progress(note);
      }

      @Override
      public void onStep(int step, int steps, double loss) {
        if (step % 50 == 0 || step == steps) {
          usage.progress(String.format(Locale.ROOT, "step %d of %d, loss %.4f", step, steps, loss));
        }
      }

      @Override
      public void onEpoch(EpochReport report) {
        usage.progress(
            String.format(
                Locale.ROOT,
                "epoch %d: loss %.4f, accuracy %.4f, macro F1 %.4f, %.0f s%s",
                report.epoch(),
                report.trainingLoss(),
                report.validation().getOrDefault(Metric.ACCURACY, Double.NaN),
                report.validation().getOrDefault(Metric.MACRO_F1, Double.NaN),
                report.seconds(),
                report.best() ? ", best so far" : ""));
      }
    };
  }
}
