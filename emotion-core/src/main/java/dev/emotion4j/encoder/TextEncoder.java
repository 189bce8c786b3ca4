package dev.emotion4j.encoder;

import dev.emotion4j.math.Network;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.signal.Text;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.Tokenizer;
import dev.emotion4j.text.TextPreparation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A BERT for texts: tokenizer, network and weights. Thread-safe. Made by {@link Encoders}.
 *
 * <p>The quality of a text is the share of its tokens that the vocabulary knows, and .05 without a
 * letter, digit or emoji. That it is short does not lower it: of 2,000 GoEmotions comments the
 * built-in branch was right in .90 of those of one or two words, .67 of those of over twenty.
 *
 * <p>Texts are prepared as {@link TextPreparation} says and cut to the most tokens of {@link
 * TextOptions}; both leave a note. Batches are padded to their longest text.
 *
 * <p>With a context ({@link TextOptions#context}) a text and the latest turns before it become a
 * sentence pair, {@code [CLS] text [SEP] turns, the latest last [SEP]}, segments 0 and 1; where a
 * speaker is known, {@code name: } stands before what was said, in both segments, so that turns of
 * the same speaker begin alike and roles ("customer") can mean something. Models with a context
 * work without one; models without one note what they ignore.
 */
public final class TextEncoder implements ModalityEncoder {
  /** The name of the provider that opens it again. */
  public static final String PROVIDER = "bert";

  // No vocabulary has tokens of more than a few characters on average; what lies behind is cut off
  // before it costs time.
  private static final int CHARACTERS_PER_TOKEN = 32;

  private static final int MOST_OF_A_NAME = 40;
  private static final int SPECIAL = 2; // tokens around a text
  private static final double LEAST_QUALITY = 0.05;

  private final Source source;
  private final Shared<Tokenizer> tokenizer;
  private final Bert network;
  private final Weights weights;
  private final TextOptions options;
  private final TextPreparation preparation;
  private final AtomicBoolean closed = new AtomicBoolean();

  TextEncoder(
      Source source,
      Shared<Tokenizer> tokenizer,
      BertConfig config,
      Weights weights,
      TextOptions options) {
    this.source = source;
    this.tokenizer = tokenizer;
    this.network = new Bert(config, options.pooling());
    this.weights = weights;
    this.options = options;
    this.preparation =
        new TextPreparation(
            Math.multiplyExact(CHARACTERS_PER_TOKEN, options.maxTokens()), options.spellEmoji());
  }

  @Override
  public String provider() {
    return PROVIDER;
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>(options.settings());
    settings.putAll(source.settings());
    return settings;
  }

  @Override
  public Modality modality() {
    return Modality.TEXT;
  }

  @Override
  public List<Prepared> prepare(List<? extends Signal> signals) {
    if (closed.get()) {
      throw new IllegalStateException("the text encoder is closed; open another one");
    }
    List<String> texts = new ArrayList<>(signals.size());
    List<String> contexts = new ArrayList<>(signals.size());
    List<List<String>> notes = new ArrayList<>(signals.size());
    for (Signal signal : signals) {
      if (!(signal instanceof Text text)) {
        throw new IllegalArgumentException(
            "a signal of modality '" + signal.modality() + "' for the text encoder; expected Text");
      }
      boolean alone = options.context() == 0;
      TextPreparation.Prepared prepared =
          preparation.prepare(alone ? text.value() : spoken(text.speaker(), text.value()));
      texts.add(prepared.text());
      notes.add(new ArrayList<>(prepared.notes()));
      contexts.add(context(text.history(), notes.get(notes.size() - 1)));
    }
    List<Tokenizer.Tokens> tokens =
        options.context() == 0
            ? tokenizer.get().tokenize(texts, options.maxTokens())
            : tokenizer.get().tokenize(texts, contexts, options.maxTokens());
    List<Prepared> rows = new ArrayList<>(tokens.size());
    for (int i = 0; i < tokens.size(); i++) {
      rows.add(row(tokens.get(i), notes.get(i)).quality(quality(texts.get(i), tokens.get(i))));
    }
    return rows;
  }

  // The latest turns, the latest last; no more of them than could ever fit.
  private String context(List<Text.Turn> history, List<String> notes) {
    Deque<String> turns = new ArrayDeque<>();
    int characters = 0;
    for (int i = history.size() - 1;
        i >= 0 && turns.size() < options.context() && characters < preparation.maxCharacters();
        i--) {
      Text.Turn turn = history.get(i);
      String words = preparation.prepare(spoken(turn.speaker(), turn.text())).text();
      turns.addFirst(words);
      characters += words.length();
    }
    if (turns.size() < history.size()) {
      notes.add(
          turns.isEmpty()
              ? "ignored the " + history.size() + " turns before: the model takes no context"
              : "read the last " + turns.size() + " of " + history.size() + " turns before");
    }
    return String.join(" ", turns);
  }

  /**
   * Returns how much of a text can be read: of one without a letter or digit (emoji are words by
   * now) next to nothing, else the share of its tokens that the vocabulary knows.
   */
  private double quality(String text, Tokenizer.Tokens tokens) {
    if (text.codePoints().noneMatch(Character::isLetterOrDigit)) {
      return LEAST_QUALITY;
    }
    long unknown = tokenizer.get().unknownId();
    long strange = Arrays.stream(tokens.ids()).filter(id -> id == unknown).count();
    double all = Math.max(1, tokens.ids().length - SPECIAL);
    return Math.max(LEAST_QUALITY, 1 - strange / all);
  }

  private static String spoken(Optional<String> speaker, String words) {
    return speaker.map(name -> name(name) + ": " + words).orElse(words);
  }

  private static String name(String speaker) {
    String name = speaker.strip();
    return name.length() <= MOST_OF_A_NAME ? name : name.substring(0, MOST_OF_A_NAME);
  }

  private Prepared row(Tokenizer.Tokens tokens, List<String> notes) {
    int length = tokens.ids().length;
    for (long id : tokens.ids()) {
      if (id < 0 || id >= network.config().vocabulary()) {
        throw new EmotionException(
            "the tokenizer gave the id "
                + id
                + "; the word table of "
                + source.location()
                + " has "
                + network.config().vocabulary()
                + " rows. Take the tokenizer.json of the same checkpoint");
      }
    }
    if (tokens.truncated()) {
      notes.add("truncated to " + options.maxTokens() + " tokens");
    }
    if (tokens.contextTruncated()) {
      notes.add("the oldest words before cut to keep to " + options.maxTokens() + " tokens");
    }
    Map<String, Tensor> tensors =
        Map.of(
            Bert.INPUT_IDS, Tensor.of(tokens.ids(), length),
            Bert.TOKEN_TYPE_IDS, Tensor.of(tokens.types(), length));
    return new Prepared(tensors, length, List.copyOf(notes));
  }

  @Override
  public Map<String, Tensor> batch(List<Prepared> rows) {
    JoinedRows joined = new JoinedRows(rows);
    return Map.of(
        Bert.INPUT_IDS, joined.steps(Bert.INPUT_IDS, tokenizer.get().padId()),
        Bert.ATTENTION_MASK, joined.mask(),
        Bert.TOKEN_TYPE_IDS, joined.steps(Bert.TOKEN_TYPE_IDS, Type.I64));
  }

  @Override
  public Network network() {
    return network;
  }

  /** Returns the sizes of the network. */
  public BertConfig config() {
    return network.config();
  }

  @Override
  public int width() {
    return network.config().hidden();
  }

  @Override
  public Weights weights() {
    return weights;
  }

  @Override
  public boolean paddingInvariant() {
    return true;
  }

  /** Returns an encoder with one dropout rate everywhere; both are to be closed. */
  @Override
  public TextEncoder withDropout(double rate) {
    tokenizer.acquire();
    return new TextEncoder(source, tokenizer, network.config().dropout(rate), weights, options);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      tokenizer.release();
    }
  }

  @Override
  public String toString() {
    return "text encoder " + source.location();
  }
}
