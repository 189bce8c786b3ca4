package dev.emotion4j.benchmarks;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.LengthBatches;
import dev.emotion4j.assembly.ModelDirectory;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.signal.Text;
import dev.emotion4j.spi.ModalityEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The baseline: ONNX Runtime alone on the same network (encoder, pooling, head), with the same
 * session options and the same plan of batches, its input tensors ready before the clock starts.
 */
final class BareSession implements AutoCloseable {
  private final OrtSession.SessionOptions options = new OrtSession.SessionOptions();
  private final OrtSession session;
  private final List<Map<String, OnnxTensor>> batches = new ArrayList<>();

  BareSession(EmotionModel model, List<String> texts) throws IOException, OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.setMemoryPatternOptimization(false);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    options.addConfigEntry("session.inter_op.allow_spinning", "0");
    Path file = Files.createTempFile("emotion", ".onnx");
    try {
      ModelDirectory.exportOnnx(model, file);
      session = environment.createSession(file.toString(), options);
    } finally {
      Files.delete(file);
    }
    ModalityEncoder encoder = model.encoders().get(0);
    List<ModalityEncoder.Prepared> rows = encoder.prepare(texts.stream().map(Text::of).toList());
    int[] lengths = rows.stream().mapToInt(ModalityEncoder.Prepared::length).toArray();
    for (int[] batch : LengthBatches.DEFAULT.plan(lengths)) {
      Map<String, OnnxTensor> inputs = new HashMap<>();
      List<ModalityEncoder.Prepared> chosen = Arrays.stream(batch).mapToObj(rows::get).toList();
      for (Map.Entry<String, Tensor> input : encoder.batch(chosen).entrySet()) {
        Tensor t = input.getValue();
        long[] shape = Arrays.stream(t.shape()).asLongStream().toArray();
        OnnxJavaType type = t.type() == Type.I64 ? OnnxJavaType.INT64 : OnnxJavaType.BOOL;
        inputs.put(input.getKey(), OnnxTensor.createTensor(environment, t.buffer(), shape, type));
      }
      batches.add(inputs);
    }
  }

  /** Runs all batches; returns the number of results, so that nothing is optimised away. */
  long run() throws OrtException {
    long results = 0;
    for (Map<String, OnnxTensor> batch : batches) {
      try (OrtSession.Result result = session.run(batch)) {
        results += result.size();
      }
    }
    return results;
  }

  @Override
  public void close() throws OrtException {
    for (Map<String, OnnxTensor> batch : batches) {
      batch.values().forEach(OnnxTensor::close);
    }
    session.close();
    options.close();
  }
}
