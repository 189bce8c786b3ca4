package dev.emotion4j.examples.cli;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.Recognition;
import dev.emotion4j.examples.data.SampleFields;
import dev.emotion4j.model.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Recognises one sample. */
@Command(
    name = "recognize",
    description = "Recognise one sample: a text, a picture, a recording ... in any combination.",
    mixinStandardHelpOptions = true)
final class RecognizeCommand implements Callable<Integer> {
  @Mixin private ModelOptions model = new ModelOptions();

  @Option(names = "--text", description = "The text.")
  private @Nullable String text;

  @Option(names = "--image", description = "A picture of a face.")
  private @Nullable String image;

  @Option(names = "--audio", description = "A recording of a voice.")
  private @Nullable String audio;

  @Option(names = "--video", description = "A video: its pictures and, without --audio, its sound.")
  private @Nullable String video;

  @Option(names = "--signals", description = "A wearable's folder (Empatica E4) or CSV file.")
  private @Nullable String signals;

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  private boolean json;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Usage usage = new Usage(spec);
    model.check(usage);
    usage.require(
        text == null || !text.isBlank(),
        "--text is blank; expected at least one visible character");
    SampleFields fields = SampleFields.of(given(usage), Path.of(""));
    try (EmotionRecognizer recognizer = model.open()) {
      Recognition result = recognizer.recognize(fields.whole());
      usage.out().print(json ? Json.writeLine(Results.json(result)) + "\n" : Results.table(result));
      usage.out().flush();
    }
    return EmotionCommand.OK;
  }

  private Map<String, String> given(Usage usage) {
    Map<String, String> given = new LinkedHashMap<>();
    put(given, "text", text);
    put(given, "image", image);
    put(given, "audio", audio);
    put(given, "video", video);
    put(given, "signals", signals);
    usage.require(
        !given.isEmpty(),
        "nothing to recognise; expected --text, --image, --audio, --video, --signals");
    usage.require(
        image == null || video == null, "both --image and --video; a sample has one face");
    return given;
  }

  private static void put(Map<String, String> given, String name, @Nullable String value) {
    if (value != null) {
      given.put(name, value);
    }
  }
}
