package dev.emotion4j.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.Gate;
import dev.emotion4j.spi.InputCheck;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A session behind a gate: native tensors live and die inside one run, and the session is freed
 * when the last run has left, or by a cleaner if nobody closes it.
 */
final class OnnxExecutable implements Executable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final List<Input> inputs;
  private final Set<String> outputs;
  private final Session session;
  private final Gate gate;
  private final Cleaner.Cleanable freeing;

  OnnxExecutable(String what, List<Input> inputs, Collection<String> outputs, Session session) {
    this.inputs = List.copyOf(inputs);
    this.outputs = new LinkedHashSet<>(outputs);
    this.session = session;
    this.gate = new Gate(what);
    this.freeing = CLEANER.register(this, session);
  }

  @Override
  public Map<String, Tensor> run(Map<String, Tensor> given) {
    try {
      return gate.run(
          () -> {
            InputCheck.check(inputs, given);
            return compute(given);
          });
    } finally {
      Reference.reachabilityFence(this); // or the cleaner might free under a native call
    }
  }

  private Map<String, Tensor> compute(Map<String, Tensor> given) {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (Map.Entry<String, Tensor> input : given.entrySet()) {
        tensors.put(input.getKey(), Session.tensor(session.environment(), input.getValue()));
      }
      try (OrtSession.Result result = session.session().run(tensors, outputs)) {
        return copied(result);
      }
    } catch (OrtException e) {
      throw new EmotionException("ONNX Runtime failed in a run: " + e.getMessage(), e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private static Map<String, Tensor> copied(OrtSession.Result result) {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    for (Map.Entry<String, OnnxValue> output : result) {
      copies.put(output.getKey(), copy(output.getKey(), output.getValue()));
    }
    return copies;
  }

  private static Tensor copy(String name, OnnxValue value) {
    if (!(value instanceof OnnxTensor tensor)) {
      throw new EmotionException("output '" + name + "' is no tensor but " + value.getType());
    }
    Type type =
        switch (tensor.getInfo().type) {
          case FLOAT -> Type.F32;
          case INT64 -> Type.I64;
          case BOOL -> Type.BOOL;
          default ->
              throw new EmotionException(
                  "output '"
                      + name
                      + "' is of type "
                      + tensor.getInfo().type
                      + "; expected FLOAT, INT64 or BOOL. Convert it in the model by a Cast");
        };
    int[] shape = Arrays.stream(tensor.getInfo().getShape()).mapToInt(Math::toIntExact).toArray();
    ByteBuffer from = tensor.getByteBuffer();
    ByteBuffer to = ByteBuffer.allocateDirect(from.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    to.put(from).flip();
    return Tensor.wrap(type, to, shape);
  }

  @Override
  public Device device() {
    return session.device();
  }

  @Override
  public void close() {
    gate.close(freeing::clean);
  }

  @Override
  public String toString() {
    return "onnx[" + new ArrayList<>(inputs) + " to " + outputs + " on " + device() + "]";
  }
}
