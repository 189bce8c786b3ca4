package dev.emotion4j.backend.djl;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.ProcessEnd;
import dev.emotion4j.spi.Training;
import java.util.Optional;

/**
 * The backend {@code djl}: runs and trains graphs on libtorch 2.7.1 through DJL. A graph is written
 * as TorchScript text and run by libtorch in one native call; no Python is involved. Thread-safe.
 *
 * <p>It needs {@code ai.djl.pytorch:pytorch-native-cpu:2.7.1} with the classifier of the platform
 * on the class path, or {@code PYTORCH_LIBRARY_PATH}; it downloads nothing. Before libtorch loads
 * it sets the system properties {@code ai.djl.offline} and {@code OPT_OUT_TRACKING} to true unless
 * they, or environment variables of these names, are set.
 *
 * <p>Threads: {@link ExecutionOptions#threads} is applied before every native call. In libtorch the
 * number is partly one of the whole process, so executables that are to run at the same time should
 * ask for the same number; {@code ai.djl.pytorch.num_interop_threads} is 1 unless set. Without a
 * GPU that libtorch can use, everything runs on the CPU, where weights are used in place and never
 * copied.
 *
 * <p>Training: one native call per step; gradients exist only for the trainable parameters and only
 * within the call. Rates of dropout are rounded to 32768ths. A parameter that a loss graph does not
 * use keeps its value and its own count of steps, as in PyTorch; where that count is another than
 * the trainer's, the state holds it as {@code optimizer.<path>.step}. The first call of a graph
 * compiles it and is slower.
 */
public final class DjlBackend implements Backend {
  /** Makes a backend; loads nothing. */
  public DjlBackend() {}

  @Override
  public String name() {
    return "djl";
  }

  @Override
  public Executable compile(Graph graph, Weights weights, ExecutionOptions options) {
    return ProcessEnd.notAmid(() -> new DjlExecutable(graph, weights, options));
  }

  @Override
  public Optional<Training> training() {
    return Optional.of(plan -> ProcessEnd.notAmid(() -> new DjlTrainer(plan)));
  }
}
