package dev.emotion4j.model;

import dev.emotion4j.math.Spec;
import dev.emotion4j.math.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A LoRA, rsLoRA or DoRA adapter as a directory of Hugging Face PEFT: {@code adapter_config.json}
 * and {@code adapter_model.safetensors}. Immutable and safe for use by several threads.
 *
 * <p>Tensors stand under our paths, that is without PEFT's {@code base_model.model.}: {@code
 * <path>.lora_A.weight [rank, in]}, {@code <path>.lora_B.weight [out, rank]}, {@code
 * <path>.lora_magnitude_vector [out]} (DoRA), and whole modules that were trained, such as {@code
 * classifier.weight}. Reading refuses by name every setting that would change the mathematics and
 * that this library does not compute: rank_pattern, alpha_pattern, layers_to_transform, bias,
 * fan_in_fan_out, unknown ones.
 *
 * @param settings what {@code adapter_config.json} says
 * @param tensors the tensors by our paths, sorted
 */
public record PeftAdapter(PeftSettings settings, Map<String, Tensor> tensors) {
  static final String CONFIG = "adapter_config.json";
  static final String WEIGHTS = "adapter_model.safetensors";
  private static final String PREFIX = "base_model.model.";

  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException if the tensors contradict each other or the settings
   */
  public PeftAdapter {
    tensors = Collections.unmodifiableMap(new TreeMap<>(tensors));
    String problem = new PeftTensors(settings, tensors).problem();
    if (!problem.isEmpty()) {
      throw new IllegalArgumentException("PEFT adapter: " + problem);
    }
  }

  /**
   * Reads a directory; the weights are memory-mapped.
   *
   * @throws FormatException if a file breaks its format, contradicts the other one, or asks for
   *     something that this library does not compute
   */
  public static PeftAdapter read(Path directory) throws IOException {
    Path weights = directory.resolve(WEIGHTS);
    for (Path needed : List.of(directory.resolve(CONFIG), weights)) {
      if (!Files.isRegularFile(needed)) {
        throw new FormatException(
            directory.toString(),
            "",
            "the file "
                + needed.getFileName()
                + " is missing; expected "
                + CONFIG
                + " and "
                + WEIGHTS
                + ". An adapter_model.bin is a pickle and never read; save it again with"
                + " safe_serialization=True");
      }
    }
    return of(Json.read(directory.resolve(CONFIG)), Safetensors.of(weights));
  }

  /** Makes an adapter of a parsed configuration and opened weights, for example of resources. */
  public static PeftAdapter of(Json config, Safetensors weights) {
    PeftSettings settings = PeftConfig.read(config);
    Map<String, Tensor> tensors = new TreeMap<>();
    for (String name : weights.names()) {
      if (!name.startsWith(PREFIX)) {
        throw new FormatException(
            WEIGHTS, "'" + name + "'", "the name does not begin with '" + PREFIX + "'");
      }
      // Earlier versions of PEFT saved DoRA's vector as a module with a weight.
      String path =
          name.substring(PREFIX.length())
              .replaceFirst("lora_magnitude_vector\\.weight$", "lora_magnitude_vector");
      if (tensors.put(path, weights.tensor(name)) != null) {
        throw new FormatException(WEIGHTS, "'" + name + "'", "stands there in two spellings");
      }
    }
    String problem = new PeftTensors(settings, tensors).problem();
    if (!problem.isEmpty()) {
      throw new FormatException(WEIGHTS, "", problem);
    }
    return new PeftAdapter(settings, tensors);
  }

  /**
   * Writes both files, each atomically, so that PEFT in Python reads them: {@code
   * PeftModel.from_pretrained(base, directory)}.
   */
  public void write(Path directory) throws IOException {
    Map<String, Tensor> named = new TreeMap<>();
    tensors.forEach((path, tensor) -> named.put(PREFIX + path, tensor));
    Safetensors.write(directory.resolve(WEIGHTS), named);
    byte[] config = Json.write(PeftConfig.tree(settings)).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(directory.resolve(CONFIG), config);
  }

  /** Returns the paths of the modules that have a low-rank update, sorted. */
  public SortedSet<String> loraPaths() {
    SortedSet<String> paths = new TreeSet<>();
    for (String name : tensors.keySet()) {
      if (name.endsWith(PeftTensors.A)) {
        paths.add(name.substring(0, name.length() - PeftTensors.A.length()));
      }
    }
    return paths;
  }

  /**
   * Checks that this adapter fits a base.
   *
   * @param base the parameters of the base network; weights are {@code [out, in]}
   * @throws IllegalArgumentException that names the first module which is missing or of another
   *     size
   */
  public void checkFits(Map<String, Spec> base) {
    for (String path : loraPaths()) {
      PeftTensors.checkLora(path, tensors, base.get(path + ".weight"));
    }
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Spec own = base.get(entry.getKey());
      if (own != null && !own.equals(entry.getValue().spec())) {
        throw new IllegalArgumentException(
            "the adapter's '"
                + entry.getKey()
                + "' is "
                + entry.getValue()
                + ", the base has "
                + own
                + ": it was trained on another base or label set");
      }
    }
  }

  /** Returns the settings and the number of tensors. */
  @Override
  public String toString() {
    return "PeftAdapter[" + settings + ", " + tensors.size() + " tensors]";
  }
}
