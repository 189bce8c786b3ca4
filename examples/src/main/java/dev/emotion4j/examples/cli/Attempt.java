package dev.emotion4j.examples.cli;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.Recognition;
import dev.emotion4j.examples.data.SampleFields;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A recognition, or why there is none.
 *
 * @param result what was recognised
 * @param failed signals that could not be used, by modality, with the reason
 * @param error what went wrong; empty if nothing did
 */
record Attempt(Optional<Recognition> result, Map<Modality, String> failed, String error) {
  /**
   * Recognises samples together; if that fails, one by one, so that a sample that cannot be
   * recognised costs its own result only.
   */
  static List<Attempt> all(EmotionRecognizer recognizer, List<SampleFields> samples) {
    List<Sample> usable = samples.stream().flatMap(fields -> fields.sample().stream()).toList();
    List<Supplier<Recognition>> results = results(recognizer, usable);
    List<Attempt> attempts = new ArrayList<>(samples.size());
    int next = 0;
    for (SampleFields fields : samples) {
      attempts.add(
          fields.sample().isEmpty() ? none(fields.failed()) : one(fields, results.get(next++)));
    }
    return attempts;
  }

  private static List<Supplier<Recognition>> results(
      EmotionRecognizer recognizer, List<Sample> samples) {
    try {
      return recognizer.recognizeAll(samples).stream()
          .map(result -> (Supplier<Recognition>) () -> result)
          .toList();
    } catch (RuntimeException together) {
      return samples.stream()
          .map(sample -> (Supplier<Recognition>) () -> recognizer.recognize(sample))
          .toList();
    }
  }

  private static Attempt one(SampleFields fields, Supplier<Recognition> result) {
    try {
      Recognition recognition = result.get();
      Map<Modality, String> failed = new LinkedHashMap<>(fields.failed());
      failed.putAll(recognition.failed());
      return recognition.isEmpty()
          ? none(failed)
          : new Attempt(Optional.of(recognition), failed, "");
    } catch (RuntimeException e) {
      return new Attempt(Optional.empty(), fields.failed(), Failures.message(e));
    }
  }

  private static Attempt none(Map<Modality, String> failed) {
    return new Attempt(Optional.empty(), failed, "no signal can be used: " + failed);
  }
}
