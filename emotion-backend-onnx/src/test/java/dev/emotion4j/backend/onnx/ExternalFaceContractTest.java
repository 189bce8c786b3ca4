package dev.emotion4j.backend.onnx;

import dev.emotion4j.encoder.Encoders;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.OnnxExport;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.Picture;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.testkit.EncoderContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else's face model keeps the contract of every encoder. */
class ExternalFaceContractTest extends EncoderContract {
  @TempDir Path folder;

  /** The mean of every channel. */
  private record Means() implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(Input.of("image", Type.F32, Input.BATCH, Dim.of(3), Dim.of(4), Dim.of(4)));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Ops<T> ops = scope.ops();
      T means = ops.mean(inputs.get("image"), 2, 3);
      return Values.of("embedding", ops.squeeze(ops.squeeze(means, 3), 2));
    }
  }

  @BeforeEach
  void writeModel() throws IOException {
    OnnxExport.write(Graph.record(new Means()), Weights.of(Map.of()), folder.resolve("means.onnx"));
    Files.writeString(
        folder.resolve("face.json"),
        """
        {"file": "means.onnx", "width": 4, "height": 4, "channels": "rgb", "layout": "nchw",
         "kind": "embedding"}
        """);
  }

  @Override
  protected ModalityEncoder encoder() {
    return Encoders.onnxFace(folder.resolve("face.json"));
  }

  @Override
  protected List<? extends Signal> signals() {
    SplittableRandom random = new SplittableRandom(5);
    List<Signal> signals = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      byte[] noise = new byte[(20 + i) * 24 * 3];
      random.nextBytes(noise);
      signals.add(FaceImage.of(Picture.rgb(20 + i, 24, noise)));
    }
    return signals;
  }
}
