package dev.emotion4j.examples.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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
      FineTuneCommand.class,
      InstallCommand.class
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

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  /** Runs the program and ends the JVM with its exit code. */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, args));
  }

  /** Runs the program; returns the exit code. */
  public static int run(PrintStream out, PrintStream err, String... args) {
    EmotionCommand command = new EmotionCommand();
    CommandLine line = new CommandLine(command);
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setExecutionExceptionHandler(
        (failure, failed, result) -> cannotRun(line, command, failure));
    line.setParameterExceptionHandler((wrong, ignored) -> wrongUsage(wrong));
    try {
      return line.execute(args);
    } catch (LinkageError | OutOfMemoryError e) {
      return cannotRun(line, command, e);
    }
  }

  // The options with their descriptions would scroll what is wrong out of sight.
  private static int wrongUsage(CommandLine.ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    CommandLine.Help help = command.getHelp();
    err.println("emotion: " + wrong.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
    err.print("Usage: " + help.synopsis("Usage: ".length()));
    err.println("'" + command.getCommandSpec().qualifiedName() + " --help' explains the options.");
    err.flush();
    return USAGE;
  }

  private static int cannotRun(CommandLine line, EmotionCommand command, Throwable failure) {
    line.getErr().println("emotion: " + Failures.message(failure));
    if (command.verbose) {
      failure.printStackTrace(line.getErr());
    }
    line.getErr().flush();
    return CANNOT_RUN;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "no command; expected recognize, score, evaluate, fine-tune or install");
  }
}
