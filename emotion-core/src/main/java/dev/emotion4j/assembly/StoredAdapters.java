package dev.emotion4j.assembly;

import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.PeftAdapter;
import dev.emotion4j.model.PeftSettings;
import dev.emotion4j.model.Sha256;
import dev.emotion4j.peft.Adapters;
import dev.emotion4j.spi.Adapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Adapters in PEFT's layout, the head in {@code modules_to_save} of the first. Paths below one
 * modality lose its name, so that they are the names of the encoder's own checkpoint.
 *
 * @param directories per adapter its directory, relative to the model's
 * @param prefixes per adapter what its paths lost, maybe empty
 * @param others the trained values that are in no adapter's files
 */
record StoredAdapters(List<String> directories, List<String> prefixes, Weights others) {
  static final List<String> FILES = List.of("adapter_config.json", "adapter_model.safetensors");
  private static final String HEAD = "classifier";

  static StoredAdapters write(EmotionModel model, Path directory, Map<String, String> hashes)
      throws IOException {
    Map<String, Tensor> others = new LinkedHashMap<>(model.trained().tensors());
    List<String> directories = new ArrayList<>();
    List<String> prefixes = new ArrayList<>();
    for (Adapter adapter : model.adapters()) {
      boolean first = directories.isEmpty();
      String name =
          "adapters/"
              + adapter.method().toLowerCase(Locale.ROOT)
              + (first ? "" : "-" + directories.size());
      Set<String> paths = paths(model, adapter);
      String prefix = prefix(model, paths);
      Map<String, Tensor> own = new LinkedHashMap<>();
      move(others, paths, prefix, own);
      if (first) {
        move(others, Set.of(HEAD + ".weight", HEAD + ".bias"), "", own);
      }
      Path folder = Files.createDirectories(directory.resolve(name));
      PeftSettings settings = settings(adapter);
      new PeftAdapter(first ? settings.withModulesToSave(List.of(HEAD)) : settings, own)
          .write(folder);
      for (String file : FILES) {
        hashes.put(name + "/" + file, Sha256.of(folder.resolve(file)));
      }
      directories.add(name);
      prefixes.add(prefix);
    }
    return new StoredAdapters(directories, prefixes, Weights.of(others));
  }

  private static void move(
      Map<String, Tensor> from, Set<String> paths, String prefix, Map<String, Tensor> into) {
    for (String path : paths) {
      Tensor tensor = from.remove(path);
      if (tensor != null) {
        into.put(path.substring(prefix.length()), tensor);
      }
    }
  }

  private static PeftSettings settings(Adapter adapter) {
    return Adapters.settings(adapter)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "an adapter of method '"
                        + adapter.method()
                        + "' cannot be saved as a PEFT adapter; only LoRA and DoRA can. Merge it,"
                        + " or save the model without it"));
  }

  // What an adapter owns is what the networks declare with it alone around them.
  private static Set<String> paths(EmotionModel model, Adapter adapter) {
    EmotionModel alone = model.with(List.of(adapter));
    Set<String> paths = new LinkedHashSet<>();
    for (Parameter parameter : alone.networks().parameters()) {
      if (parameter.owner() == Parameter.Owner.ADAPTER) {
        paths.add(parameter.path());
      }
    }
    return paths;
  }

  private static String prefix(EmotionModel model, Set<String> paths) {
    return model.modalities().stream()
        .map(modality -> modality.name() + ".")
        .filter(start -> paths.stream().allMatch(path -> path.startsWith(start)))
        .findFirst()
        .orElse("");
  }

  /** Reads one adapter; its tensors are put under their paths into {@code into}. */
  static Adapter read(ModelSource source, String directory, String prefix, Map<String, Tensor> into)
      throws IOException {
    PeftAdapter adapter =
        PeftAdapter.of(
            source.json(directory + "/adapter_config.json"),
            source.tensors(directory + "/adapter_model.safetensors"));
    adapter
        .tensors()
        .forEach(
            (path, tensor) -> into.put(path.startsWith(HEAD + ".") ? path : prefix + path, tensor));
    return Adapters.of(adapter.settings());
  }
}
