package dev.emotion4j.spi;

import dev.emotion4j.math.Network;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Signal;
import java.util.List;
import java.util.Map;

/**
 * What turns the signals of one modality into features: pure Java preparation, then a network.
 * Thread-safe.
 */
public interface ModalityEncoder extends AutoCloseable {
  /** The output of {@link #network} that fusion takes: F32 {@code [batch, width]}. */
  String FEATURES = "features";

  /**
   * A signal ready for the network, without the batch axis.
   *
   * @param tensors by input name
   * @param length its cost in tokens, frames or samples: batches are made of similar lengths
   * @param notes what the caller should know ("truncated to 256 tokens"); never content
   */
  record Prepared(Map<String, Tensor> tensors, int length, List<String> notes) {}

  /** Returns the name of the {@link EncoderProvider} that opens it again: {@code bert}. */
  String provider();

  /**
   * Returns what the provider needs to open it again: the base by artifact or path with its
   * SHA-256, pooling, limits ... Written to {@code emotion.json}.
   */
  Map<String, String> settings();

  /** Returns which signals it takes. */
  Modality modality();

  /** Prepares signals of its modality, in their order. */
  List<Prepared> prepare(List<? extends Signal> signals);

  /** Joins prepared signals into the network's inputs, padded to the longest. */
  Map<String, Tensor> batch(List<Prepared> rows);

  /** Returns the network, whose output {@link #FEATURES} has {@link #width} columns. */
  Network network();

  /** Returns the width of the features. */
  int width();

  /** Returns the weights of the network. */
  Weights weights();

  /** Returns whether a row's features are the same with and without padding. */
  boolean paddingInvariant();

  /** Returns an encoder over the same weights that drops activations at this rate in training. */
  ModalityEncoder withDropout(double rate);

  /** Frees native memory, of a tokenizer for example; closing twice is fine. */
  @Override
  void close();
}
