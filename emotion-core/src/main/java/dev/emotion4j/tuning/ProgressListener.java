package dev.emotion4j.tuning;

/** Hears of a training's progress, on the training thread; what it throws ends the training. */
public interface ProgressListener {
  /** Ignores everything. */
  ProgressListener NONE = new ProgressListener() {};

  /** Before the first step: what the caller should know about the data; never content. */
  default void onNote(String note) {}

  /** After an optimizer step: {@code step} of {@code steps} (from 1) and the batch's loss. */
  default void onStep(int step, int steps, double loss) {}

  /** After an epoch. */
  default void onEpoch(EpochReport report) {}
}
