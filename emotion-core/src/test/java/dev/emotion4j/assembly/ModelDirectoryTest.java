package dev.emotion4j.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.emotion4j.evaluation.TemperatureScaling;
import dev.emotion4j.evaluation.Thresholds;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.FormatException;
import dev.emotion4j.model.Safetensors;
import dev.emotion4j.model.Sha256;
import dev.emotion4j.numbers.Models;
import dev.emotion4j.numbers.NumbersEncoder;
import dev.emotion4j.numbers.SideBySide;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.ReferenceBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDirectoryTest {
  private static final ReferenceBackend BACKEND = new ReferenceBackend();
  @TempDir private Path folder = Path.of("");
  private Path saved = Path.of("");

  @BeforeEach
  void place() {
    saved = folder.resolve("model");
  }

  private static double[] logits(EmotionModel model) {
    try (Runner runner =
        new Runner(model, BACKEND, ExecutionOptions.DEFAULT, LengthBatches.DEFAULT)) {
      return runner.run(List.of(Models.both(0.3, -0.7))).get(0).logits();
    }
  }

  private void assertRoundTrip(EmotionModel model) throws IOException {
    ModelDirectory.save(model, saved, BACKEND);
    EmotionModel loaded = ModelDirectory.load(saved);
    assertThat(logits(loaded)).isEqualTo(logits(model));
    assertThat(loaded.labels()).isEqualTo(model.labels());
    assertThat(loaded.adapters()).isEqualTo(model.adapters());
    assertThat(loaded.calibration().temperature()).isEqualTo(model.calibration().temperature());
    assertThat(loaded.calibration().thresholds().map(t -> List.of(t.value(0), t.value(2))))
        .isEqualTo(model.calibration().thresholds().map(t -> List.of(t.value(0), t.value(2))));
    assertThat(loaded.provenance()).isEqualTo(model.provenance());
    assertThat(loaded.name()).isEqualTo(model.name());
    assertThat(loaded.headDropout()).isEqualTo(model.headDropout());
  }

  @Test
  void aPlainModelComesBack() throws IOException {
    Calibration calibration =
        new Calibration(
            Calibration.Activation.SIGMOID,
            new TemperatureScaling(1.7),
            Optional.of(Thresholds.of(0.2, 0.3, 0.4)));
    assertRoundTrip(Models.plain().with(calibration));
  }

  @Test
  void aModelWithLoraComesBackWithItsHead() throws IOException {
    assertRoundTrip(Models.lora());
    assertThat(saved.resolve("adapters/lora/adapter_config.json")).exists();
    assertThat(Safetensors.of(saved.resolve(ModelDirectory.WEIGHTS)).names()).isEmpty();
  }

  @Test
  void aFullyTunedModelComesBackWithItsEncoders() throws IOException {
    EmotionModel model = Models.plain();
    Tensor changed = Initializer.normal(1).create(9, "other", List.of(3, 2));
    assertRoundTrip(model.with(model.trained().with(Map.of("voice.query.weight", changed))));
  }

  @Test
  void aHeadThatWasNeverTrainedComesBackToo() throws IOException {
    assertRoundTrip(Models.plain().with(Weights.initialized(3)));
  }

  @Test
  void savingClosesTheEncodersThatItOpened() throws IOException {
    EmotionModel model = Models.plain();
    int open = NumbersEncoder.OPEN.get();
    ModelDirectory.save(model, saved, BACKEND);
    assertThat(NumbersEncoder.OPEN.get()).isEqualTo(open);
  }

  @Test
  void whatIsWrittenWrongIsNoticedAndNothingStays() throws IOException {
    EmotionModel forgetful = Models.with(List.of(), new SideBySide(2));
    assertThatExceptionOfType(EmotionException.class)
        .isThrownBy(() -> ModelDirectory.save(forgetful, saved, BACKEND))
        .withMessageContaining("computes other logits")
        .withMessageContaining("nothing was kept");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void anExistingDirectoryIsRefusedAndStaysAsItIs() throws IOException {
    Files.createDirectories(saved);
    Files.writeString(saved.resolve("diary.txt"), "mine");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> ModelDirectory.save(Models.plain(), saved, BACKEND))
        .withMessageContaining("exists and is not empty");
    assertThat(saved.resolve("diary.txt")).hasContent("mine");
    assertThat(saved.resolve(ModelDirectory.DESCRIPTION)).doesNotExist();
  }

  @Test
  void anEmptyDirectoryIsFilled() throws IOException {
    Files.createDirectories(saved);
    assertRoundTrip(Models.plain());
  }

  private void assertRefused(String... parts) {
    int open = NumbersEncoder.OPEN.get();
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> ModelDirectory.load(saved))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    assertThat(NumbersEncoder.OPEN.get()).isEqualTo(open);
  }

  private void save(EmotionModel model) throws IOException {
    ModelDirectory.save(model, saved, BACKEND);
  }

  private void edit(String from, String to) throws IOException {
    Path file = saved.resolve(ModelDirectory.DESCRIPTION);
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }

  private void rehash(String name, String before) throws IOException {
    edit(before, Sha256.of(saved.resolve(name)));
  }

  @Test
  void noDirectoryAndNoDescriptionAreToldApart() throws IOException {
    assertRefused("there is no such directory", "EmotionRecognizer.save");
    Files.createDirectories(saved);
    assertRefused("has no emotion.json");
    Files.delete(saved);
    Files.createFile(saved);
    assertRefused("this is a file; expected a model directory");
  }

  @Test
  void aMissingWeightsFileIsNamed() throws IOException {
    save(Models.plain());
    Files.delete(saved.resolve(ModelDirectory.WEIGHTS));
    assertRefused("'weights.safetensors' is missing", "copy the whole directory");
  }

  @Test
  void aMissingAdapterFileIsNamed() throws IOException {
    save(Models.lora());
    Files.delete(saved.resolve("adapters/lora/adapter_model.safetensors"));
    assertRefused("'adapters/lora/adapter_model.safetensors' is missing");
  }

  @Test
  void aChangedFileIsNoticedByItsHash() throws IOException {
    save(Models.plain());
    Safetensors.write(saved.resolve(ModelDirectory.WEIGHTS), Map.of());
    assertRefused("'weights.safetensors' is not the file that was saved", "SHA-256");
  }

  @Test
  void truncatedWeightsAreRefusedEvenWithAFittingHash() throws IOException {
    save(Models.plain());
    Path weights = saved.resolve(ModelDirectory.WEIGHTS);
    String before = Sha256.of(weights);
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, java.util.Arrays.copyOf(bytes, bytes.length - 5));
    assertRefused("SHA-256 differs");
    rehash(ModelDirectory.WEIGHTS, before);
    assertRefused("weights.safetensors", "bytes");
  }

  @Test
  void aFileWithoutAHashIsRefused() throws IOException {
    save(Models.lora());
    edit("\"adapters/lora/adapter_config.json\"", "\"emotion.txt\"");
    Files.copy(saved.resolve("adapters/lora/adapter_config.json"), saved.resolve("emotion.txt"));
    assertRefused("no 'adapters/lora/adapter_config.json' is listed");
  }

  @Test
  void anUnknownFieldIsNamed() throws IOException {
    save(Models.plain());
    edit("\"headDropout\"", "\"mood\": 1, \"headDropout\"");
    assertRefused("unknown field 'mood'");
  }

  @Test
  void aLaterFormatIsNamedWhateverItsFieldsAre() throws IOException {
    save(Models.plain());
    Path file = saved.resolve(ModelDirectory.DESCRIPTION);
    Files.writeString(
        file,
        Files.readString(file)
            .replaceFirst("\"format\"\\s*:\\s*1", "\"format\": 2, \"new\": true"));
    assertRefused("found format 2, this version reads 1", "later one");
  }

  @Test
  void noJsonIsRefused() throws IOException {
    save(Models.plain());
    Files.writeString(saved.resolve(ModelDirectory.DESCRIPTION), "{\"format\": 1,");
    assertRefused("emotion.json");
  }

  @Test
  void aPathThatLeavesTheDirectoryIsRefused() throws IOException {
    save(Models.lora());
    edit("\"adapters/lora/", "\"../elsewhere/");
    edit("\"adapters/lora\"", "\"../elsewhere\"");
    assertRefused("'../elsewhere/adapter_config.json' leaves the model's directory");
  }

  @Test
  void valuesOutOfRangeAreErrorsOfTheFile() throws IOException {
    save(Models.plain());
    edit("\"joy\"", "\"sadness\"");
    assertRefused("emotion.json", "sadness");
  }

  @Test
  void anEncoderThatIsNotThereIsNamed() throws IOException {
    save(Models.plain());
    edit("\"numbers\",\n      \"settings\"", "\"ether\",\n      \"settings\"");
    assertRefused("no encoder provider named 'ether'; found: bert, ", ", numbers, ");
  }

  @Test
  void tensorsOfAnotherShapeAreNamed() throws IOException {
    save(Models.plain());
    replace("classifier.weight", Tensor.of(new float[8], 2, 4));
    assertRefused("classifier.weight", "of another model");
  }

  @Test
  void aTensorThatIsMissingIsNamed() throws IOException {
    save(Models.plain());
    replace("classifier.weight", null);
    assertRefused("no weights for parameter 'classifier.weight'");
  }

  @Test
  void tensorsThatBelongToNothingAreNamed() throws IOException {
    save(Models.plain());
    replace("encoder.layer.0.weight", Tensor.of(new float[8], 2, 4));
    assertRefused("1 tensors belong to no part of the model", "encoder.layer.0.weight");
  }

  @Test
  void anAdapterOfAnotherBaseIsNamed() throws IOException {
    save(Models.lora());
    String name = "adapters/lora/adapter_model.safetensors";
    Path file = saved.resolve(name);
    String before = Sha256.of(file);
    Map<String, Tensor> tensors = tensors(file);
    String path = "base_model.model.voice.query.lora_A.weight";
    assertThat(tensors).containsKey(path);
    tensors.put(path, Tensor.of(new float[10], 2, 5));
    Files.delete(file);
    Safetensors.write(file, tensors);
    rehash(name, before);
    assertRefused("voice.query.lora_A.weight", "an adapter or a base of another model");
  }

  private static Map<String, Tensor> tensors(Path file) throws IOException {
    Safetensors found = Safetensors.of(file);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : found.names()) {
      Tensor tensor = found.tensor(name);
      tensors.put(name, Tensor.of(tensor.floats(), tensor.shape()));
    }
    return tensors;
  }

  private void replace(String path, @org.jspecify.annotations.Nullable Tensor tensor)
      throws IOException {
    Path file = saved.resolve(ModelDirectory.WEIGHTS);
    String before = Sha256.of(file);
    Map<String, Tensor> tensors = tensors(file);
    tensors.remove(path);
    if (tensor != null) {
      tensors.put(path, tensor);
    }
    Safetensors.write(file, tensors);
    rehash(ModelDirectory.WEIGHTS, before);
  }
}
