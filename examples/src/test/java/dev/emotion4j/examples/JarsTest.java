package dev.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our jars as another project sees them: on the module path and on the class path. They exist from
 * the phase {@code package} of each module on, so {@code ./mvnw verify} tests them and {@code
 * ./mvnw test} does not.
 */
class JarsTest {
  private static final Path CONSUMER = Path.of("src/test/consumer").toAbsolutePath();
  private static final List<String> TEST_ONLY =
      List.of("junit", "assertj", "archunit", "opentest4j", "apiguardian", "byte-buddy", "picocli");

  private static List<Path> ours = List.of();
  private static List<Path> all = List.of();

  @TempDir Path folder;

  @BeforeAll
  static void findTheJars() {
    List<Path> entries =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .toList();
    assumeFalse(
        entries.stream().anyMatch(entry -> entry.endsWith(Path.of("emotion-core/target/classes"))),
        "the jars of the modules are made by the phase 'package': run ./mvnw verify");
    all =
        entries.stream()
            .filter(entry -> name(entry).endsWith(".jar"))
            .filter(entry -> TEST_ONLY.stream().noneMatch(name(entry)::startsWith))
            .toList();
    ours = all.stream().filter(entry -> name(entry).startsWith("emotion-")).toList();
  }

  @Test
  void everyJarHasAModuleNameOfItsOwn() throws IOException {
    Set<String> names = new HashSet<>();
    for (Path path : ours) {
      try (JarFile jar = new JarFile(path.toFile())) {
        String name = jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name");
        assertThat(name).as(path.toString()).startsWith("dev.emotion4j.");
        assertThat(names.add(name)).as("%s is new", name).isTrue();
        String folder = name.replace(".core", "").replace('.', '/') + "/";
        assertThat(jar.stream().map(entry -> entry.getName()))
            .as("the package %s in %s", folder, path)
            .anyMatch(entry -> entry.startsWith(folder));
      }
    }
    assertThat(names)
        .contains("dev.emotion4j.core", "dev.emotion4j.fusion", "dev.emotion4j.backend.onnx");
  }

  @Test
  void noPublishedJarHoldsAnEngine() throws IOException {
    assertThat(ours).hasSizeGreaterThanOrEqualTo(5);
    for (Path path : ours) {
      try (JarFile jar = new JarFile(path.toFile())) {
        assertThat(jar.stream().map(entry -> entry.getName()))
            .as(path.toString())
            .noneMatch(entry -> entry.startsWith("ai/") || entry.startsWith("native/"));
      }
    }
  }

  @Test
  void anotherProjectRunsBothBackendsFromTheClassPath() throws Exception {
    String classPath = path(all);
    run("javac", "-d", folder.toString(), "-cp", classPath, source("someone/Consumer.java"));
    assertThat(
            run(
                "java",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                folder + File.pathSeparator + classPath,
                "someone.Consumer"))
        .containsExactlyInAnyOrder("joy", "djl [0.0, 2.0] false", "onnx [0.0, 2.0] false");
  }

  @Test
  void anotherProjectRunsBothBackendsFromTheModulePath() throws Exception {
    // "native" is a keyword, so the jar of libtorch can have no module name: it goes on the class
    // path.
    Predicate<Path> library = jar -> name(jar).startsWith("pytorch-native");
    List<Path> modules = all.stream().filter(library.negate()).toList();
    String modulePath = path(modules);
    run(
        "javac",
        "-d",
        folder.toString(),
        "-p",
        modulePath,
        source("module-info.java"),
        source("someone/Consumer.java"));
    assertThat(
            run(
                "java",
                "-p",
                folder + File.pathSeparator + modulePath,
                "-cp",
                path(all.stream().filter(library).toList()),
                "--add-modules",
                "org.slf4j,com.fasterxml.jackson.core",
                "-m",
                "someone/someone.Consumer"))
        .containsExactlyInAnyOrder("joy", "djl [0.0, 2.0] true", "onnx [0.0, 2.0] true");
  }

  private static String source(String name) {
    return CONSUMER.resolve(name).toString();
  }

  private static String name(Path entry) {
    return entry.getFileName() == null
        ? ""
        : entry.getFileName().toString().toLowerCase(Locale.ROOT);
  }

  private static String path(List<Path> entries) {
    return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  /** Runs a tool of this JDK and returns the lines of its standard output. */
  private List<String> run(String tool, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile(folder, tool, ".err");
    Path output = Files.createTempFile(folder, tool, ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(errors.toFile()).redirectOutput(output.toFile());
    builder.environment().put("OPT_OUT_TRACKING", "true");
    builder.environment().put("DJL_CACHE_DIR", System.getProperty("java.io.tmpdir") + "/djl-cache");
    Process process = builder.start();
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(tool + " has not ended after three minutes");
    }
    assertThat(process.exitValue())
        .as("%s said: %s", tool, Files.readString(errors, StandardCharsets.UTF_8))
        .isZero();
    return Files.readAllLines(output, StandardCharsets.UTF_8);
  }
}
