package dev.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What holds for every package of the repository, the kit's and the benchmarks' included. The
 * modules' sources are walked rather than their classes: they are there whatever has been built.
 */
class PackagesTest {
  private static final List<String> ROOTS = List.of("src/main/java", "src/main/resources");

  @Test
  void aPackageIsInOneJarOnly() throws IOException {
    Map<String, TreeSet<String>> modules = modulesByPackage(repository());
    assertThat(modules)
        .as("packages that were found")
        .containsKeys(
            "dev.emotion4j.math",
            "dev.emotion4j.testkit",
            "dev.emotion4j.tokenizers",
            "dev.emotion4j.fusion",
            "dev.emotion4j.backend.djl",
            "dev.emotion4j.backend.onnx",
            "dev.emotion4j.builtin",
            "dev.emotion4j.benchmarks",
            "dev.emotion4j.examples");
    modules.values().removeIf(owners -> owners.size() == 1);
    assertThat(modules).as("packages in more than one module").isEmpty();
  }

  @Test
  void everyPackageSaysThatItIsNullMarked() throws IOException {
    List<Path> unmarked = new ArrayList<>();
    int judged = 0;
    for (Path module : modules(repository())) {
      Path root = module.resolve("src/main/java");
      for (String name : packages(root)) {
        Path info = root.resolve(name.replace('.', '/')).resolve("package-info.java");
        judged++;
        if (!Files.exists(info) || !Files.readString(info).contains("\n@NullMarked\npackage ")) {
          unmarked.add(info);
        }
      }
    }
    assertThat(judged).as("packages that were found").isGreaterThan(8);
    assertThat(unmarked).as("package-info.java that is missing or has no @NullMarked").isEmpty();
  }

  private static Path repository() {
    Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    while (!Files.exists(here.resolve("emotion-core/pom.xml"))) {
      here = here.getParent();
      assertThat(here).as("a parent directory that holds emotion-core").isNotNull();
    }
    return here;
  }

  private static Map<String, TreeSet<String>> modulesByPackage(Path repository) throws IOException {
    Map<String, TreeSet<String>> found = new TreeMap<>();
    for (Path module : modules(repository)) {
      for (String root : ROOTS) {
        for (String name : packages(module.resolve(root))) {
          String owner = repository.relativize(module).toString();
          found.computeIfAbsent(name, absent -> new TreeSet<>()).add(owner);
        }
      }
    }
    return found;
  }

  private static List<Path> modules(Path repository) throws IOException {
    try (Stream<Path> poms = Files.walk(repository, 3)) {
      return poms.filter(path -> path.endsWith("pom.xml")).map(Path::getParent).toList();
    }
  }

  /** Packages under a source root: folders of our name space that hold files. */
  private static List<String> packages(Path root) throws IOException {
    if (!Files.isDirectory(root.resolve("dev/emotion4j"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root.resolve("dev/emotion4j"))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file.getParent()).toString().replaceAll("[/\\\\]", "."))
          .distinct()
          .toList();
    }
  }
}
