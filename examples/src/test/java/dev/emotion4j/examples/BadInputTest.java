package dev.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.Recognition;
import dev.emotion4j.encoder.Encoders;
import dev.emotion4j.peft.Adapters;
import dev.emotion4j.peft.Targets;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.tuning.Example;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user reads after a mistake: what was found, what was expected, and what to do. */
class BadInputTest {
  private static final List<Example> TRAIN = TinyCheckpoint.examples("train.jsonl");

  @TempDir static Path directory;
  private static Path checkpoint;
  private static Path model;
  private static Path lora;

  @BeforeAll
  static void makeModels() throws IOException {
    model = TinyCheckpoint.model(directory, 1);
    checkpoint = directory.resolve("checkpoint-1");
    lora = tuned("lora", 1);
  }

  private static Path tuned(String name, long seed) throws IOException {
    Path saved = directory.resolve(name);
    try (EmotionRecognizer start = start(checkpoint)) {
      start
          .fineTune()
          .adapter(Adapters.lora(2, 4).on(Targets.ALL_LINEAR))
          .epochs(1)
          .seed(seed)
          .fit(TRAIN, TRAIN)
          .save(saved);
    }
    return saved;
  }

  private static EmotionRecognizer start(Path base) {
    return EmotionRecognizer.builder()
        .text(Encoders.bert(base))
        .labels(TinyCheckpoint.LABELS)
        .backend("onnx")
        .build();
  }

  private static EmotionRecognizer load(Path path) throws IOException {
    return EmotionRecognizer.builder().load(path).backend("onnx").build();
  }

  private static Path copy(Path from, String name) throws IOException {
    Path to = directory.resolve(name);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(
            Files.isDirectory(file)
                ? target
                : java.util.Objects.requireNonNull(target.getParent()));
        if (Files.isRegularFile(file)) {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    return to;
  }

  private static void truncate(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 100);
    }
  }

  private static AbstractThrowableAssert<?, ?> assertLoading(Path path) {
    return assertThatThrownBy(() -> load(path).close()).isInstanceOf(EmotionException.class);
  }

  @Test
  void emptyAndBlankTexts() throws IOException {
    try (EmotionRecognizer recognizer = load(model)) {
      assertThatThrownBy(() -> recognizer.recognize(""))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the text is empty; expected at least one visible character");
      assertThatThrownBy(() -> recognizer.recognize(" \n\t"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the text is blank (3 white-space or invisible characters)");
    }
  }

  @Test
  void aMegabyteOfTextIsCutWithANote() throws IOException {
    try (EmotionRecognizer recognizer = load(model)) {
      Recognition result = recognizer.recognize("dark ".repeat(200_000));
      assertThat(result.notes())
          .anyMatch(note -> note.startsWith("cut from 1000000 to "))
          .contains("truncated to 128 tokens");
    }
  }

  @Test
  void loneSurrogatesAreReplacedWithANote() throws IOException {
    try (EmotionRecognizer recognizer = load(model)) {
      Recognition result = recognizer.recognize("broken \uD83D emoji \uDE00");
      assertThat(result.notes()).containsExactly("2 broken surrogate characters replaced");
    }
  }

  @Test
  void aModelDirectoryThatIsNotThere() {
    assertLoading(directory.resolve("nothing"))
        .hasMessageContaining("there is no such directory; expected a model directory");
  }

  @Test
  void aDirectoryThatHoldsNoModel() {
    assertLoading(checkpoint).hasMessageContaining("the directory has no emotion.json");
  }

  @Test
  void aModelDirectoryWithAMissingFile() throws IOException {
    Path broken = copy(lora, "missing");
    Files.delete(broken.resolve("adapters/lora/adapter_model.safetensors"));
    assertLoading(broken)
        .hasMessageContaining("the file 'adapters/lora/adapter_model.safetensors' is missing")
        .hasMessageContaining("copy the whole directory");
  }

  @Test
  void aModelDirectoryWithATruncatedFile() throws IOException {
    Path broken = copy(model, "truncated");
    truncate(broken.resolve("weights.safetensors"));
    assertLoading(broken)
        .hasMessageContaining("'weights.safetensors' is not the file that was saved");
  }

  @Test
  void aDescriptionThatIsCutOff() throws IOException {
    Path broken = copy(model, "cut");
    truncate(broken.resolve("emotion.json"));
    assertLoading(broken).hasMessageContaining("emotion.json");
  }

  @Test
  void aDescriptionOfALaterVersion() throws IOException {
    Path later = copy(model, "later");
    edit(later, "\"format\": 1", "\"format\": 2");
    assertLoading(later)
        .hasMessageContaining("emotion.json: at format: found format 2, this version reads 1");
  }

  @Test
  void aDescriptionWithAFieldThatNobodyKnows() throws IOException {
    Path odd = copy(model, "odd");
    edit(odd, "\"format\": 1", "\"format\": 1, \"colour\": \"red\"");
    assertLoading(odd).hasMessageContaining("unknown field 'colour'");
  }

  private static void edit(Path path, String from, String to) throws IOException {
    Path file = path.resolve("emotion.json");
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }

  @Test
  void aCheckpointThatIsTruncated() throws IOException {
    Path broken = copy(checkpoint, "checkpoint-truncated");
    truncate(broken.resolve("model.safetensors"));
    assertThatThrownBy(() -> Encoders.bert(broken).close())
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("model.safetensors");
  }

  @Test
  void aCheckpointWithAMissingFile() throws IOException {
    Path broken = copy(checkpoint, "checkpoint-missing");
    Files.delete(broken.resolve("tokenizer.json"));
    assertThatThrownBy(() -> Encoders.bert(broken).close())
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("tokenizer.json' does not exist; expected a Hugging Face directory");
  }

  @Test
  void aModelWhoseBaseIsAnother() throws IOException {
    TinyCheckpoint.write(directory.resolve("checkpoint-2"), 2);
    Path moved = copy(lora, "moved");
    edit(moved, "checkpoint-1", "checkpoint-2");
    assertLoading(moved)
        .hasMessageContaining("this model was made on ")
        .hasMessageContaining("Use the same version of the base");
  }

  @Test
  void aModelWhoseBaseIsGone() throws IOException {
    Path moved = copy(lora, "gone");
    edit(moved, "checkpoint-1", "checkpoint-gone");
    assertLoading(moved).hasMessageContaining("does not exist; expected a Hugging Face directory");
  }

  @Test
  void anAdapterOfAnotherModel() throws IOException {
    Path other = tuned("lora-other", 2);
    Path mixed = copy(lora, "mixed");
    String file = "adapters/lora/adapter_model.safetensors";
    Files.copy(other.resolve(file), mixed.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    assertLoading(mixed).hasMessageContaining("'" + file + "' is not the file that was saved");
  }

  @Test
  void twoBackendsAndNoChoice() {
    assertThatThrownBy(() -> EmotionRecognizer.load(model).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "more than one backend on the class path: djl, onnx. Choose one by name:"
                + " EmotionRecognizer.builder().backend(\"djl\")");
  }

  @Test
  void aBackendThatIsNotThere() {
    assertThatThrownBy(
            () -> EmotionRecognizer.builder().load(model).backend("onxx").build().close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no backend named 'onxx'; found: djl, onnx. Add dev.emotion4j:emotion-backend-onnx or"
                + " dev.emotion4j:emotion-backend-djl to the class path");
  }

  @Test
  void noBackendAtAll() {
    assertThatThrownBy(
            () ->
                WithoutBackends.run(
                    () -> unchecked(model), "emotion-backend-djl", "emotion-backend-onnx"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no backend; found: none. Add dev.emotion4j:emotion-backend-onnx");
  }

  private static Object unchecked(Path path) {
    try (EmotionRecognizer recognizer = EmotionRecognizer.load(path)) {
      return recognizer.provenance();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void noBackendThatTrains() throws IOException {
    try (EmotionRecognizer recognizer = load(model)) {
      assertThatThrownBy(
              () ->
                  WithoutBackends.run(
                      () -> recognizer.fineTune().headOnly().fit(TRAIN, TRAIN),
                      "emotion-backend-djl"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no backend on the class path can train")
          .hasMessageContaining("Add dev.emotion4j:emotion-backend-djl")
          .hasMessageContaining("ai.djl.pytorch:pytorch-native-cpu");
      assertThatThrownBy(
              () -> recognizer.fineTune().trainingBackend("onnx").headOnly().fit(TRAIN, TRAIN))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("backend 'onnx' does not train; use djl");
    }
  }

  @Test
  void anUnknownLabelInTheTrainingData() throws IOException {
    List<Example> odd = List.of(Example.of("so dull", "boredom"));
    try (EmotionRecognizer recognizer = load(model)) {
      assertThatThrownBy(() -> recognizer.fineTune().headOnly().fit(odd, odd))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("unknown label 'boredom'; known: anger, disgust, fear, joy");
    }
  }

  @Test
  void noTrainingExamples() throws IOException {
    try (EmotionRecognizer recognizer = load(model)) {
      assertThatThrownBy(() -> recognizer.fineTune().headOnly().fit(List.of(), TRAIN))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("training");
    }
  }

  @Test
  void aRecognizerThatIsClosed() throws IOException {
    EmotionRecognizer recognizer = load(model);
    recognizer.close();
    recognizer.close();
    assertThatThrownBy(() -> recognizer.recognize("hello"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aDirectoryThatIsTaken() throws IOException {
    try (EmotionRecognizer recognizer = load(model)) {
      assertThatThrownBy(() -> recognizer.save(lora))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("exists and is not empty; choose a new name or remove it first");
    }
  }

  @Test
  void noModelOrTwo() throws IOException {
    assertThatThrownBy(() -> EmotionRecognizer.builder().backend("onnx").build().close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no model: call builtIn(), load(directory), or text(encoder)");
    assertThatThrownBy(
            () ->
                EmotionRecognizer.builder()
                    .load(model)
                    .text(Encoders.bert(checkpoint))
                    .backend("onnx")
                    .build()
                    .close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("both a ready model and encoders or fusion were given");
  }

  @Test
  void anUntunedModelIsSavedWithTheHeadItHas() throws IOException {
    Path saved = directory.resolve("untuned");
    try (EmotionRecognizer recognizer = start(checkpoint)) {
      recognizer.save(saved);
      try (EmotionRecognizer loaded = load(saved)) {
        assertThat(loaded.recognize("hello").logits())
            .isEqualTo(recognizer.recognize("hello").logits());
      }
    }
  }
}
