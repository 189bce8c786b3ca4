package dev.emotion4j.examples.cli;

import dev.emotion4j.Recognition;
import dev.emotion4j.signal.Modality;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Recognitions as JSON and as a table. */
final class Results {
  private static final int BAR = 30;

  private Results() {}

  static Map<String, Object> json(Attempt attempt) {
    Map<String, Object> json = json(attempt.result().orElseThrow());
    json.put("failed", byName(attempt.failed()));
    List<String> missing = names(attempt.result().orElseThrow().missing());
    attempt.failed().keySet().forEach(modality -> missing.remove(modality.name()));
    json.put("missing", missing);
    return json;
  }

  static Map<String, Object> json(Recognition result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("top", result.top());
    json.put("confidence", result.confidence());
    json.put("expressed", new ArrayList<>(result.labels()));
    json.put("distribution", new LinkedHashMap<>(result.distribution()));
    json.put("used", names(result.used()));
    json.put("missing", names(result.missing()));
    json.put("failed", byName(result.failed()));
    json.put("shares", byName(result.shares()));
    json.put("alone", byName(result.alone()));
    json.put("quality", byName(result.qualities()));
    result
        .affect()
        .ifPresent(
            affect -> {
              Map<String, Object> place = new LinkedHashMap<>();
              place.put("valence", affect.valence());
              place.put("arousal", affect.arousal());
              place.put("dominance", affect.dominance());
              json.put("affect", place);
            });
    json.put("abstained", result.abstained());
    json.put("notes", result.notes());
    json.put("model", result.provenance().model());
    json.put("backend", result.provenance().backend());
    json.put("device", result.provenance().device());
    return json;
  }

  private static <V> Map<String, V> byName(Map<Modality, V> map) {
    Map<String, V> named = new LinkedHashMap<>();
    map.forEach((modality, value) -> named.put(modality.name(), value));
    return named;
  }

  private static List<String> names(Iterable<Modality> modalities) {
    List<String> names = new ArrayList<>();
    modalities.forEach(modality -> names.add(modality.name()));
    return names;
  }

  static String table(Recognition result) {
    StringBuilder text = new StringBuilder();
    result.distribution().entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .forEach(
            entry ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "%-12s %6.1f %%  %s%n",
                        entry.getKey(),
                        100 * entry.getValue(),
                        "#".repeat((int) Math.round(BAR * entry.getValue())))));
    text.append(
        String.format(
            "%nexpressed: %s   (model %s, backend %s, device %s)%n",
            result.abstained() ? "no decision" : String.join(", ", expressed(result)),
            result.provenance().model(),
            result.provenance().backend(),
            result.provenance().device()));
    if (result.used().size() > 1) {
      result.alone().forEach((modality, alone) -> text.append(alone(modality, alone, result)));
    }
    result
        .failed()
        .forEach(
            (m, why) -> text.append("failed: ").append(m).append(": ").append(why).append('\n'));
    result.notes().forEach(note -> text.append("note: ").append(note).append('\n'));
    return text.toString();
  }

  private static String alone(Modality modality, Map<String, Double> alone, Recognition result) {
    Map.Entry<String, Double> top =
        alone.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    return String.format(
        Locale.ROOT,
        "%s alone: %s %.1f %%   share %.2f, quality %.2f%n",
        modality,
        top.getKey(),
        100 * top.getValue(),
        result.shares().getOrDefault(modality, 0.0),
        result.qualities().getOrDefault(modality, 1.0));
  }

  private static Iterable<String> expressed(Recognition result) {
    return result.labels().isEmpty() ? List.of(result.top()) : result.labels();
  }
}
