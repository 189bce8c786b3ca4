package dev.emotion4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a main class of the tests in a process of its own, which may die without harm, and whose
 * resident memory grows by what native code allocates only. Stateless.
 */
public final class ChildJvm {
  /** Where Linux says how much memory a process has; elsewhere it is not readable. */
  public static final Path STATUS = Path.of("/proc/self/status");

  // Neither the heap nor the optimising compiler nor further allocation arenas grow meanwhile.
  private static final List<String> QUIET =
      List.of(
          "-Xms64m",
          "-Xmx64m",
          "-XX:+AlwaysPreTouch",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-CreateCoredumpOnCrash");
  private static final Map<String, String> ONE_ARENA = Map.of("MALLOC_ARENA_MAX", "1");

  // With this glibc writes over what is freed.
  private static final Map<String, String> OVERWRITING =
      Map.of("MALLOC_ARENA_MAX", "1", "MALLOC_PERTURB_", "165");

  private ChildJvm() {}

  /** Returns what it printed; fails if it does not exit with 0 within the time. */
  public static List<String> run(Class<?> main, int minutes, String... arguments)
      throws IOException, InterruptedException {
    return run(main, minutes, ONE_ARENA, arguments);
  }

  /**
   * As {@link #run}; on Linux native memory that was freed is overwritten, so that what still reads
   * it shows.
   */
  public static List<String> runOverwriting(Class<?> main, int minutes, String... arguments)
      throws IOException, InterruptedException {
    return run(main, minutes, OVERWRITING, arguments);
  }

  private static List<String> run(
      Class<?> main, int minutes, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (java.lang.Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(QUIET);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("child", ".txt");
    try {
      Process process = start(command, environment, output);
      boolean ended = process.waitFor(minutes, TimeUnit.MINUTES);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      List<String> lines = Files.readAllLines(output);
      assertTrue(ended, () -> main + " did not end in " + minutes + " minutes: " + lines);
      assertEquals(0, process.exitValue(), () -> "exit of " + main + ": " + lines);
      return lines;
    } finally {
      Files.delete(output);
    }
  }

  private static Process start(List<String> command, Map<String, String> environment, Path output)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  /** Returns how much memory of its own this process has, in kilobytes; for the child. */
  public static long resident() throws IOException {
    System.gc();
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("RssAnon"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
