package dev.emotion4j.examples.cli;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.Recognition;
import dev.emotion4j.model.Json;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Recognises one text. */
@Command(name = "recognize", description = "Recognise one text.", mixinStandardHelpOptions = true)
final class RecognizeCommand implements Callable<Integer> {
  @Mixin private ModelOptions model = new ModelOptions();

  @Option(names = "--text", required = true, description = "The text.")
  private String text = "";

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  private boolean json;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Usage usage = new Usage(spec);
    model.check(usage);
    usage.require(!text.isBlank(), "--text is blank; expected at least one visible character");
    try (EmotionRecognizer recognizer = model.open()) {
      Recognition result = recognizer.recognize(text);
      usage.out().print(json ? Json.writeLine(Results.json(result)) + "\n" : Results.table(result));
      usage.out().flush();
    }
    return EmotionCommand.OK;
  }
}
