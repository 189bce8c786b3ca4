package dev.emotion4j.examples.cli;

import dev.emotion4j.signal.EmotionException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The program {@code emotion}. Standard output holds results, standard error progress and messages.
 * Exit codes: 0 fine, 1 some lines failed, 2 wrong usage, 3 cannot run.
 */
@Command(
    name = "emotion",
    description = "Recognises expressed emotions; nobody's feelings are known.",
    mixinStandardHelpOptions = true,
    version = "emotion4j 0.1.0-SNAPSHOT",
    subcommands = {
      RecognizeCommand.class,
      ScoreCommand.class,
      EvaluateCommand.class,
      FineTuneCommand.class
    })
public final class EmotionCommand implements Runnable {
  /** Everything went well. */
  public static final int OK = 0;

  /** Some lines failed; the others are done. */
  public static final int SOME_FAILED = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** The command cannot run: a missing model, a missing file, no backend. */
  public static final int CANNOT_RUN = 3;

  @Option(
      names = "--verbose",
      description = "Show the stack trace of an error.",
      scope = CommandLine.ScopeType.INHERIT)
  private boolean verbose;

  @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  /** Runs the program and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, args));
  }

  /** Runs the program; returns the exit code. */
  public static int run(PrintStream out, PrintStream err, String... args) {
    EmotionCommand command = new EmotionCommand();
    CommandLine line = new CommandLine(command);
    line.setOut(new java.io.PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new java.io.PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setExecutionExceptionHandler(
        (failure, failed, result) -> {
          line.getErr().println("emotion: " + message(failure));
          if (command.verbose) {
            failure.printStackTrace(line.getErr());
          }
          line.getErr().flush();
          return CANNOT_RUN;
        });
    return line.execute(args);
  }

  private static String message(Exception failure) {
    String text = failure.getMessage();
    if (failure instanceof java.nio.file.NoSuchFileException) {
      return "no such file: " + text;
    }
    boolean ours =
        failure instanceof EmotionException
            || failure instanceof IllegalArgumentException
            || failure instanceof IllegalStateException
            || failure instanceof IOException;
    return ours && text != null ? text : failure.toString();
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(),
        "no command; expected recognize, score, evaluate or fine-tune");
  }
}
