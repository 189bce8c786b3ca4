package dev.emotion4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs every benchmark once, in this process, so that none can rot unseen. Measures nothing. */
class BenchmarksTest {
  private static final String SHARED = "../shared/";

  /** Returns the parameters of every benchmark by its name. */
  private static Map<String, Map<String, String[]>> benchmarks() {
    Set<BenchmarkListEntry> found =
        BenchmarkList.defaultList()
            .getAll(
                OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                List.of());
    Map<String, Map<String, String[]>> benchmarks = new TreeMap<>();
    found.forEach(entry -> benchmarks.put(entry.getUsername(), entry.getParams().orElse(Map.of())));
    return benchmarks;
  }

  @Test
  void someAreFound() {
    assertThat(benchmarks()).hasSizeGreaterThan(4);
  }

  @TestFactory
  List<DynamicTest> everyBenchmarkRuns() {
    return benchmarks().entrySet().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> run(entry)))
        .toList();
  }

  // Every value of every parameter comes at least once, not every combination.
  private static void run(Map.Entry<String, Map<String, String[]>> benchmark)
      throws RunnerException {
    System.setProperty("jmh.ignoreLock", "true"); // others may measure meanwhile
    Map<String, String[]> parameters = new TreeMap<>(benchmark.getValue());
    parameters.replaceAll(
        (name, values) -> Arrays.stream(values).map(BenchmarksTest::file).toArray(String[]::new));
    int runs = parameters.values().stream().mapToInt(values -> values.length).max().orElse(1);
    for (int i = 0; i < runs; i++) {
      ChainedOptionsBuilder options =
          new OptionsBuilder()
              .include("^" + Pattern.quote(benchmark.getKey()) + "$")
              .mode(Mode.SingleShotTime)
              .forks(0)
              .warmupIterations(0)
              .measurementIterations(1)
              .shouldFailOnError(true)
              .verbosity(VerboseMode.SILENT);
      for (Map.Entry<String, String[]> parameter : parameters.entrySet()) {
        String[] values = parameter.getValue();
        options.param(parameter.getKey(), values[Math.min(i, values.length - 1)]);
      }
      assertThat(new Runner(options.build()).run()).isNotEmpty();
    }
  }

  /** Returns where a file is that a parameter names; without it the benchmark is skipped. */
  private static String file(String value) {
    if (!value.startsWith(SHARED)) {
      return value;
    }
    Path shared = Path.of(System.getProperty("emotion.shared", "none"));
    Path file = shared.resolve(value.substring(SHARED.length()));
    assumeTrue(Files.exists(file), file + " is not there; set -Demotion.shared");
    return file.toString();
  }
}
