package dev.emotion4j.spi;

import dev.emotion4j.math.Network;

/**
 * What training makes small: a network from {@code logits} and targets to one output {@code loss}
 * of shape {@code []} or {@code [1 ...]}. Unlike encoders and fusion it may mix the rows of the
 * batch.
 */
public interface Objective extends Network {
  /** The name of the input that holds what the trained network computed. */
  String LOGITS = "logits";

  /** The name of the output. */
  String LOSS = "loss";
}
