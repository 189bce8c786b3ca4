package dev.emotion4j.builtin;

import dev.emotion4j.assembly.Calibration;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.LatePool;
import dev.emotion4j.assembly.ModelDirectory;
import dev.emotion4j.assembly.ModelProvider;
import dev.emotion4j.evaluation.TemperatureScaling;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.spi.Meanwhile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The built-in model: Ekman's six emotions and neutral from text, face and voice, alone or
 * together. Three branches, each trained for itself (no data that we may ship pairs them) and
 * calibrated, joined by a pool of opinions: MiniLM with our LoRA on GoEmotions, our face network on
 * FER+, our voice network on EMO-DB (acted German). Their cards are {@code MODEL_CARD.md}, {@code
 * face/MODEL_CARD.md} and {@code voice/MODEL_CARD.md} beside its resources. Stateless and
 * thread-safe.
 */
public final class BuiltInModel implements ModelProvider {
  /**
   * What the model tells apart. Two words of wearables' studies are understood as the nearest of
   * Ekman's, so that a branch trained on them can join: amusement as joy, stress as fear.
   */
  public static final LabelSet LABELS =
      LabelSet.EKMAN.withAlias("amusement", "joy").withAlias("stress", "fear");

  /**
   * Opens one branch alone, with its own labels, thresholds and adapters: less memory where the
   * others are not needed, and the right start for tuning one modality.
   *
   * @param modality text, face or voice
   * @throws IllegalArgumentException for another modality
   */
  public static EmotionModel branch(Modality modality) {
    try {
      if (modality.equals(Modality.TEXT)) {
        return ModelDirectory.load(BuiltInModel.class);
      }
      if (modality.equals(Modality.FACE) || modality.equals(Modality.VOICE)) {
        return ModelDirectory.load(BuiltInModel.class, modality.name());
      }
    } catch (IOException e) {
      throw new EmotionException("the built-in model's resources cannot be read", e);
    }
    throw new IllegalArgumentException(
        "no built-in branch for '" + modality + "'; expected text, face or voice");
  }

  @Override
  public String name() {
    return "builtin";
  }

  @Override
  public EmotionModel open() {
    List<EmotionModel> branches = new ArrayList<>();
    boolean complete = false;
    try {
      branches.addAll(branches());
      EmotionModel pool =
          LatePool.of("builtin", LABELS, branches)
              .with(
                  new Calibration(
                      Calibration.Activation.SOFTMAX,
                      TemperatureScaling.NONE,
                      branches.get(0).calibration().thresholds(),
                      Set.of(Modality.TEXT)));
      complete = true;
      return pool;
    } finally {
      if (!complete) {
        branches.forEach(EmotionModel::closeEncoders);
      }
    }
  }

  // Text takes longest; the others are read meanwhile.
  private static List<EmotionModel> branches() {
    Meanwhile<EmotionModel> face = Meanwhile.start("face", () -> branch(Modality.FACE));
    Meanwhile<EmotionModel> voice = Meanwhile.start("voice", () -> branch(Modality.VOICE));
    @Nullable EmotionModel text = null;
    try {
      text = branch(Modality.TEXT);
      return List.of(text, face.get(), voice.get());
    } catch (RuntimeException | Error e) {
      face.undo(e, EmotionModel::closeEncoders);
      voice.undo(e, EmotionModel::closeEncoders);
      if (text != null) {
        text.closeEncoders();
      }
      throw e;
    }
  }
}
