package dev.emotion4j.backend.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.ExecutionOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

/** The door to libtorch: loading, devices, and numbers in and out. Thread-safe. */
final class Native {
  private static final String LIBTORCH = "native/lib/pytorch.properties";

  private Native() {}

  /** Loads the engine on first use; never over the network. */
  static synchronized Engine engine(int threads) {
    if (!present(LIBTORCH) && setting("PYTORCH_LIBRARY_PATH") == null) {
      throw new EmotionException(
          "the djl backend found no libtorch. Add ai.djl.pytorch:pytorch-native-cpu:2.7.1 with"
              + " classifier "
              + classifier()
              + " to the class path, or set PYTORCH_LIBRARY_PATH to a"
              + " libtorch 2.7.1");
    }
    if (!present("jnilib/pytorch.properties")) {
      throw new EmotionException(
          "the djl backend found no JNI bridge. Add ai.djl.pytorch:pytorch-jni:2.7.1-0.36.0 to the"
              + " class path");
    }
    unlessSet("ai.djl.offline", "true");
    unlessSet("OPT_OUT_TRACKING", "true");
    unlessSet("ai.djl.pytorch.num_interop_threads", "1");
    unlessSet("ai.djl.pytorch.num_threads", Integer.toString(threads));
    try {
      return Engine.getEngine("PyTorch");
    } catch (RuntimeException | LinkageError e) {
      throw new EmotionException(
          "the djl backend could not load libtorch 2.7.1 for "
              + classifier()
              + ". Is another version"
              + " on the class path or in PYTORCH_LIBRARY_PATH? "
              + e.getMessage(),
          e);
    }
  }

  private static boolean present(String resource) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return Native.class.getClassLoader().getResource(resource) != null
        || (context != null && context.getResource(resource) != null);
  }

  private static @org.jspecify.annotations.Nullable String setting(String name) {
    String property = System.getProperty(name);
    return property == null ? System.getenv(name) : property;
  }

  private static void unlessSet(String name, String value) {
    if (setting(name) == null) {
      System.setProperty(name, value);
    }
  }

  private static String classifier() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String kind = os.contains("win") ? "win" : os.contains("mac") ? "osx" : "linux";
    String arch = System.getProperty("os.arch", "");
    return kind + (arch.equals("amd64") || arch.equals("x86_64") ? "-x86_64" : "-aarch64");
  }

  /** Returns where to compute. */
  static ai.djl.Device device(ExecutionOptions options) {
    int gpus = engine(options.threads()).getGpuCount();
    if (options.device().isEmpty()) {
      return gpus > 0 ? ai.djl.Device.gpu(0) : ai.djl.Device.cpu();
    }
    String name = options.device().get().name();
    if (name.equals("cpu")) {
      return ai.djl.Device.cpu();
    }
    for (int i = 0; i < gpus; i++) {
      if (name.equals("cuda:" + i)) {
        return ai.djl.Device.gpu(i);
      }
    }
    throw new IllegalArgumentException(
        "no device '"
            + name
            + "'; found cpu"
            + (gpus > 0 ? " and cuda:0 to cuda:" + (gpus - 1) : "; libtorch sees no GPU"));
  }

  /** Returns the name under which scripts and users know a device. */
  static Device device(ai.djl.Device device) {
    return device.isGpu() ? new Device("cuda:" + device.getDeviceId()) : Device.CPU;
  }

  /** Returns a new owner of native memory. */
  static PtNDManager manager(ai.djl.Device device) {
    return (PtNDManager) NDManager.newBaseManager(device, "PyTorch");
  }

  /** Returns a new owner below another. */
  static PtNDManager manager(PtNDManager parent) {
    return (PtNDManager) parent.newSubManager();
  }

  /** Loads a script onto the manager's device. */
  static PtSymbolBlock load(PtNDManager manager, String methods) {
    try {
      byte[] archive = Archive.of(methods);
      return JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a tensor as an array: on the CPU over the same memory, which the array keeps alive. */
  static PtNDArray share(PtNDManager manager, Tensor tensor) {
    long[] shape = Arrays.stream(tensor.shape()).asLongStream().toArray();
    DataType type =
        switch (tensor.type()) {
          case F32 -> DataType.FLOAT32;
          case I64 -> DataType.INT64;
          case BOOL -> DataType.BOOLEAN;
        };
    return manager.create(tensor.buffer(), new ai.djl.ndarray.types.Shape(shape), type);
  }

  /** Returns a tensor as an array in memory of its own, which may be written to. */
  static PtNDArray copy(PtNDManager manager, Tensor tensor) {
    try (PtNDArray shared = share(manager, tensor)) {
      return (PtNDArray) shared.duplicate();
    }
  }

  /** Copies an array into a new tensor. */
  static Tensor tensor(NDArray array) {
    Type type =
        switch (array.getDataType()) {
          case FLOAT32 -> Type.F32;
          case INT64 -> Type.I64;
          case BOOLEAN -> Type.BOOL;
          default ->
              throw new EmotionException(
                  "the script returned " + array.getDataType() + "; expected f32, i64 or bool");
        };
    int[] shape = Arrays.stream(array.getShape().getShape()).mapToInt(Math::toIntExact).toArray();
    ByteBuffer from = array.toByteBuffer(true);
    ByteBuffer to = ByteBuffer.allocateDirect(from.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    to.put(from).flip();
    return Tensor.wrap(type, to, shape);
  }
}
