package dev.emotion4j.examples.cli;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.examples.data.JsonLines;
import dev.emotion4j.examples.data.SampleFields;
import dev.emotion4j.model.Json;
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
      "Recognise every line of a JSON Lines file.",
      "Lines are objects with 'id' and any of 'text', 'image', 'audio', 'video', 'signals' (paths"
          + " relative to the file).",
      "Other fields are kept; one that has the name of a result is kept as 'input.NAME'.",
      "A bad line gives an object with 'line' and 'error' and never stops the rest."
    },
    mixinStandardHelpOptions = true)
final class ScoreCommand implements Callable<Integer> {
  static final int CHUNK = 512;

  private static final String LINE = "line";
  private static final String ERROR = "error";
  private static final List<String> FAILURE = List.of(LINE, ERROR);

  @Mixin private ModelOptions model = new ModelOptions();

  @Option(names = "--input", required = true, description = "The file to score.")
  private Path input = Path.of("");

  @Option(names = "--output", required = true, description = "The file to write.")
  private Path output = Path.of("");

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Usage usage = new Usage(spec);
    model.check(usage);
    boolean same = Files.exists(output) && Files.isSameFile(input, output);
    usage.require(!same, "--output is --input; expected another file");
    Path folder = SampleFields.folder(output);
    if (!Files.isDirectory(folder)) {
      throw new IOException("there is no folder '" + folder + "' for --output; make it first");
    }
    if (Files.isDirectory(output)) {
      throw new IOException("--output '" + output + "' is a folder; expected a file to write");
    }
    long failed = 0;
    long done = 0;
    try (JsonLines lines = new JsonLines(input);
        EmotionRecognizer recognizer = model.open();
        BufferedWriter writer = Files.newBufferedWriter(output, StandardCharsets.UTF_8)) {
      for (List<JsonLines.Line> chunk = lines.next(CHUNK);
          !chunk.isEmpty();
          chunk = lines.next(CHUNK)) {
        failed += score(recognizer, chunk, SampleFields.folder(input), writer);
        done += chunk.size();
        usage.progress(done + " lines, " + failed + " failed");
      }
      if (done == 0) {
        usage.progress("0 lines: '" + input + "' is empty");
      }
    }
    return failed == 0 ? EmotionCommand.OK : EmotionCommand.SOME_FAILED;
  }

  private static long score(
      EmotionRecognizer recognizer, List<JsonLines.Line> chunk, Path folder, BufferedWriter writer)
      throws IOException {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    List<SampleFields> samples = new ArrayList<>();
    List<JsonLines.Line> scored = new ArrayList<>();
    List<Map<String, @Nullable Object>> targets = new ArrayList<>();
    long failed = 0;
    for (JsonLines.Line line : chunk) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      rows.add(row);
      try {
        line.json().fields().forEach((key, value) -> row.put(key, value.tree()));
        samples.add(SampleFields.of(line.json(), folder));
        scored.add(line);
        targets.add(row);
      } catch (RuntimeException e) {
        failed++;
        fail(row, line, Failures.message(e));
      }
    }
    List<Attempt> attempts = Attempt.all(recognizer, samples);
    for (int i = 0; i < attempts.size(); i++) {
      Attempt attempt = attempts.get(i);
      Map<String, @Nullable Object> row = targets.get(i);
      if (attempt.result().isPresent()) {
        FAILURE.forEach(key -> putAside(row, key)); // a line that has them is one that failed
        Results.json(attempt).forEach((key, value) -> put(row, key, value));
      } else {
        failed++;
        fail(row, scored.get(i), attempt.error());
      }
    }
    for (Map<String, @Nullable Object> row : rows) {
      writer.write(Json.writeLine(row));
      writer.write('\n');
    }
    return failed;
  }

  private static void fail(Map<String, @Nullable Object> row, JsonLines.Line line, String error) {
    put(row, LINE, line.number());
    put(row, ERROR, error);
  }

  private static void put(Map<String, @Nullable Object> row, String key, Object value) {
    putAside(row, key);
    row.put(key, value);
  }

  private static void putAside(Map<String, @Nullable Object> row, String key) {
    if (row.containsKey(key)) {
      row.put("input." + key, row.remove(key));
    }
  }
}
