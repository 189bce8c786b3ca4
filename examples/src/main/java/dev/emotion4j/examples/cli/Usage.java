package dev.emotion4j.examples.cli;

import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** What every command needs of picocli: where it prints, and how it refuses an option. */
final class Usage {
  private static final int MOST_THREADS = 256;

  private final CommandLine line;

  Usage(CommandLine.Model.@Nullable CommandSpec spec) {
    line = Objects.requireNonNull(spec).commandLine();
  }

  /** Returns where results go. */
  PrintWriter out() {
    return line.getOut();
  }

  /** Prints progress. */
  void progress(String text) {
    line.getErr().println(text);
    line.getErr().flush();
  }

  /** Ends the command with the exit code for wrong usage unless the condition holds. */
  void require(boolean condition, String message) {
    if (!condition) {
      throw new CommandLine.ParameterException(line, message);
    }
  }

  /** Demands a number of threads that a machine can have; each takes a stack in any case. */
  void threads(int value) {
    require(
        value >= 1 && value <= MOST_THREADS,
        "--threads is " + value + "; expected 1 to " + MOST_THREADS);
  }

  /** Demands a whole number of at least {@code least}. */
  void atLeast(String option, int value, int least) {
    require(value >= least, option + " is " + value + "; expected " + least + " or more");
  }
}
