package dev.emotion4j.backend.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.ProcessEnd;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A session with everything that has to live as long as it: options and weights. {@link #run} frees
 * all of it; nobody may use the session then or afterwards, which {@link OnnxExecutable} sees to.
 */
final class Session implements Runnable {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final SessionOptions options;
  private final Map<String, OnnxTensorLike> weights;
  private final Device device;

  private Session(
      OrtEnvironment environment,
      OrtSession session,
      SessionOptions options,
      Map<String, OnnxTensorLike> weights,
      Device device) {
    this.environment = environment;
    this.session = session;
    this.options = options;
    this.weights = weights;
    this.device = device;
  }

  /**
   * Opens a model.
   *
   * @param what what it is, for messages
   * @param model its bytes
   * @param weights the values of the weights that it declares
   * @throws EmotionException if ONNX Runtime refuses it; the message holds its reason
   */
  static Session open(
      String what, byte[] model, Map<String, Tensor> weights, ExecutionOptions options) {
    return open(what, (env, o) -> env.createSession(model, o), weights, options);
  }

  /** Opens a model file, whose external data was checked before. */
  static Session open(String what, String file, ExecutionOptions options) {
    return open(what, (env, o) -> env.createSession(file, o), Map.of(), options);
  }

  private interface Source {
    OrtSession create(OrtEnvironment environment, SessionOptions options) throws OrtException;
  }

  // ONNX Runtime's own shutdown hook closes its environment; opening a session then fails and may
  // abort the process. Those that are open go on working.
  private static Session open(
      String what, Source source, Map<String, Tensor> weights, ExecutionOptions options) {
    return ProcessEnd.notAmid(
        () -> {
          if (ProcessEnd.hasBegun()) {
            throw new IllegalStateException(
                "the process is ending, and with it ONNX Runtime; expected no more models. Open "
                    + what
                    + " before");
          }
          return opened(what, source, weights, options);
        });
  }

  private static Session opened(
      String what, Source source, Map<String, Tensor> weights, ExecutionOptions options) {
    OrtEnvironment environment = NativeLibrary.environment();
    SessionOptions settings = new SessionOptions();
    Map<String, OnnxTensorLike> values = new HashMap<>();
    boolean done = false;
    try {
      Device device = configure(settings, options);
      for (Map.Entry<String, Tensor> weight : weights.entrySet()) {
        values.put(weight.getKey(), tensor(environment, weight.getValue()));
      }
      supply(settings, values);
      OrtSession session = source.create(environment, settings);
      done = true;
      return new Session(environment, session, settings, values, device);
    } catch (OrtException e) {
      throw new EmotionException("ONNX Runtime cannot run " + what + ": " + e.getMessage(), e);
    } finally {
      if (!done) {
        values.values().forEach(OnnxTensorLike::close);
        settings.close();
      }
    }
  }

  // Twice: the first is what the optimiser sees, and is copied; the second is what the session then
  // reads in place, which leaves the copy to be freed. MiniLM takes 54 instead of 101 MB.
  private static void supply(SessionOptions settings, Map<String, OnnxTensorLike> weights)
      throws OrtException {
    if (!weights.isEmpty()) {
      settings.addExternalInitializers(weights);
    }
    for (Map.Entry<String, OnnxTensorLike> weight : weights.entrySet()) {
      settings.addInitializer(weight.getKey(), weight.getValue());
    }
  }

  private static Device configure(SessionOptions settings, ExecutionOptions options)
      throws OrtException {
    settings.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    settings.setIntraOpNumThreads(options.threads());
    settings.setInterOpNumThreads(1);
    settings.setMemoryPatternOptimization(false);
    settings.addConfigEntry("session.intra_op.allow_spinning", "0");
    settings.addConfigEntry("session.inter_op.allow_spinning", "0");
    return Devices.choose(settings, options.device());
  }

  Device device() {
    return device;
  }

  OrtSession session() {
    return session;
  }

  OrtEnvironment environment() {
    return environment;
  }

  /** Shows the memory of a tensor to ONNX Runtime, without copying where it is direct. */
  static OnnxTensor tensor(OrtEnvironment environment, Tensor tensor) throws OrtException {
    long[] shape = Arrays.stream(tensor.shape()).asLongStream().toArray();
    return OnnxTensor.createTensor(environment, tensor.buffer(), shape, type(tensor.type()));
  }

  private static OnnxJavaType type(Type type) {
    return switch (type) {
      case F32 -> OnnxJavaType.FLOAT;
      case I64 -> OnnxJavaType.INT64;
      case BOOL -> OnnxJavaType.BOOL;
    };
  }

  /** Frees. Called once, by the cleaner of the executable. */
  @Override
  public void run() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new EmotionException("ONNX Runtime failed to close a session: " + e.getMessage(), e);
    } finally {
      options.close();
      weights.values().forEach(OnnxTensorLike::close);
    }
  }

  /** Where sessions compute. */
  private static final class Devices {
    static Device choose(SessionOptions settings, Optional<Device> wanted) throws OrtException {
      if (wanted.isEmpty()) {
        return automatic(settings);
      }
      String name = wanted.get().name();
      if (name.equals(Device.CPU.name())) {
        return Device.CPU;
      }
      if (!name.matches("cuda:\\d{1,3}")
          || !OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
        throw new EmotionException(
            "device '"
                + name
                + "' is not usable by this ONNX Runtime, which offers "
                + OrtEnvironment.getAvailableProviders()
                + "; expected 'cpu' or, with com.microsoft.onnxruntime:onnxruntime_gpu on the class"
                + " path, 'cuda:0'");
      }
      settings.addCUDA(Integer.parseInt(name.substring("cuda:".length())));
      return wanted.get();
    }

    private static Device automatic(SessionOptions settings) {
      if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
        return Device.CPU;
      }
      try {
        settings.addCUDA(0);
        return new Device("cuda:0");
      } catch (OrtException noUsableDevice) {
        return Device
            .CPU; // its libraries or the card are missing; the device is told in the result
      }
    }
  }
}
