package dev.emotion4j.evaluation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes a report as JSON. */
final class ReportJson {

  private static final JsonFactory JSON = new JsonFactory();

  private ReportJson() {}

  static String of(ClassificationReport report, long errors) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("accuracy", report.accuracy());
      scores(json, "macro", report.macro());
      scores(json, "micro", report.micro());
      scores(json, "weighted", report.weighted());
      if (report.samples().isPresent()) {
        scores(json, "samples", report.samples().get());
      }
      json.writeObjectFieldStart("labels");
      for (Map.Entry<String, Scores> entry : report.byLabel().entrySet()) {
        scores(json, entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      json.writeNumberField("n", report.n());
      json.writeNumberField("errors", errors);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing a report to memory failed", e);
    }
    return text.toString();
  }

  private static void scores(JsonGenerator json, String name, Scores scores) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("precision", scores.precision());
    json.writeNumberField("recall", scores.recall());
    json.writeNumberField("f1", scores.f1());
    json.writeNumberField("support", scores.support());
    json.writeEndObject();
  }
}
