package dev.emotion4j.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code adapter_config.json}, read and written. */
final class PeftConfig {
  /** Fields that are read. */
  private static final Set<String> READ =
      Set.of(
          "peft_type",
          "r",
          "lora_alpha",
          "target_modules",
          "lora_dropout",
          "bias",
          "use_rslora",
          "use_dora",
          "modules_to_save",
          "base_model_name_or_path",
          "task_type",
          "fan_in_fan_out",
          "init_lora_weights");

  /**
   * Fields that do not change what a saved adapter computes: notes, and settings of features that
   * have a switch of their own (which must be off). Exclusions are in the tensors already.
   */
  private static final Set<String> NEUTRAL =
      Set.of(
          "auto_mapping",
          "revision",
          "peft_version",
          "inference_mode",
          "megatron_core",
          "qalora_group_size",
          "exclude_modules",
          "runtime_config",
          "parent_library");

  /** Initialisations that leave the base as it is; others (PiSSA, OLoRA ...) change its weights. */
  private static final Set<String> INITIALISERS = Set.of("gaussian", "orthogonal");

  private static final int MOST_SAVED = 100;

  private PeftConfig() {}

  static PeftSettings read(Json config) {
    String type = config.get("peft_type").text();
    if (!type.equals("LORA")) {
      throw config.get("peft_type").error("found the method '" + type + "'; expected LORA");
    }
    refuseForeign(config);
    Json targets = config.get("target_modules");
    boolean list = targets.isList();
    try {
      return new PeftSettings(
          config.get("r").integer(1, 1 << 20),
          config.get("lora_alpha").number(),
          list ? targets.texts() : List.of(),
          list ? "" : targets.text(),
          config.find("lora_dropout").map(Json::number).orElse(0.0),
          isOn(config, "use_rslora"),
          isOn(config, "use_dora"),
          modulesToSave(config),
          config.find("base_model_name_or_path").map(Json::text).orElse(""),
          config.find("task_type").map(Json::text).orElse(""));
    } catch (IllegalArgumentException e) {
      throw config.error(e.getMessage() == null ? "a value is out of range" : e.getMessage());
    }
  }

  private static List<String> modulesToSave(Json config) {
    List<String> modules = config.find("modules_to_save").map(Json::texts).orElse(List.of());
    if (modules.size() > MOST_SAVED) {
      throw config
          .get("modules_to_save")
          .error("found " + modules.size() + " names, expected at most " + MOST_SAVED);
    }
    return modules;
  }

  private static boolean isOn(Json config, String field) {
    return config.find(field).map(Json::truth).orElse(false);
  }

  private static void refuseForeign(Json config) {
    String bias = config.find("bias").map(Json::text).orElse("none");
    if (!bias.equals("none")) {
      throw config.get("bias").error("found '" + bias + "'; the library adapts no biases: 'none'");
    }
    if (isOn(config, "fan_in_fan_out")) {
      throw config
          .get("fan_in_fan_out")
          .error("found true; the library keeps weights as [out, in], expected false");
    }
    Json initial = config.find("init_lora_weights").orElse(config);
    if (initial.isText() && !INITIALISERS.contains(initial.text())) {
      throw initial.error(
          "found '"
              + initial.text()
              + "', which changes the weights of the base; convert the"
              + " adapter to plain LoRA in Python first");
    }
    config
        .fields()
        .forEach(
            (key, value) -> {
              if (!READ.contains(key) && !NEUTRAL.contains(key) && !isOff(value.tree())) {
                throw value.error(
                    "the setting is on and may change what the adapter computes; the library does"
                        + " not support it. Save the adapter without it");
              }
            });
  }

  private static boolean isOff(@Nullable Object value) {
    return value == null
        || value.equals(false)
        || value instanceof List<?> list && list.isEmpty()
        || value instanceof Map<?, ?> map && map.isEmpty();
  }

  static Map<String, @Nullable Object> tree(PeftSettings settings) {
    Map<String, @Nullable Object> tree = new TreeMap<>();
    tree.put("peft_type", "LORA");
    tree.put("r", settings.rank());
    tree.put("lora_alpha", whole(settings.alpha()));
    tree.put("lora_dropout", settings.dropout());
    tree.put(
        "target_modules",
        settings.targetPattern().isEmpty() ? settings.targetModules() : settings.targetPattern());
    tree.put("bias", "none");
    tree.put("use_rslora", settings.rsLora());
    tree.put("use_dora", settings.dora());
    tree.put(
        "modules_to_save", settings.modulesToSave().isEmpty() ? null : settings.modulesToSave());
    tree.put("base_model_name_or_path", settings.base().isEmpty() ? null : settings.base());
    tree.put("task_type", settings.taskType().isEmpty() ? null : settings.taskType());
    tree.put("fan_in_fan_out", false);
    tree.put("inference_mode", true);
    tree.put("init_lora_weights", true);
    return new LinkedHashMap<>(tree);
  }

  // PEFT declares lora_alpha as an integer.
  private static Number whole(double value) {
    return value == Math.rint(value) && value < 1e15 ? (Number) (long) value : (Number) value;
  }
}
