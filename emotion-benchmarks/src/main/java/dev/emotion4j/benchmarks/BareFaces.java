package dev.emotion4j.benchmarks;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.ModelDirectory;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.spi.ModalityEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The baseline of faces: one run of the detector's network and one of the expression model in ONNX
 * Runtime alone, their input tensors ready before the clock starts.
 */
final class BareFaces implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession.SessionOptions options = new OrtSession.SessionOptions();
  private final OrtSession detector;
  private final OrtSession expression;
  private final Map<String, OnnxTensor> pixels;
  private final Map<String, OnnxTensor> faces = new HashMap<>();

  BareFaces(EmotionModel model, Path yunet, byte[] jpeg) throws IOException, OrtException {
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.setMemoryPatternOptimization(false);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    detector = environment.createSession(yunet.toString(), options);
    Path file = Files.createTempFile("emotion", ".onnx");
    try {
      ModelDirectory.exportOnnx(model, file);
      expression = environment.createSession(file.toString(), options);
    } finally {
      Files.delete(file);
    }
    pixels = Map.of("input", tensor(Tensor.zeros(Type.F32, 1, 3, 320, 320)));
    ModalityEncoder encoder = model.encoders().get(0);
    for (Map.Entry<String, Tensor> input :
        encoder.batch(encoder.prepare(List.of(FaceImage.of(jpeg)))).entrySet()) {
      faces.put(input.getKey(), tensor(input.getValue()));
    }
  }

  private OnnxTensor tensor(Tensor tensor) throws OrtException {
    long[] shape = Arrays.stream(tensor.shape()).asLongStream().toArray();
    OnnxJavaType type = tensor.type() == Type.F32 ? OnnxJavaType.FLOAT : OnnxJavaType.BOOL;
    return OnnxTensor.createTensor(environment, tensor.buffer(), shape, type);
  }

  /** Runs both; returns the number of results, so that nothing is optimised away. */
  long run() throws OrtException {
    try (OrtSession.Result boxes = detector.run(pixels);
        OrtSession.Result logits = expression.run(faces)) {
      return (long) boxes.size() + logits.size();
    }
  }

  @Override
  public void close() throws OrtException {
    pixels.values().forEach(OnnxTensor::close);
    faces.values().forEach(OnnxTensor::close);
    detector.close();
    expression.close();
    options.close();
  }
}
