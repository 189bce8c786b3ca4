package dev.emotion4j.model;

import dev.emotion4j.math.Spec;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether the tensors of an adapter fit each other, its settings and a base. */
final class PeftTensors {
  static final String A = ".lora_A.weight";
  static final String B = ".lora_B.weight";
  static final String MAGNITUDE = ".lora_magnitude_vector";

  private static final int MOST_NAME = 1000;

  private final PeftSettings settings;
  private final Map<String, Tensor> tensors;
  private final Set<String> targets;

  PeftTensors(PeftSettings settings, Map<String, Tensor> tensors) {
    this.settings = settings;
    this.tensors = tensors;
    this.targets = Set.copyOf(settings.targetModules());
  }

  /** Returns what is wrong; empty if nothing is. */
  String problem() {
    if (tensors.isEmpty()) {
      return "there are no tensors; expected lora_A and lora_B of at least one module";
    }
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      String problem = problem(entry.getKey(), entry.getValue());
      if (!problem.isEmpty()) {
        return "'" + entry.getKey() + "' " + problem;
      }
    }
    return "";
  }

  private String problem(String name, Tensor tensor) {
    if (name.length() > MOST_NAME) {
      return "has a name of " + name.length() + " characters; expected at most " + MOST_NAME;
    }
    if (tensor.type() != Type.F32) {
      return "is " + tensor + "; expected floating point numbers";
    }
    if (name.endsWith(A)) {
      return lora(name.substring(0, name.length() - A.length()), tensor);
    }
    if (name.endsWith(B)) {
      return partner(name, B);
    }
    if (name.endsWith(MAGNITUDE)) {
      return settings.dora() ? partner(name, MAGNITUDE) : "is there although use_dora is false";
    }
    if (name.contains(".lora_")) {
      return "is a kind of LoRA tensor that the library does not know; expected lora_A, lora_B or"
          + " lora_magnitude_vector";
    }
    boolean saved = settings.modulesToSave().stream().anyMatch(m -> isInside(name, m));
    return saved
        ? ""
        : "belongs to no module of modules_to_save "
            + settings.modulesToSave()
            + " and is no LoRA tensor";
  }

  private String partner(String name, String ending) {
    String path = name.substring(0, name.length() - ending.length());
    return tensors.containsKey(path + A) ? "" : "stands alone; '" + path + A + "' is missing";
  }

  private String lora(String path, Tensor a) {
    Tensor b = tensors.get(path + B);
    if (b == null) {
      return "stands alone; '" + path + B + "' is missing";
    }
    boolean fits = a.rank() >= 2 && b.rank() == a.rank();
    if (!fits || a.dim(0) != settings.rank() || b.dim(1) != settings.rank()) {
      return "is "
          + a
          + " and its lora_B "
          + b
          + "; expected [r, in] and [out, r] with r = "
          + settings.rank();
    }
    Tensor magnitude = tensors.get(path + MAGNITUDE);
    if (settings.dora() && (magnitude == null || magnitude.size() != b.dim(0))) {
      return "has the magnitude vector " + magnitude + "; DoRA expects one of " + b.dim(0);
    }
    return targets.isEmpty() || isTarget(path)
        ? ""
        : "is not among the target_modules " + settings.targetModules();
  }

  // PEFT's rule: the whole path, or an ending of it after a dot.
  private boolean isTarget(String path) {
    if (targets.contains(path)) {
      return true;
    }
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      if (targets.contains(path.substring(dot + 1))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isInside(String name, String module) {
    return name.startsWith(module + ".") || name.contains("." + module + ".");
  }

  static void checkLora(String path, Map<String, Tensor> tensors, @Nullable Spec weight) {
    Tensor a = Objects.requireNonNull(tensors.get(path + A));
    Tensor b = Objects.requireNonNull(tensors.get(path + B));
    if (weight == null) {
      throw new IllegalArgumentException(
          "the adapter changes '"
              + path
              + "', which the base does not have: it was trained on"
              + " another base");
    }
    boolean fits =
        weight.shape().rank() == a.rank()
            && weight.shape().dim(0).number() == b.dim(0)
            && weight.shape().dim(1).number() == a.dim(1);
    if (!fits) {
      throw new IllegalArgumentException(
          "the adapter changes '"
              + path
              + "' by "
              + b
              + " x "
              + a
              + ", the base's weight is "
              + weight
              + ": it was trained on another base");
    }
  }
}
