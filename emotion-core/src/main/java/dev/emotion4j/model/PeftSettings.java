package dev.emotion4j.model;

import java.util.List;

/**
 * What a PEFT {@code adapter_config.json} of type LORA says. Immutable.
 *
 * @param rank the rank {@code r}, 1 or more
 * @param alpha {@code lora_alpha}; the update is scaled by alpha / r, or alpha / sqrt(r) for rsLoRA
 * @param targetModules the names of adapted modules, or their endings after a dot; empty if {@code
 *     targetPattern} is used
 * @param targetPattern a regular expression of whole module paths, or {@code all-linear}; empty if
 *     {@code targetModules} is used. Never evaluated when a file is read
 * @param dropout {@code lora_dropout}, 0 to below 1; training only
 * @param rsLora whether the scale is alpha / sqrt(r)
 * @param dora whether the weight is decomposed into magnitude and direction
 * @param modulesToSave names of modules that are trained and stored whole, such as {@code
 *     classifier}
 * @param base {@code base_model_name_or_path}; empty if the file does not say
 * @param taskType for example {@code SEQ_CLS}; empty if the file does not say
 */
public record PeftSettings(
    int rank,
    double alpha,
    List<String> targetModules,
    String targetPattern,
    double dropout,
    boolean rsLora,
    boolean dora,
    List<String> modulesToSave,
    String base,
    String taskType) {
  /** Checks the ranges and copies the lists. */
  public PeftSettings {
    targetModules = targetModules.stream().distinct().toList();
    modulesToSave = modulesToSave.stream().distinct().toList();
    if (rank < 1) {
      throw new IllegalArgumentException("rank " + rank + "; expected 1 or more");
    }
    if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("lora_alpha " + alpha + "; expected more than 0");
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("lora_dropout " + dropout + "; expected 0 to below 1");
    }
    if (targetModules.isEmpty() == targetPattern.isEmpty()) {
      throw new IllegalArgumentException(
          "target_modules is "
              + (targetModules.isEmpty() ? "empty" : "a list and a pattern")
              + "; expected names or one pattern");
    }
  }

  /** Returns LoRA on the named modules, without dropout and without modules saved whole. */
  public static PeftSettings lora(int rank, double alpha, List<String> targetModules) {
    return new PeftSettings(
        rank, alpha, targetModules, "", 0, false, false, List.of(), "", "FEATURE_EXTRACTION");
  }

  /** Returns the factor of the low-rank update. */
  public double scale() {
    return rsLora ? alpha / Math.sqrt(rank) : alpha / rank;
  }

  /** Returns a copy with this dropout. */
  public PeftSettings withDropout(double value) {
    return new PeftSettings(
        rank,
        alpha,
        targetModules,
        targetPattern,
        value,
        rsLora,
        dora,
        modulesToSave,
        base,
        taskType);
  }

  /** Returns a copy that scales by alpha / sqrt(r). */
  public PeftSettings withRsLora(boolean value) {
    return new PeftSettings(
        rank,
        alpha,
        targetModules,
        targetPattern,
        dropout,
        value,
        dora,
        modulesToSave,
        base,
        taskType);
  }

  /** Returns a copy with or without magnitude vectors. */
  public PeftSettings withDora(boolean value) {
    return new PeftSettings(
        rank,
        alpha,
        targetModules,
        targetPattern,
        dropout,
        rsLora,
        value,
        modulesToSave,
        base,
        taskType);
  }

  /** Returns a copy that stores these modules whole. */
  public PeftSettings withModulesToSave(List<String> value) {
    return new PeftSettings(
        rank, alpha, targetModules, targetPattern, dropout, rsLora, dora, value, base, taskType);
  }

  /** Returns a copy that names its base and its task. */
  public PeftSettings withBase(String value, String task) {
    return new PeftSettings(
        rank,
        alpha,
        targetModules,
        targetPattern,
        dropout,
        rsLora,
        dora,
        modulesToSave,
        value,
        task);
  }
}
