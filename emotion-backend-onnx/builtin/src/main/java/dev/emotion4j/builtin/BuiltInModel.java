package dev.emotion4j.builtin;

import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.ModelDirectory;
import dev.emotion4j.assembly.ModelProvider;
import dev.emotion4j.signal.EmotionException;
import java.io.IOException;

/**
 * The built-in model: MiniLM with our LoRA and head for Ekman's six emotions and neutral, trained
 * on GoEmotions; its card is {@code MODEL_CARD.md} beside its resources. Stateless and thread-safe.
 */
public final class BuiltInModel implements ModelProvider {
  @Override
  public String name() {
    return "builtin";
  }

  @Override
  public EmotionModel open() {
    try {
      return ModelDirectory.load(BuiltInModel.class);
    } catch (IOException e) {
      throw new EmotionException("the built-in model's resources cannot be read", e);
    }
  }
}
