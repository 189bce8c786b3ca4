package dev.emotion4j.examples.cli;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.Recognition;
import dev.emotion4j.signal.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A recognition, or why there is none.
 *
 * @param result what was recognised
 * @param error what went wrong; empty if nothing did
 */
record Attempt(Optional<Recognition> result, String error) {
  /**
   * Recognises samples together; if that fails, one by one, so that a sample that cannot be
   * recognised costs its own result only.
   */
  static List<Attempt> all(EmotionRecognizer recognizer, List<Sample> samples) {
    try {
      return recognizer.recognizeAll(samples).stream()
          .map(result -> new Attempt(Optional.of(result), ""))
          .toList();
    } catch (RuntimeException together) {
      List<Attempt> attempts = new ArrayList<>(samples.size());
      samples.forEach(sample -> attempts.add(one(recognizer, sample)));
      return attempts;
    }
  }

  private static Attempt one(EmotionRecognizer recognizer, Sample sample) {
    try {
      return new Attempt(Optional.of(recognizer.recognize(sample)), "");
    } catch (RuntimeException e) {
      return new Attempt(Optional.empty(), Failures.message(e));
    }
  }
}
