package dev.emotion4j.spi;

import dev.emotion4j.math.Network;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Signal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What turns the signals of one modality into features: pure Java preparation, then a network.
 * Thread-safe.
 */
public interface ModalityEncoder extends AutoCloseable {
  /** The output of {@link #network} that fusion takes: F32 {@code [batch, width]}. */
  String FEATURES = "features";

  /**
   * An optional output of {@link #network}, for fusion that looks at single words, frames or
   * windows: F32 {@code [batch, steps, tokenWidth]}.
   */
  String TOKENS = "tokens";

  /** Comes with {@link #TOKENS}: BOOL {@code [batch, steps]}, true = a step that is there. */
  String TOKEN_MASK = "token_mask";

  /**
   * A signal ready for the network, without the batch axis; or the reason why it cannot be used. A
   * bad signal is data, not an exception: the other modalities of its sample still count.
   *
   * @param tensors by input name; empty with a problem, or if the signal says nothing of this kind
   * @param length its cost in tokens, frames or samples: batches are made of similar lengths
   * @param notes what the caller should know ("truncated to 256 tokens"); never content
   * @param quality how clean the signal is, above 0 to 1: fusion gives a modality of low quality
   *     less weight. 1 if the encoder does not measure it
   * @param problem why the signal cannot be used: what was found, what was expected, what to do;
   *     never content
   */
  record Prepared(
      Map<String, Tensor> tensors,
      int length,
      List<String> notes,
      double quality,
      Optional<String> problem) {
    /** Checks the quality; copies the notes. */
    public Prepared {
      notes = List.copyOf(notes);
      if (!(quality > 0 && quality <= 1)) {
        throw new IllegalArgumentException("quality " + quality + "; expected above 0, at most 1");
      }
    }

    /** A clean signal. */
    public Prepared(Map<String, Tensor> tensors, int length, List<String> notes) {
      this(tensors, length, notes, 1, Optional.empty());
    }

    /** Returns what stands for a signal that cannot be used. */
    public static Prepared failed(String problem) {
      return new Prepared(Map.of(), 0, List.of(), 1, Optional.of(problem));
    }

    /**
     * Returns what stands for a signal that says nothing of this kind, such as a text without a
     * word of the lexicon: no failure, the modality is missing.
     */
    public static Prepared absent(String note) {
      return new Prepared(Map.of(), 0, List.of(note), 1, Optional.empty());
    }

    /** Returns whether it counts as missing without being a failure; see {@link #absent}. */
    public boolean isAbsent() {
      return problem.isEmpty() && tensors.isEmpty();
    }

    /** Returns a copy with another quality. */
    public Prepared quality(double other) {
      return new Prepared(tensors, length, notes, other, problem);
    }
  }

  /** Returns the name of the {@link EncoderProvider} that opens it again: {@code bert}. */
  String provider();

  /**
   * Returns what the provider needs to open it again: the base by artifact or path with its
   * SHA-256, pooling, limits ... Written to {@code emotion.json}.
   */
  Map<String, String> settings();

  /** Returns what its features are evidence of: the name under which they are fused. */
  Modality modality();

  /**
   * Returns which signals it takes: those of its modality, unless it draws another kind of evidence
   * from them, as a lexicon does from texts.
   */
  default Modality source() {
    return modality();
  }

  /**
   * Prepares signals of its {@link #source}, in their order. What is wrong with the content of a
   * signal (a broken file, silence, no face) is a {@link Prepared#problem}, not an exception.
   */
  List<Prepared> prepare(List<? extends Signal> signals);

  /** Joins prepared signals into the network's inputs, padded to the longest. */
  Map<String, Tensor> batch(List<Prepared> rows);

  /** Returns the network, whose output {@link #FEATURES} has {@link #width} columns. */
  Network network();

  /** Returns the width of the features. */
  int width();

  /**
   * Returns the width of the {@link #TOKENS} that the network gives beside the features, or 0 if it
   * gives none.
   */
  default int tokenWidth() {
    return 0;
  }

  /** Returns the weights of the network. */
  Weights weights();

  /**
   * Returns whether the provider finds the weights again by the settings, as those of a checkpoint
   * by its path. If not, a saved model holds them: they were trained from scratch, or measured.
   */
  default boolean opensWithWeights() {
    return true;
  }

  /** Returns whether a row's features are the same with and without padding. */
  boolean paddingInvariant();

  /** Returns an encoder over the same weights that drops activations at this rate in training. */
  ModalityEncoder withDropout(double rate);

  /** Frees native memory, of a tokenizer for example; closing twice is fine. */
  @Override
  void close();
}
