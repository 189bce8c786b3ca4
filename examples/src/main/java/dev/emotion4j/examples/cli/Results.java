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

  static Map<String, Object> json(Recognition result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("top", result.top());
    json.put("confidence", result.confidence());
    json.put("expressed", new ArrayList<>(result.labels()));
    json.put("distribution", new LinkedHashMap<>(result.distribution()));
    json.put("used", names(result.used()));
    json.put("missing", names(result.missing()));
    json.put("abstained", result.abstained());
    json.put("notes", result.notes());
    json.put("model", result.provenance().model());
    json.put("backend", result.provenance().backend());
    json.put("device", result.provenance().device());
    return json;
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
    result.notes().forEach(note -> text.append("note: ").append(note).append('\n'));
    return text.toString();
  }

  private static Iterable<String> expressed(Recognition result) {
    return result.labels().isEmpty() ? List.of(result.top()) : result.labels();
  }
}
