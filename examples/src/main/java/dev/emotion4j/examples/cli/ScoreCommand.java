package dev.emotion4j.examples.cli;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.Recognition;
import dev.emotion4j.model.Json;
import dev.emotion4j.signal.Sample;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Scores a file line by line, in order and in bounded memory. */
@Command(
    name = "score",
    description = {
      "Score a JSON Lines file of objects with 'id' and 'text'; other fields are kept.",
      "A bad line gives an object with 'error' and never stops the rest."
    },
    mixinStandardHelpOptions = true)
final class ScoreCommand implements Callable<Integer> {
  static final int CHUNK = 512;

  @Mixin private ModelOptions model = new ModelOptions();

  @Option(names = "--input", required = true, description = "The file to score.")
  private Path input = Path.of("");

  @Option(names = "--output", required = true, description = "The file to write.")
  private Path output = Path.of("");

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    long failed = 0;
    long done = 0;
    try (EmotionRecognizer recognizer = model.open();
        Lines lines = new Lines(input);
        BufferedWriter writer = Files.newBufferedWriter(output, StandardCharsets.UTF_8)) {
      for (List<Lines.Line> chunk = lines.next(CHUNK);
          !chunk.isEmpty();
          chunk = lines.next(CHUNK)) {
        failed += score(recognizer, chunk, writer);
        done += chunk.size();
        progress(done + " lines, " + failed + " failed");
      }
    }
    return failed == 0 ? EmotionCommand.OK : EmotionCommand.SOME_FAILED;
  }

  private void progress(String text) {
    CommandLine line = java.util.Objects.requireNonNull(spec).commandLine();
    line.getErr().println(text);
    line.getErr().flush();
  }

  private static int score(
      EmotionRecognizer recognizer, List<Lines.Line> chunk, BufferedWriter writer)
      throws IOException {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    List<Sample> samples = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (Lines.Line line : chunk) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      rows.add(row);
      try {
        if (line.json().isEmpty()) {
          throw new IllegalArgumentException(line.error());
        }
        line.json().get().fields().forEach((key, value) -> row.put(key, value.tree()));
        samples.add(Samples.sample(line.json().get()));
        places.add(rows.size() - 1);
      } catch (RuntimeException e) {
        row.putIfAbsent("line", line.number());
        row.put("error", String.valueOf(e.getMessage()));
      }
    }
    List<Recognition> results = recognizer.recognizeAll(samples);
    for (int i = 0; i < results.size(); i++) {
      Map<String, @Nullable Object> row = rows.get(places.get(i));
      row.putAll(Results.json(results.get(i)));
    }
    for (Map<String, @Nullable Object> row : rows) {
      writer.write(Json.writeLine(row));
      writer.newLine();
    }
    return rows.size() - results.size();
  }
}
