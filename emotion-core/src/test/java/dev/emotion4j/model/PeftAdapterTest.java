package dev.emotion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.emotion4j.math.Shape;
import dev.emotion4j.math.Spec;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeftAdapterTest {
  private static final String QUERY = "bert.encoder.layer.0.attention.self.query";

  @TempDir Path folder;

  private static Path golden(String name) {
    return SafetensorsTest.GOLDEN.resolve(name);
  }

  private static Map<String, Spec> goldenBase() throws Exception {
    Map<String, Spec> base = new TreeMap<>();
    Safetensors.of(golden("model")).tensors().forEach((k, t) -> base.put(k, t.spec()));
    return base;
  }

  private static Tensor zeros(int... shape) {
    return Tensor.zeros(Type.F32, shape);
  }

  private static PeftSettings settings() {
    return PeftSettings.lora(2, 4, List.of("query")).withModulesToSave(List.of("classifier"));
  }

  private static Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new HashMap<>();
    tensors.put(QUERY + ".lora_A.weight", zeros(2, 8));
    tensors.put(QUERY + ".lora_B.weight", zeros(6, 2));
    tensors.put("classifier.weight", zeros(3, 8));
    return tensors;
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora", "rslora", "dora", "lora_all"})
  void whatPeftWroteIsReadAndFitsItsBase(String name) throws Exception {
    PeftAdapter adapter = PeftAdapter.read(golden(name));
    adapter.checkFits(goldenBase());
    assertThat(adapter.loraPaths()).contains(QUERY).hasSize(name.equals("lora_all") ? 12 : 4);
    assertThat(adapter.tensors()).containsKeys("classifier.weight", "classifier.bias");
    assertThat(adapter.settings().rank()).isEqualTo(4);
    assertThat(adapter.settings().alpha()).isEqualTo(8);
    assertThat(adapter.settings().dora()).isEqualTo(name.equals("dora"));
    assertThat(adapter.settings().rsLora()).isEqualTo(name.equals("rslora"));
    assertThat(adapter.settings().scale()).isEqualTo(name.equals("rslora") ? 4 : 2);
    assertThat(adapter.settings().modulesToSave()).containsExactly("classifier", "score");
    assertThat(adapter.tensors().containsKey(QUERY + ".lora_magnitude_vector"))
        .isEqualTo(name.equals("dora"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora", "rslora", "dora", "lora_all"})
  void whatIsWrittenIsReadBackEqual(String name) throws Exception {
    PeftAdapter adapter = PeftAdapter.read(golden(name));
    adapter.write(folder);
    assertThat(PeftAdapter.read(folder)).isEqualTo(adapter);
    assertThat(Safetensors.of(folder.resolve("adapter_model.safetensors")).names())
        .containsExactlyInAnyOrderElementsOf(
            Safetensors.of(golden(name).resolve("adapter_model.safetensors")).names());
  }

  @Test
  void aPatternOfTargetsIsKept() throws Exception {
    PeftSettings pattern =
        new PeftSettings(
            2, 4.5, List.of(), ".*query", 0.1, true, false, List.of("classifier"), "x", "SEQ_CLS");
    new PeftAdapter(pattern, tensors()).write(folder);
    assertThat(PeftAdapter.read(folder).settings()).isEqualTo(pattern);
  }

  private FormatException refused(Map<String, Object> change) throws Exception {
    new PeftAdapter(settings(), tensors()).write(folder);
    Path config = folder.resolve("adapter_config.json");
    Map<String, Object> tree = new LinkedHashMap<>();
    Json.read(config).fields().forEach((k, v) -> tree.put(k, v.tree()));
    tree.putAll(change);
    Files.writeString(config, Json.write(tree));
    FormatException[] thrown = new FormatException[1];
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> PeftAdapter.read(folder))
        .satisfies(e -> thrown[0] = e);
    return thrown[0];
  }

  @ParameterizedTest
  @CsvSource({
    "rank_pattern, '{\"query\": 4}'",
    "alpha_pattern, '{\"query\": 4}'",
    "layers_to_transform, '[0]'",
    "layer_replication, '[[0, 1]]'",
    "lora_bias, true",
    "use_qalora, true",
    "trainable_token_indices, '[1]'",
    "target_parameters, '[\"x\"]'",
    "alora_invocation_tokens, '[1]'",
    "loftq_config, '{\"loftq_bits\": 4}'",
    "made_up_setting, 1"
  })
  void aSettingThatChangesTheMathematicsIsRefusedByName(String field, String value)
      throws Exception {
    assertThat(refused(Map.of(field, Json.parse("x", value).tree())))
        .hasMessageStartingWith("adapter_config.json: at " + field)
        .hasMessageContaining("may change what the adapter computes");
  }

  @Test
  void anotherMethodIsRefused() throws Exception {
    assertThat(refused(Map.of("peft_type", "IA3")))
        .hasMessage("adapter_config.json: at peft_type: found the method 'IA3'; expected LORA");
  }

  @Test
  void trainedBiasesAreRefused() throws Exception {
    assertThat(refused(Map.of("bias", "lora_only")))
        .hasMessageContaining("at bias: found 'lora_only'");
  }

  @Test
  void transposedWeightsAreRefused() throws Exception {
    assertThat(refused(Map.of("fan_in_fan_out", true)))
        .hasMessageContaining("at fan_in_fan_out: found true");
  }

  @Test
  void initialisersThatChangeTheBaseAreRefused() throws Exception {
    assertThat(refused(Map.of("init_lora_weights", "pissa")))
        .hasMessageContaining("at init_lora_weights: found 'pissa'");
  }

  @Test
  void valuesOutOfRangeAreRefused() throws Exception {
    assertThat(refused(Map.of("r", 0L))).hasMessageContaining("at r: found 0");
    assertThat(refused(Map.of("lora_alpha", -1L))).hasMessageContaining("lora_alpha -1.0");
    assertThat(refused(Map.of("lora_dropout", 1L))).hasMessageContaining("lora_dropout 1.0");
    assertThat(refused(Map.of("target_modules", List.of())))
        .hasMessageContaining("target_modules is empty");
    assertThat(refused(Map.of("target_modules", List.of(1L))))
        .hasMessageContaining("at target_modules[0]: found a whole number, expected a string");
  }

  @Test
  void anotherRankThanTheTensorsHaveIsRefused() throws Exception {
    assertThat(refused(Map.of("r", 3L)))
        .hasMessageStartingWith("adapter_model.safetensors: '" + QUERY + ".lora_A.weight' is")
        .hasMessageContaining("expected [r, in] and [out, r] with r = 3");
  }

  @Test
  void tensorsOfModulesThatAreNoTargetsAreRefused() throws Exception {
    assertThat(refused(Map.of("target_modules", List.of("value"))))
        .hasMessageContaining("is not among the target_modules [value]");
  }

  @Test
  void aMissingFileIsRefusedWithWhatToDo() {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> PeftAdapter.read(folder))
        .withMessageContaining("the file adapter_config.json is missing")
        .withMessageContaining("safe_serialization=True");
  }

  @Test
  void moreThanAHundredModulesToSaveAreRefused() throws Exception {
    List<String> many = IntStream.range(0, 101).mapToObj(i -> "m" + i).toList();
    assertThat(refused(Map.of("modules_to_save", many)))
        .hasMessageContaining("at modules_to_save: found 101 names, expected at most 100");
  }

  @Test
  void aTensorWithoutPeftsPrefixIsRefused() throws Exception {
    new PeftAdapter(settings(), tensors()).write(folder);
    Safetensors.write(folder.resolve("adapter_model.safetensors"), tensors());
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> PeftAdapter.read(folder))
        .withMessageContaining("the name does not begin with 'base_model.model.'");
  }

  private static void refusedTensors(Map<String, Tensor> change, String message) {
    Map<String, Tensor> tensors = tensors();
    tensors.putAll(change);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PeftAdapter(settings(), tensors))
        .withMessageStartingWith("PEFT adapter: ")
        .withMessageContaining(message);
  }

  @Test
  void tensorsThatContradictEachOtherAreRefused() {
    refusedTensors(Map.of("x.lora_A.weight", zeros(2, 8)), "'x.lora_B.weight' is missing");
    refusedTensors(Map.of("x.lora_B.weight", zeros(8, 2)), "'x.lora_A.weight' is missing");
    refusedTensors(Map.of(QUERY + ".lora_B.weight", zeros(6, 3)), "with r = 2");
    refusedTensors(Map.of(QUERY + ".lora_E.weight", zeros(6)), "a kind of LoRA tensor");
    refusedTensors(Map.of(QUERY + ".lora_magnitude_vector", zeros(6)), "use_dora is false");
    refusedTensors(Map.of("x".repeat(1001), zeros(1)), "has a name of 1001 characters");
    refusedTensors(Map.of("pooler.weight", zeros(6)), "belongs to no module of modules_to_save");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PeftAdapter(settings().withDora(true), tensors()))
        .withMessageContaining("has the magnitude vector null; DoRA expects one of 6");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PeftAdapter(settings(), Map.of()))
        .withMessageContaining("there are no tensors");
  }

  @Test
  void anAdapterOfAnotherBaseIsRefusedWithTheReason() throws Exception {
    PeftAdapter adapter = PeftAdapter.read(golden("lora"));
    Map<String, Spec> base = goldenBase();
    base.remove(QUERY + ".weight");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> adapter.checkFits(base))
        .withMessageContaining("'" + QUERY + "', which the base does not have");
    Map<String, Spec> other = goldenBase();
    other.put("classifier.weight", new Spec(Type.F32, Shape.of(99, 16)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> adapter.checkFits(other))
        .withMessageContaining("it was trained on another base or label set");
  }

  @Test
  void everyPairOfDifferentSizesIsRefused() {
    SplittableRandom random = new SplittableRandom(7);
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      int out = 1 + random.nextInt(8);
      int in = 1 + random.nextInt(8);
      Map<String, Spec> base = Map.of(QUERY + ".weight", new Spec(Type.F32, Shape.of(out, in)));
      PeftAdapter adapter = new PeftAdapter(settings(), tensors());
      if (out == 6 && in == 8) {
        adapter.checkFits(base);
        continue;
      }
      try {
        adapter.checkFits(base);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("it was trained on another base");
        refused++;
        continue;
      }
      assertThat(List.of(out, in)).as("accepted").isEqualTo(List.of(6, 8));
    }
    assertThat(refused).isGreaterThan(4_800);
  }

  @Test
  void damagedConfigurationsGiveFormatExceptionsOnly() throws Exception {
    Safetensors weights = Safetensors.of(golden("dora").resolve("adapter_model.safetensors"));
    byte[] config = Files.readAllBytes(golden("dora").resolve("adapter_config.json"));
    Mutants.run(
        List.of(config),
        Mutants.count(50_000),
        bytes -> PeftAdapter.of(Json.parse("adapter_config.json", bytes), weights));
  }

  @Test
  void damagedWeightsGiveFormatExceptionsOnly() throws Exception {
    Json config = Json.read(golden("dora").resolve("adapter_config.json"));
    byte[] weights = Files.readAllBytes(golden("dora").resolve("adapter_model.safetensors"));
    Mutants.run(
        List.of(weights),
        Mutants.count(50_000),
        bytes -> PeftAdapter.of(config, Safetensors.parse("a.safetensors", bytes)));
  }

  @Test
  void toStringTellsNoNumbersOfTheTensors() {
    assertThat(new PeftAdapter(settings(), tensors()).toString()).endsWith("3 tensors]");
  }
}
