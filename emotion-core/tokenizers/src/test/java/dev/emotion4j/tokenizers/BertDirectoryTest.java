package dev.emotion4j.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion4j.assembly.Calibration;
import dev.emotion4j.assembly.EmotionModel;
import dev.emotion4j.assembly.ModelDirectory;
import dev.emotion4j.encoder.Bert;
import dev.emotion4j.encoder.BertEncoderProvider;
import dev.emotion4j.encoder.Encoders;
import dev.emotion4j.encoder.TextEncoder;
import dev.emotion4j.encoder.TextOptions;
import dev.emotion4j.encoder.TokenPooling;
import dev.emotion4j.fusion.Fusion;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.PeftAdapter;
import dev.emotion4j.peft.Adapters;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.signal.Text;
import dev.emotion4j.spi.Adapter;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.ReferenceBackend;
import dev.emotion4j.testkit.EncoderContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BertDirectoryTest {
  @TempDir static Path directory;

  private static final TextOptions SHORT = TextOptions.DEFAULT.maxTokens(16);

  @BeforeAll
  static void write() throws IOException {
    TinyCheckpoint.write(directory);
  }

  @Nested
  class Contract extends EncoderContract {
    @Override
    protected ModalityEncoder encoder() {
      return Encoders.bert(directory, SHORT);
    }

    @Override
    protected List<? extends Signal> signals() {
      return List.of(
          Text.of("I am so happy!"),
          Text.of("sad"),
          Text.of("not fine"),
          Text.of("I am so so so so so so happy."),
          Text.of("angry 😂"));
    }
  }

  @Nested
  class ContractWithPooler extends EncoderContract {
    @Override
    protected ModalityEncoder encoder() {
      return Encoders.bert(directory, SHORT.pooling(TokenPooling.POOLER));
    }

    @Override
    protected List<? extends Signal> signals() {
      return new Contract().signals();
    }
  }

  @Test
  void wordsPiecesAndEmojiBecomeIds() {
    try (TextEncoder encoder = Encoders.bert(directory, SHORT)) {
      var row = encoder.prepare(List.of(Text.of("ANGRY, not so 😂"))).get(0);
      assertThat(row.tensors().get(Bert.INPUT_IDS).longs())
          .containsExactly(2, 18, 19, 1, 9, 6, 11, 12, 13, 14, 15, 3);
    }
  }

  @Test
  void theDirectoryIsOpenedAgainFromItsSettingsAndItsHashChecked() {
    Map<String, String> settings;
    try (TextEncoder encoder = Encoders.bert(directory, SHORT)) {
      settings = encoder.settings();
    }
    assertThat(settings).containsEntry("maxTokens", "16").containsKeys("directory", "sha256");
    var provider = new BertEncoderProvider();
    provider.open(settings, Path.of("")).close();
    Map<String, String> relative = new TreeMap<>(settings);
    relative.put("directory", String.valueOf(directory.getFileName()));
    provider.open(relative, directory.getParent()).close();
    Map<String, String> other = new TreeMap<>(settings);
    other.put("sha256", "0".repeat(64));
    assertThatThrownBy(() -> provider.open(other, Path.of("")))
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("SHA-256");
    Map<String, String> unknown = new TreeMap<>(settings);
    unknown.put("colour", "red");
    assertThatThrownBy(() -> provider.open(unknown, Path.of(""))).hasMessageContaining("[colour]");
  }

  private static EmotionModel model(Adapter adapter) {
    TextEncoder encoder = Encoders.bert(directory, SHORT);
    EmotionModel start =
        new EmotionModel(
            "tiny",
            LabelSet.EKMAN,
            List.of(encoder),
            Fusion.concat(),
            List.of(adapter),
            Weights.of(Map.of()),
            0,
            Calibration.NONE,
            Map.of());
    Map<String, Tensor> trained = new TreeMap<>();
    for (Parameter p : start.networks().whole(Set.of(Modality.TEXT)).parameters()) {
      if (!start.weights().paths().contains(p.path())) {
        trained.put(p.path(), Initializer.normal(0.5).create(9, p.path(), p.shape()));
      }
    }
    return start.with(Weights.of(trained));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora", "dora"})
  void anAdaptedModelIsWrittenAsPeftWritesAdapters(String method, @TempDir Path target)
      throws IOException {
    Adapter adapter = method.equals("dora") ? Adapters.dora(2, 4) : Adapters.lora(2, 4).on("query");
    Path saved = target.resolve("model");
    EmotionModel model = model(adapter);
    try {
      ModelDirectory.save(model, saved, new ReferenceBackend()); // compares the logits
    } finally {
      model.encoders().forEach(ModalityEncoder::close);
    }
    assertThat(Adapters.of(PeftAdapter.read(saved.resolve("adapters/" + method)).settings()))
        .isEqualTo(adapter);
  }

  @Test
  void moreTokensThanPositionsAreRefused() {
    assertThatThrownBy(() -> Encoders.bert(directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxTokens 128")
        .hasMessageContaining("16");
  }

  @Test
  void aMissingFileIsNamed(@TempDir Path other) throws IOException {
    TinyCheckpoint.write(other);
    Files.delete(other.resolve("tokenizer.json"));
    assertThatThrownBy(() -> Encoders.bert(other, SHORT))
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("tokenizer.json");
    Files.delete(other.resolve("config.json"));
    assertThatThrownBy(() -> Encoders.bert(other, SHORT))
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("config.json");
  }

  @Test
  void aCheckpointOfOtherSizesIsRefusedWithTheParameter(@TempDir Path other) throws IOException {
    TinyCheckpoint.write(other);
    Path config = other.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("12", "10"));
    assertThatThrownBy(() -> Encoders.bert(other, SHORT))
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("intermediate.dense.weight");
  }
}
