package dev.emotion4j.backend.djl;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A trainable parameter with its moments, its count of updates and its summed gradient. */
final class Slot {
  final Parameter parameter;
  final boolean decays;
  final PtNDArray value;
  final PtNDArray first;
  final PtNDArray second;
  final PtNDArray steps;
  private final PtNDManager memory;
  private @Nullable PtNDArray sum;

  /** Whether the sum holds a gradient since the last update. */
  boolean touched;

  Slot(PtNDManager memory, Parameter parameter, PtNDArray start, boolean decays) {
    this.memory = memory;
    this.parameter = parameter;
    this.decays = decays;
    value = Calls.named(start, "t");
    value.setRequiresGradient(true);
    first = zeros("m");
    second = zeros("v");
    steps = Calls.named(memory.zeros(new ai.djl.ndarray.types.Shape(), DataType.FLOAT32), "s");
  }

  private PtNDArray zeros(String name) {
    return Calls.named(memory.zeros(value.getShape(), DataType.FLOAT32), name);
  }

  /** Returns the summed gradient, allocated when first asked for. */
  PtNDArray sum() {
    PtNDArray present = sum;
    if (present == null) {
      present = zeros("a");
      sum = present;
    }
    return present;
  }

  /** Drops what was summed. */
  void forget() {
    if (sum != null) {
      sum.close();
      sum = null;
    }
    touched = false;
  }

  private String key(String suffix) {
    return "optimizer." + parameter.path() + "." + suffix;
  }

  /**
   * Adds copies of everything but the sum.
   *
   * @param trained how many updates the trainer made; a parameter that not every graph uses had
   *     fewer
   */
  void write(Map<String, Tensor> state, long trained) {
    state.put(parameter.path(), Native.tensor(value));
    state.put(key("m"), Native.tensor(first));
    state.put(key("v"), Native.tensor(second));
    long own = (long) Native.tensor(steps).getFloat(0);
    if (own != trained) {
      state.put(key("step"), Tensor.of(new long[] {own}));
    }
  }

  /**
   * Takes what concerns this parameter.
   *
   * @param trained the trainer's count of updates, if that is restored too
   * @return how many entries it took
   */
  int read(Map<String, Tensor> state, @Nullable Tensor trained) {
    int taken = 0;
    taken += put(state.get(parameter.path()), value);
    taken += put(state.get(key("m")), first);
    taken += put(state.get(key("v")), second);
    Tensor own = state.get(key("step"));
    if (own != null) {
      taken += put(Tensor.scalar(own.longs()[0]), steps);
    } else if (trained != null) {
      put(Tensor.scalar(trained.longs()[0]), steps);
    }
    return taken;
  }

  private int put(@Nullable Tensor from, PtNDArray to) {
    if (from == null) {
      return 0;
    }
    Tensor now = Native.tensor(to);
    if (!now.spec().equals(from.spec())) {
      throw new IllegalArgumentException(
          "restoring '"
              + parameter.path()
              + "': found "
              + from.spec()
              + ", expected "
              + now.spec());
    }
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    try (PtNDArray shared = Native.share(memory, from)) {
      shared.copyTo(to);
    } finally {
      JniUtils.setGradMode(before);
    }
    return 1;
  }
}
