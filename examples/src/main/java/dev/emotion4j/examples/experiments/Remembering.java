package dev.emotion4j.examples.experiments;

import dev.emotion4j.math.Network;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.spi.ModalityEncoder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * An encoder that prepares each signal once, for experiments that train on the same signals again
 * and again. Preparation must not depend on the weights. Not thread-safe.
 */
record Remembering(ModalityEncoder inner, Map<Signal, Prepared> known) implements ModalityEncoder {
  static Remembering of(ModalityEncoder inner) {
    return new Remembering(inner, new IdentityHashMap<>());
  }

  /** Returns another encoder that shares what was prepared. */
  Remembering with(ModalityEncoder other) {
    return new Remembering(other, known);
  }

  @Override
  public List<Prepared> prepare(List<? extends Signal> signals) {
    List<Prepared> rows = new ArrayList<>();
    for (Signal signal : signals) {
      rows.add(known.computeIfAbsent(signal, s -> inner.prepare(List.of(s)).get(0)));
    }
    return rows;
  }

  @Override
  public String provider() {
    return inner.provider();
  }

  @Override
  public Map<String, String> settings() {
    return inner.settings();
  }

  @Override
  public Modality modality() {
    return inner.modality();
  }

  @Override
  public Map<String, Tensor> batch(List<Prepared> rows) {
    return inner.batch(rows);
  }

  @Override
  public Network network() {
    return inner.network();
  }

  @Override
  public int width() {
    return inner.width();
  }

  @Override
  public int tokenWidth() {
    return inner.tokenWidth();
  }

  @Override
  public Weights weights() {
    return inner.weights();
  }

  @Override
  public boolean opensWithWeights() {
    return inner.opensWithWeights();
  }

  @Override
  public boolean paddingInvariant() {
    return inner.paddingInvariant();
  }

  @Override
  public ModalityEncoder withDropout(double rate) {
    return with(inner.withDropout(rate));
  }

  @Override
  public void close() {
    inner.close();
  }
}
