package dev.emotion4j.numbers;

import dev.emotion4j.assembly.Calibration;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.peft.Lora;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.spi.Adapter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Models of two modalities whose every parameter is random. */
public final class Models {
  public static final Modality VOICE = Modality.VOICE;
  public static final Modality BODY = Modality.BODY;
  public static final LabelSet LABELS = LabelSet.of("joy", "sadness", "fear");

  private Models() {}

  public static EmotionModel plain() {
    return with(List.of(), new SideBySide(1));
  }

  public static EmotionModel lora() {
    return with(List.of(Lora.of(2, 4).on("query")), new SideBySide(1));
  }

  public static EmotionModel with(List<Adapter> adapters, SideBySide fusion) {
    EmotionModel bare =
        new EmotionModel(
            "numbers",
            LABELS,
            List.of(NumbersEncoder.of(VOICE, 3), NumbersEncoder.of(BODY, 2)),
            fusion,
            adapters,
            Weights.of(Map.of()),
            0.1,
            Calibration.NONE,
            Map.of("made", "by a test"));
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (Parameter p : bare.networks().whole(new LinkedHashSet<>(bare.modalities())).parameters()) {
      if (!bare.weights().paths().contains(p.path())) {
        values.put(p.path(), Initializer.normal(1).create(5, p.path(), p.shape()));
      }
    }
    return bare.with(Weights.of(values));
  }

  public static Sample voice(double... values) {
    return Sample.of(Numbers.of(VOICE, values));
  }

  public static Sample body(double... values) {
    return Sample.of(Numbers.of(BODY, values));
  }

  public static Sample both(double voice, double body) {
    return Sample.of(Numbers.of(VOICE, voice), Numbers.of(BODY, body));
  }
}
