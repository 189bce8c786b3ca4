package dev.emotion4j.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a main class of the tests in a process of its own, which may die without harm, and whose
 * resident memory grows by what native code allocates only.
 */
final class ChildJvm {
  // Neither the heap nor the optimising compiler nor further allocation arenas grow meanwhile.
  private static final List<String> QUIET =
      List.of(
          "-Xms64m",
          "-Xmx64m",
          "-XX:+AlwaysPreTouch",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-CreateCoredumpOnCrash");

  private ChildJvm() {}

  /** Returns what it printed; fails if it does not exit with 0 within the time. */
  static List<String> run(Class<?> main, int minutes, String... arguments)
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
      Process process = start(command, output);
      boolean ended = process.waitFor(minutes, TimeUnit.MINUTES);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      List<String> lines = Files.readAllLines(output);
      assertThat(ended).as("%s ended in %d minutes: %s", main, minutes, lines).isTrue();
      assertThat(process.exitValue()).as("exit of %s: %s", main, lines).isZero();
      return lines;
    } finally {
      Files.delete(output);
    }
  }

  private static Process start(List<String> command, Path output) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }
}
