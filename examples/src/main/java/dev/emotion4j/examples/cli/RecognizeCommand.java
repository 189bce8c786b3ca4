package dev.emotion4j.examples.cli;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.Recognition;
import dev.emotion4j.model.Json;
import java.util.concurrent.Callable;
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

  @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    try (EmotionRecognizer recognizer = model.open()) {
      Recognition result = recognizer.recognize(text);
      java.util.Objects.requireNonNull(spec)
          .commandLine()
          .getOut()
          .print(json ? Json.writeLine(Results.json(result)) + "\n" : Results.table(result));
      java.util.Objects.requireNonNull(spec).commandLine().getOut().flush();
    }
    return EmotionCommand.OK;
  }
}
