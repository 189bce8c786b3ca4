package dev.emotion4j.encoder;

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
import dev.emotion4j.model.Sha256;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.signal.Text;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.text.ConceptGraph;
import dev.emotion4j.text.Lexicon;
import dev.emotion4j.text.TextPreparation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What lexicons and concept graphs know about the words of a text, as a modality of its own: {@link
 * Modality#KNOWLEDGE}, drawn from {@link Modality#TEXT}. Thread-safe; holds nothing that must be
 * closed.
 *
 * <p>Of every lexicon and affect dimension, over the matches of a text ({@link Lexicon#find}): the
 * sum divided by the root of their number (so that it stays of the order of the values, which are
 * standardised), the mean, the largest and the smallest; then per lexicon the coverage, the
 * logarithm of 1 + the number of matches, and the share of negated ones. All are clipped to within
 * 6. A linear layer, layer norm, GELU and dropout follow; they start from a seed and are trained
 * with the model.
 *
 * <p>Quality is the greatest coverage of a lexicon, at least .05: a text of which little is known
 * has little weight in fusion. A text without any word of the lexicons is no failure: its knowledge
 * is missing. At most 16,384 characters are looked at. History is not.
 */
public final class KnowledgeEncoder implements ModalityEncoder {
  /** The name of the provider that opens it again. */
  public static final String PROVIDER = "knowledge";

  static final int HIDDEN = 32;
  static final long SEED = 42;

  private static final int MOST_CHARACTERS = 1 << 14;
  private static final double LEAST_QUALITY = 0.05;
  private static final float CLIP = 6;
  private static final double EPSILON = 1e-5;
  private static final int STATISTICS = 4; // per dimension
  private static final int COUNTS = 3; // per lexicon
  private static final String VALUES = "values";

  /** A source, read. */
  private record Known(KnowledgeSource source, String sha256, Lexicon lexicon) {
    int width() {
      return STATISTICS * lexicon.dimensions().size() + COUNTS;
    }
  }

  private final List<Known> known;
  private final int hidden;
  private final long seed;
  private final double dropout;
  private final Weights weights;
  private final TextPreparation preparation = new TextPreparation(MOST_CHARACTERS, true);

  private KnowledgeEncoder(List<Known> known, int hidden, long seed, double dropout) {
    this.known = known;
    this.hidden = hidden;
    this.seed = seed;
    this.dropout = dropout;
    Map<String, Tensor> starting = new LinkedHashMap<>();
    Weights seeded = Weights.initialized(seed);
    for (Parameter parameter : Graph.record(network()).parameters()) {
      starting.put(parameter.path(), seeded.get(parameter));
    }
    weights = Weights.of(starting);
  }

  /**
   * Reads sources, one or more. Their features stand side by side.
   *
   * @throws dev.emotion4j.model.FormatException if a file is not of its format
   */
  public static KnowledgeEncoder of(KnowledgeSource... sources) {
    if (sources.length == 0) {
      throw new IllegalArgumentException("no source of knowledge; expected one or more");
    }
    List<Known> known = new ArrayList<>();
    for (KnowledgeSource source : sources) {
      known.add(read(source));
    }
    return new KnowledgeEncoder(List.copyOf(known), HIDDEN, SEED, 0);
  }

  private static Known read(KnowledgeSource source) {
    try {
      ConceptGraph graph = ConceptGraph.read(source.file(), source.format());
      String sha256 = Sha256.of(source.file());
      return new Known(source, sha256, graph.lexicon(source.spread()));
    } catch (IOException e) {
      throw new UncheckedIOException("reading '" + source.file() + "' failed", e);
    }
  }

  /** Returns a copy with another width of the features, 32 by default. */
  public KnowledgeEncoder hidden(int width) {
    if (width < 1 || width > 4096) {
      throw new IllegalArgumentException("hidden width " + width + "; expected 1 to 4096");
    }
    return new KnowledgeEncoder(known, width, seed, dropout);
  }

  /** Returns a copy whose layer starts from another seed, 42 by default. */
  public KnowledgeEncoder seed(long value) {
    return new KnowledgeEncoder(known, hidden, value, dropout);
  }

  /** Returns the lexicons, relations spread. */
  public List<Lexicon> lexicons() {
    return known.stream().map(Known::lexicon).toList();
  }

  @Override
  public String provider() {
    return PROVIDER;
  }

  /**
   * Returns {@code lexicons} (how many), {@code hidden}, {@code seed} and, per lexicon {@code N},
   * {@code lexicon.N.path}, {@code .sha256}, {@code .format} and {@code .spread}.
   */
  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("lexicons", Integer.toString(known.size()));
    settings.put("hidden", Integer.toString(hidden));
    settings.put("seed", Long.toString(seed));
    for (int i = 0; i < known.size(); i++) {
      KnowledgeSource source = known.get(i).source();
      String name = "lexicon." + i + ".";
      settings.put(name + "path", source.file().toAbsolutePath().normalize().toString());
      settings.put(name + "sha256", known.get(i).sha256());
      settings.put(name + "format", source.format().toString());
      settings.put(name + "spread", Double.toString(source.spread()));
    }
    return settings;
  }

  @Override
  public Modality modality() {
    return Modality.KNOWLEDGE;
  }

  @Override
  public Modality source() {
    return Modality.TEXT;
  }

  @Override
  public List<Prepared> prepare(List<? extends Signal> signals) {
    List<Prepared> rows = new ArrayList<>();
    for (Signal signal : signals) {
      if (!(signal instanceof Text text)) {
        throw new IllegalArgumentException(
            "a signal of modality '"
                + signal.modality()
                + "' for the knowledge encoder; expected Text");
      }
      rows.add(prepared(preparation.prepare(text.value()).text()));
    }
    return rows;
  }

  private Prepared prepared(String text) {
    float[] features = new float[width(known)];
    double coverage = 0;
    int matches = 0;
    int at = 0;
    for (Known one : known) {
      Lexicon.Found found = one.lexicon().find(text);
      fill(found, one.lexicon().dimensions().size(), features, at);
      coverage = Math.max(coverage, found.coverage());
      matches += found.matches().size();
      at += one.width();
    }
    if (matches == 0) {
      return Prepared.absent("no word of the text is in the lexicons");
    }
    Map<String, Tensor> tensors = Map.of(VALUES, Tensor.of(features, features.length));
    double quality = Math.max(LEAST_QUALITY, coverage);
    return new Prepared(tensors, 1, List.of(), quality, Optional.empty());
  }

  private static int width(List<Known> known) {
    return known.stream().mapToInt(Known::width).sum();
  }

  private static void fill(Lexicon.Found found, int dimensions, float[] features, int at) {
    int count = found.matches().size();
    if (count == 0) {
      return;
    }
    for (int d = 0; d < dimensions; d++) {
      double sum = 0;
      float most = Float.NEGATIVE_INFINITY;
      float least = Float.POSITIVE_INFINITY;
      for (Lexicon.Match match : found.matches()) {
        float value = match.values()[d];
        sum += value;
        most = Math.max(most, value);
        least = Math.min(least, value);
      }
      int to = at + STATISTICS * d;
      features[to] = clipped(sum / Math.sqrt(count));
      features[to + 1] = clipped(sum / count);
      features[to + 2] = clipped(most);
      features[to + 3] = clipped(least);
    }
    int to = at + STATISTICS * dimensions;
    long negated = found.matches().stream().filter(Lexicon.Match::negated).count();
    features[to] = (float) found.coverage();
    features[to + 1] = clipped(Math.log1p(count));
    features[to + 2] = (float) negated / count;
  }

  private static float clipped(double value) {
    return (float) Math.max(-CLIP, Math.min(CLIP, value));
  }

  @Override
  public Map<String, Tensor> batch(List<Prepared> rows) {
    return Map.of(VALUES, new JoinedRows(rows).whole(VALUES, Type.F32, width(known)));
  }

  @Override
  public Network network() {
    return new Layer(width(known), hidden, dropout);
  }

  private record Layer(int width, int hidden, double dropout) implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(Input.of(VALUES, Type.F32, Input.BATCH, Dim.of(width)));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Ops<T> ops = scope.ops();
      T wide = scope.linear("hidden", inputs.get(VALUES), hidden); // [batch, hidden]
      T features = ops.gelu(scope.layerNorm("norm", wide, EPSILON));
      return Values.of(FEATURES, ops.dropout(features, dropout));
    }
  }

  @Override
  public int width() {
    return hidden;
  }

  @Override
  public Weights weights() {
    return weights;
  }

  /** Returns true: a row has no steps that could be padded. */
  @Override
  public boolean paddingInvariant() {
    return true;
  }

  @Override
  public KnowledgeEncoder withDropout(double rate) {
    return new KnowledgeEncoder(known, hidden, seed, rate);
  }

  @Override
  public void close() {
    // Nothing native is held.
  }

  @Override
  public String toString() {
    return "knowledge of " + lexicons();
  }
}
