package dev.emotion4j.examples.cli;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.evaluation.ClassificationReport;
import dev.emotion4j.evaluation.LabelledEvaluation;
import dev.emotion4j.model.Json;
import dev.emotion4j.signal.Sample;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
      "Evaluate a model on a JSON Lines file with 'text' and 'label' (compared with the top label)",
      "or 'labels' (a list, compared with the labels that reach their thresholds)."
    },
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
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

  @Override
  public Integer call() throws Exception {
    CommandLine line = java.util.Objects.requireNonNull(spec).commandLine();
    PrintWriter err = line.getErr();
    try (EmotionRecognizer recognizer = model.open()) {
      LabelledEvaluation evaluation =
          new LabelledEvaluation(
              recognizer.labels(),
              map == null ? Map.of() : Mapping.read(map),
              restrict,
              skipUnknown);
      long errors = read(recognizer, evaluation, err);
      ClassificationReport report = evaluation.report();
      evaluation.notes().forEach(err::println);
      err.flush();
      line.getOut().print(report.text());
      line.getOut().flush();
      if (json != null) {
        Files.writeString(json, report.toJson(errors) + "\n", StandardCharsets.UTF_8);
      }
      return errors == 0 ? EmotionCommand.OK : EmotionCommand.SOME_FAILED;
    }
  }

  private long read(EmotionRecognizer recognizer, LabelledEvaluation evaluation, PrintWriter err)
      throws java.io.IOException {
    long errors = 0;
    try (Lines lines = new Lines(input)) {
      for (List<Lines.Line> chunk = lines.next(ScoreCommand.CHUNK);
          !chunk.isEmpty();
          chunk = lines.next(ScoreCommand.CHUNK)) {
        List<Sample> samples = new ArrayList<>();
        List<Set<String>> labels = new ArrayList<>();
        boolean[] many = new boolean[chunk.size()];
        for (Lines.Line one : chunk) {
          try {
            Json object = one.json().orElseThrow(() -> new IllegalArgumentException(one.error()));
            Sample sample = Samples.sample(object);
            Set<String> truth = Samples.labels(object);
            many[samples.size()] = object.find("labels").isPresent();
            samples.add(sample);
            labels.add(truth);
          } catch (RuntimeException e) {
            errors++;
            err.println("line " + one.number() + ": " + e.getMessage());
          }
        }
        var results = recognizer.recognizeAll(samples);
        for (int i = 0; i < results.size(); i++) {
          var result = results.get(i);
          evaluation.add(labels.get(i), many[i], result.distribution(), recognizer.thresholds());
        }
      }
    }
    return errors;
  }
}
