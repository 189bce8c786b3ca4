package dev.emotion4j;

import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.PreparedData;
import dev.emotion4j.assembly.TrainingOptions;
import dev.emotion4j.assembly.UnusableSignals;
import dev.emotion4j.math.Graph;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.spi.Objective;
import dev.emotion4j.tuning.Example;
import dev.emotion4j.tuning.ProgressListener;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The sets of a fine-tuning, prepared once. Immutable.
 *
 * @param train to learn from
 * @param valid to choose by
 * @param held to report on: the test set, or the validation set if there is none
 */
record PreparedSets(PreparedData train, PreparedData valid, PreparedData held) {
  /**
   * Prepares the sets and tells which of their signals cannot be used.
   *
   * @param test may be empty
   * @throws IllegalArgumentException if none of the training signals of a modality can be used: a
   *     part of the model that learned nothing would still have its say
   */
  static PreparedSets of(
      EmotionModel start,
      List<Example> training,
      List<Example> validation,
      List<Example> test,
      Objective loss,
      TrainingOptions options,
      ProgressListener listener) {
    PreparedData train = PreparedData.of(start, training, loss, options);
    for (UnusableSignals some : train.unusable()) {
      if (some.isAll()) {
        throw new IllegalArgumentException(
            "of the training set, " + some + ". Correct them, or leave the modality out");
      }
    }
    tell("training", train, listener);
    Set<Modality> ignored = new LinkedHashSet<>();
    training.forEach(example -> ignored.addAll(example.sample().modalities()));
    start.encoders().forEach(encoder -> ignored.remove(encoder.source()));
    if (!ignored.isEmpty()) {
      listener.onNote(
          "ignored " + ignored + " of the examples: the model takes " + start.modalities());
    }
    PreparedData valid = PreparedData.of(start, validation, loss);
    tell("validation", valid, listener);
    if (test.isEmpty()) {
      return new PreparedSets(train, valid, valid);
    }
    PreparedData held = PreparedData.of(start, test, loss);
    tell("test", held, listener);
    return new PreparedSets(train, valid, held);
  }

  private static void tell(String set, PreparedData data, ProgressListener listener) {
    data.unusable().forEach(some -> listener.onNote("of the " + set + " set, " + some));
  }

  /** Returns whether an example of any set has several labels. */
  boolean isMultiLabel() {
    return train.isMultiLabel() || valid.isMultiLabel() || held.isMultiLabel();
  }

  /** Returns all graphs that a trainer is asked to run, each once. */
  Set<Graph> graphs() {
    Set<Graph> graphs = new LinkedHashSet<>(train.graphs());
    graphs.addAll(valid.forwardGraphs());
    graphs.addAll(held.forwardGraphs());
    return graphs;
  }
}
