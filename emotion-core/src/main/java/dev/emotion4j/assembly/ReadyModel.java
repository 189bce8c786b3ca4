package dev.emotion4j.assembly;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.spi.FusionProvider;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.Providers;
import java.util.List;
import java.util.Map;

/**
 * Makes a complete model of an encoder whose features are logits already, somebody else's ONNX
 * classifier for example: its head is the identity, which fine-tuning may change.
 *
 * <pre>{@code
 * ExternalFaceEncoder face = Encoders.onnxFace(Path.of("expression.json"));
 * EmotionModel model = ReadyModel.of("expression", face, face.labels().orElseThrow());
 * }</pre>
 */
public final class ReadyModel {
  private static final String FUSION = "concat";

  private ReadyModel() {}

  /**
   * Returns a model that gives the features as logits. It takes the encoder over: closing the
   * model's encoders closes it.
   *
   * @param name for provenance and reports
   * @param labels what the features stand for, in their order
   * @throws IllegalArgumentException if there is not one feature per label, or the fusion {@code
   *     concat} of {@code dev.emotion4j:emotion-fusion} is not on the class path
   */
  public static EmotionModel of(String name, ModalityEncoder encoder, LabelSet labels) {
    int width = encoder.width();
    if (width != labels.size()) {
      throw new IllegalArgumentException(
          width + " features for " + labels.size() + " labels; expected one logit per label");
    }
    float[] identity = new float[width * width];
    for (int i = 0; i < width; i++) {
      identity[i * width + i] = 1;
    }
    Weights head =
        Weights.of(
            Map.of(
                "classifier.weight", Tensor.of(identity, width, width),
                "classifier.bias", Tensor.zeros(Type.F32, width)));
    FusionProvider fusion =
        Providers.named(
            FusionProvider.class,
            FusionProvider::name,
            FUSION,
            "Add dev.emotion4j:emotion-fusion to the class path");
    return new EmotionModel(
        name,
        labels,
        List.of(encoder),
        fusion.create(Map.of()),
        List.of(),
        head,
        0,
        Calibration.NONE,
        Map.of());
  }
}
