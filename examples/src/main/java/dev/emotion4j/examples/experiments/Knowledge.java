package dev.emotion4j.examples.experiments;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.RecognizerBuilder;
import dev.emotion4j.Tuned;
import dev.emotion4j.encoder.Encoders;
import dev.emotion4j.encoder.FeatureEncoder;
import dev.emotion4j.encoder.KnowledgeEncoder;
import dev.emotion4j.encoder.KnowledgeSource;
import dev.emotion4j.encoder.TextEncoder;
import dev.emotion4j.encoder.TextOptions;
import dev.emotion4j.evaluation.ClassificationReport;
import dev.emotion4j.evaluation.Metric;
import dev.emotion4j.examples.data.LabelledSamples;
import dev.emotion4j.fusion.Fusion;
import dev.emotion4j.signal.FeatureVector;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.text.LexiconFormat;
import dev.emotion4j.tuning.EarlyStopping;
import dev.emotion4j.tuning.Example;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a lexicon adds to a frozen text encoder: the same small head on the same features, with and
 * without {@link KnowledgeEncoder} beside them.
 *
 * <pre>{@code
 * java -cp emotion.jar dev.emotion4j.examples.experiments.Knowledge --data text/dair_emotion
 *     --lexicon text/knowledge/warriner_vad_en.csv
 *     --format "comma word=Word value=valence,arousal,dominance"
 * }</pre>
 *
 * <p>Texts are encoded once, by MiniLM or a checkpoint given with {@code --encoder}. A tenth of the
 * training texts chooses the epoch; the validation set is reported and chooses nothing.
 */
@Command(name = "knowledge", mixinStandardHelpOptions = true)
public final class Knowledge implements Callable<Integer> {
  private static final Modality SENTENCE = new Modality("sentence");
  private static final int EPOCHS = 30;
  private static final int CHUNK = 256;

  @Option(names = "--data", required = true, description = "The folder of train and valid.jsonl.")
  private Path data = Path.of("");

  @Option(names = "--lexicon", required = true, description = "A lexicon; may be repeated.")
  private List<Path> lexicons = List.of();

  @Option(names = "--format", required = true, description = "Its format, as often as --lexicon.")
  private List<String> formats = List.of();

  @Option(names = "--spread", description = "Weight of related concepts (${DEFAULT-VALUE}).")
  private double spread;

  @Option(names = "--encoder", description = "A BERT's directory or minilm (${DEFAULT-VALUE}).")
  private String encoder = "minilm";

  @Option(names = "--fusion", description = "concat or gated (default: ${DEFAULT-VALUE}).")
  private String fusion = "gated";

  @Option(names = "--most", description = "The most texts of each file (${DEFAULT-VALUE}).")
  private int most = 4000;

  @Option(names = "--max-tokens", description = "Tokens of a text (default: ${DEFAULT-VALUE}).")
  private int maxTokens = 64;

  @Option(names = "--seeds", split = ",", description = "Seeds (default: ${DEFAULT-VALUE}).")
  private List<Long> seeds = List.of(1L, 2L, 3L);

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private Knowledge() {}

  /** Runs it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Knowledge()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    List<Example> all = some(data.resolve("train.jsonl"));
    List<Example> test = encoded(some(data.resolve("valid.jsonl")));
    all = encoded(all);
    List<Example> held = all.subList(0, all.size() / 10);
    List<Example> training = all.subList(all.size() / 10, all.size());
    out.printf("%d to learn, %d held out, %d to test%n", training.size(), held.size(), test.size());
    for (boolean with : new boolean[] {false, true}) {
      List<Double> macro = new ArrayList<>();
      List<Double> accuracy = new ArrayList<>();
      for (long seed : seeds) {
        ClassificationReport report = run(with, seed, training, held, test);
        macro.add(report.value(Metric.MACRO_F1));
        accuracy.add(report.accuracy());
      }
      String what = with ? "with knowledge, " + fusion : "without knowledge";
      out.println(what + ": macro F1 " + Spread.of(macro) + ", accuracy " + Spread.of(accuracy));
    }
    return 0;
  }

  private List<Example> some(Path file) throws IOException {
    List<Example> examples = new ArrayList<>(LabelledSamples.read(file));
    Collections.shuffle(examples, new Random(7));
    return examples.subList(0, Math.min(most, examples.size()));
  }

  /** Returns the examples with the encoder's features beside the text, which knowledge reads. */
  private List<Example> encoded(List<Example> examples) {
    TextOptions options = TextOptions.DEFAULT.maxTokens(maxTokens);
    TextEncoder frozen =
        encoder.equals("minilm")
            ? Encoders.miniLm(options)
            : Encoders.bert(
                Path.of(encoder), options.pooling(dev.emotion4j.encoder.TokenPooling.CLASS_TOKEN));
    List<Example> encoded = new ArrayList<>();
    try (EmotionRecognizer recognizer =
        EmotionRecognizer.builder().text(frozen).backend("onnx").build()) {
      for (int start = 0; start < examples.size(); start += CHUNK) {
        List<Example> chunk = examples.subList(start, Math.min(start + CHUNK, examples.size()));
        List<Signal> texts =
            chunk.stream().map(e -> e.sample().signal(Modality.TEXT).orElseThrow()).toList();
        float[][] features = recognizer.embed(texts);
        for (int i = 0; i < chunk.size(); i++) {
          Sample sample = Sample.of(new FeatureVector(SENTENCE, features[i]), texts.get(i));
          encoded.add(new Example(sample, chunk.get(i).labels()));
        }
        out.printf(Locale.ROOT, "encoded %d of %d%n", encoded.size(), examples.size());
      }
    }
    return encoded;
  }

  private ClassificationReport run(
      boolean with, long seed, List<Example> training, List<Example> held, List<Example> test) {
    List<float[]> rows =
        training.stream()
            .map(e -> ((FeatureVector) e.sample().signal(SENTENCE).orElseThrow()).values())
            .toList();
    RecognizerBuilder builder =
        EmotionRecognizer.builder()
            .encoder(FeatureEncoder.fitted(SENTENCE, rows).hidden(64).seed(seed))
            .labels(labels(training))
            .backend("onnx");
    if (with) {
      builder.encoder(knowledge().seed(seed));
      builder.fusion(fusion.equals("gated") ? Fusion.gated(64) : Fusion.concat());
    }
    try (EmotionRecognizer start = builder.build();
        Tuned tuned =
            start
                .fineTune()
                .full()
                .learningRate(1e-3)
                .dropout(0.3)
                .epochs(EPOCHS)
                .batchSize(64)
                .earlyStopping(EarlyStopping.on(Metric.MACRO_F1).patience(6))
                .seed(seed)
                .fit(training, held, test)) {
      return tuned.after();
    }
  }

  private KnowledgeEncoder knowledge() {
    KnowledgeSource[] sources = new KnowledgeSource[lexicons.size()];
    for (int i = 0; i < sources.length; i++) {
      LexiconFormat format = LexiconFormat.of(formats.get(i));
      sources[i] = new KnowledgeSource(lexicons.get(i), format, spread);
    }
    return KnowledgeEncoder.of(sources);
  }

  private static LabelSet labels(List<Example> examples) {
    Set<String> found = new TreeSet<>();
    examples.forEach(example -> found.addAll(example.labels()));
    return LabelSet.of(found);
  }
}
