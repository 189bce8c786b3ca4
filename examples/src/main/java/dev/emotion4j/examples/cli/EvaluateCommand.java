package dev.emotion4j.examples.cli;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.evaluation.ClassificationReport;
import dev.emotion4j.evaluation.LabelledEvaluation;
import dev.emotion4j.examples.data.JsonLines;
import dev.emotion4j.examples.data.LabelledSamples;
import dev.emotion4j.examples.data.SampleFields;
import dev.emotion4j.model.Json;
import dev.emotion4j.signal.Modality;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures a model on labelled lines. */
@Command(
    name = "evaluate",
    description = {
      "Measure a model on a labelled JSON Lines file.",
      "Lines have any of 'text', 'image', 'audio', 'video', 'signals', and 'label' (compared with"
          + " the top label) or 'labels' (a list, compared with the labels that reach their"
          + " thresholds)."
    },
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  private static final int ERRORS_SHOWN = 20;

  @Mixin private ModelOptions model = new ModelOptions();

  @Option(names = "--input", required = true, description = "The labelled file.")
  private Path input = Path.of("");

  @Option(names = "--map", description = "A JSON object {data label: model label}.")
  private @Nullable Path map;

  @Option(
      names = "--restrict",
      description = "Leave labels that the set never has out of the choice.")
  private boolean restrict;

  @Option(
      names = "--skip-unknown",
      description = "Skip data labels that the model lacks instead of refusing them.")
  private boolean skipUnknown;

  @Option(names = "--json", description = "Also write the report, unrounded, to this file.")
  private @Nullable Path json;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  private long errors;
  private final Map<Modality, Integer> unusable = new LinkedHashMap<>();
  private final Map<Modality, String> reasons = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException {
    Usage usage = new Usage(spec);
    model.check(usage);
    Map<String, String> words = map == null ? Map.of() : LabelledSamples.map(map);
    try (JsonLines lines = new JsonLines(input);
        EmotionRecognizer recognizer = model.open()) {
      LabelledEvaluation evaluation =
          new LabelledEvaluation(recognizer.labels(), words, restrict, skipUnknown);
      for (List<JsonLines.Line> chunk = lines.next(ScoreCommand.CHUNK);
          !chunk.isEmpty();
          chunk = lines.next(ScoreCommand.CHUNK)) {
        add(recognizer, chunk, evaluation, usage);
      }
      if (errors > ERRORS_SHOWN) {
        usage.progress("and " + (errors - ERRORS_SHOWN) + " more lines that failed");
      }
      unusable.forEach(
          (modality, count) ->
              usage.progress(
                  modality
                      + " could not be used in "
                      + count
                      + " lines, whose other parts counted; the first is "
                      + reasons.get(modality)));
      ClassificationReport report = evaluation.report();
      evaluation.notes().forEach(usage::progress);
      usage.out().print(report.text());
      usage.out().flush();
      if (json != null) {
        Files.writeString(json, report.toJson(errors) + "\n", StandardCharsets.UTF_8);
      }
      return errors == 0 ? EmotionCommand.OK : EmotionCommand.SOME_FAILED;
    }
  }

  /** A line that can be asked: its labels, and whether they are a list. */
  private record Question(long line, Set<String> labels, boolean many) {}

  private void add(
      EmotionRecognizer recognizer,
      List<JsonLines.Line> chunk,
      LabelledEvaluation evaluation,
      Usage usage) {
    List<SampleFields> samples = new ArrayList<>();
    List<Question> questions = new ArrayList<>();
    for (JsonLines.Line line : chunk) {
      try {
        Json object = line.json();
        Set<String> labels = LabelledSamples.labels(object);
        samples.add(SampleFields.of(object, SampleFields.folder(input)));
        questions.add(new Question(line.number(), labels, object.find("labels").isPresent()));
      } catch (RuntimeException e) {
        failed(usage, line.number(), Failures.message(e));
      }
    }
    List<Attempt> attempts = Attempt.all(recognizer, samples);
    for (int i = 0; i < attempts.size(); i++) {
      Attempt attempt = attempts.get(i);
      Question asked = questions.get(i);
      if (attempt.result().isPresent()) {
        attempt
            .failed()
            .forEach(
                (modality, reason) -> {
                  unusable.merge(modality, 1, Integer::sum);
                  reasons.putIfAbsent(modality, "line " + asked.line() + ": " + reason);
                });
        evaluation.add(
            asked.labels(),
            asked.many(),
            attempt.result().get().distribution(),
            recognizer.thresholds(attempt.result().get().used()));
      } else {
        failed(usage, asked.line(), attempt.error());
      }
    }
  }

  private void failed(Usage usage, long line, String error) {
    if (errors++ < ERRORS_SHOWN) {
      usage.progress("line " + line + ": " + error);
    }
  }
}
