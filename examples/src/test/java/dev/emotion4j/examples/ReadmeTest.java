package dev.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion4j.encoder.Encoders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that users read is the code that runs: README.md and docs quote regions of it. */
class ReadmeTest {
  private static final List<String> SOURCES =
      List.of(
          "main/java/dev/emotion4j/examples/Snippets.java",
          "main/java/dev/emotion4j/examples/MeanFusion.java",
          "main/java/dev/emotion4j/examples/ValueGains.java",
          "test/java/dev/emotion4j/examples/MeanFusionTest.java");
  private static final List<String> PAGES = List.of("README.md", "docs/extending.md");
  private static final Pattern QUOTED =
      Pattern.compile("<!-- region ([a-z-]+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern REGION =
      Pattern.compile("// region ([a-z-]+)\\n(.*?)\\n *// endregion", Pattern.DOTALL);

  @TempDir static Path directory;

  private static Path repository() {
    Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    while (!Files.exists(here.resolve("emotion-core/pom.xml"))) {
      here = here.getParent();
      assertThat(here).as("a parent directory that holds emotion-core").isNotNull();
    }
    return here;
  }

  @Test
  void theCodeOfTheUserPagesIsCodeThatIsCompiled() throws IOException {
    Map<String, String> regions = new LinkedHashMap<>();
    for (String source : SOURCES) {
      Path file = repository().resolve("examples/src").resolve(source);
      Matcher region = REGION.matcher(Files.readString(file));
      while (region.find()) {
        assertThat(regions.put(region.group(1), region.group(2).stripIndent().strip())).isNull();
      }
    }
    Map<String, String> quoted = new LinkedHashMap<>();
    int blocks = 0;
    for (String page : PAGES) {
      String text = Files.readString(repository().resolve(page));
      blocks += text.split("```java", -1).length - 1;
      Matcher block = QUOTED.matcher(text);
      while (block.find()) {
        quoted.put(block.group(1), block.group(2).strip());
      }
    }
    assertThat(quoted).as("Java blocks that name their region").hasSize(blocks);
    assertThat(regions).hasSizeGreaterThan(6);
    assertThat(quoted).isEqualTo(regions);
  }

  @Test
  void whatThePagesLinkToIsThere() throws IOException {
    Pattern link = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
    int links = 0;
    for (String page : PAGES) {
      Path file = repository().resolve(page);
      Matcher found = link.matcher(Files.readString(file));
      while (found.find()) {
        links++;
        assertThat(file.resolveSibling(found.group(1))).as(page).exists();
      }
    }
    assertThat(links).isGreaterThan(3);
  }

  @Test
  void theVersionInTheReadmeIsThatOfThePom() throws IOException {
    Pattern version = Pattern.compile("<version>([^<]+)</version>");
    Matcher pom = version.matcher(Files.readString(repository().resolve("pom.xml")));
    assertThat(pom.find()).isTrue();
    String readme = Files.readString(repository().resolve("README.md"));
    Matcher ours =
        Pattern.compile("<groupId>dev.emotion4j</groupId>.*?" + version, Pattern.DOTALL)
            .matcher(readme);
    List<String> versions = new ArrayList<>();
    while (ours.find()) {
      versions.add(ours.group(1));
    }
    assertThat(versions).isNotEmpty().containsOnly(pom.group(1));
  }

  @Test
  void theFirstLinesRunWithTheBuiltInModel() {
    String printed = printed(() -> withoutPyTorch(Snippets::recognize));
    assertThat(printed)
        .startsWith("joy 0.")
        .contains("all that reach their threshold: [joy")
        .contains("Provenance[model=builtin, backend=onnx, device=cpu]");
    assertThat(printed.lines().count()).isEqualTo(10);
  }

  @Test
  void manyTextsRunAndTheRecognizerMayAbstain() {
    String printed = printed(() -> Snippets.many(List.of("I love it, thank you!", "qwzx fgh")));
    assertThat(printed.lines().toList()).hasSize(2).first().isEqualTo("joy");
  }

  @Test
  void fineTuningRunsIsServedByTheOtherBackendAndExported() {
    Snippets.examples();
    Path saved = directory.resolve("my-model");
    Path file = directory.resolve("my-model.onnx");
    String printed =
        printed(
            () -> {
              try {
                Snippets.fineTune(
                    TinyCheckpoint.examples("train.jsonl"),
                    TinyCheckpoint.examples("validation.jsonl"),
                    saved);
                Snippets.serve(saved, file);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertThat(printed).contains("trainable parameters: ", "after, validation set:");
    assertThat(saved.resolve("emotion.json")).exists();
    assertThat(file).exists();
  }

  @Test
  void featuresComeFromTheEncoderAlone() {
    Path checkpoint = TinyCheckpoint.write(directory.resolve("checkpoint"), 1);
    String printed = printed(() -> Snippets.embed(Encoders.bert(checkpoint)));
    assertThat(printed).isEqualToIgnoringNewLines("2 vectors of 32");
  }

  /** Runs as with the one dependency that the README names first. */
  private static void withoutPyTorch(Runnable work) {
    WithoutBackends.run(
        () -> {
          work.run();
          return "";
        },
        "emotion-backend-djl");
  }

  private static String printed(Runnable work) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      work.run();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
