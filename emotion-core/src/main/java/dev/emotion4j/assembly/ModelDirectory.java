package dev.emotion4j.assembly;

import dev.emotion4j.math.Graph;
import dev.emotion4j.model.AtomicFile;
import dev.emotion4j.model.FormatException;
import dev.emotion4j.model.Json;
import dev.emotion4j.model.OnnxExport;
import dev.emotion4j.model.Safetensors;
import dev.emotion4j.model.Sha256;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.spi.Backend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A model on disk: {@code emotion.json} (format version, labels, encoders by provider and settings,
 * fusion, calibration, hashes), {@code weights.safetensors} (what was trained), and {@code
 * adapters/<name>/} in PEFT's layout. Encoders refer to their base by artifact or path and SHA-256.
 * Loading is strict: unknown fields, missing files, wrong hashes and leftover tensors are errors.
 */
public final class ModelDirectory {
  static final String DESCRIPTION = "emotion.json";
  static final String WEIGHTS = "weights.safetensors";

  private ModelDirectory() {}

  /**
   * Writes a model under a name that does not exist yet (or is an empty directory): first into a
   * directory beside it, then loads that, compares logits, and renames it.
   *
   * @param backend what the logits are computed on
   * @throws IOException if writing fails, or the directory holds something already
   * @throws EmotionException if what was written does not compute the same
   */
  public static void save(EmotionModel model, Path directory, Backend backend) throws IOException {
    Path target = directory.toAbsolutePath().normalize();
    if (Files.exists(target) && !isEmpty(target)) {
      throw new IOException(
          "'" + directory + "' exists and is not empty; choose a new name or remove it first");
    }
    Path parent = target.getParent();
    if (parent == null) {
      throw new IOException("'" + directory + "' is no place for a model");
    }
    Files.createDirectories(parent);
    // Not createTempDirectory: its rights are the owner's only, and the draft becomes the model.
    Path draft = Files.createDirectory(parent.resolve(".emotion-" + UUID.randomUUID()));
    try {
      EmotionModel whole = TuningModel.finished(model);
      write(whole, draft);
      EmotionModel loaded = load(draft);
      try {
        SelfCheck.compare(whole, loaded, backend);
      } finally {
        loaded.closeEncoders();
      }
      Files.deleteIfExists(target);
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(draft);
    }
  }

  private static void write(EmotionModel model, Path directory) throws IOException {
    Map<String, String> hashes = new LinkedHashMap<>();
    StoredAdapters adapters = StoredAdapters.write(model, directory, hashes);
    Path weights = directory.resolve(WEIGHTS);
    Safetensors.write(weights, adapters.others().tensors());
    hashes.put(WEIGHTS, Sha256.of(weights));
    Map<String, Object> tree = ModelDescription.tree(model, adapters, hashes);
    AtomicFile.write(
        directory.resolve(DESCRIPTION), Json.write(tree).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Loads a model.
   *
   * @throws IOException if a file cannot be read
   * @throws EmotionException if a file is missing, damaged, or not the one that was saved
   */
  public static EmotionModel load(Path directory) throws IOException {
    Path description = directory.resolve(DESCRIPTION);
    if (!Files.isRegularFile(description)) {
      throw new FormatException(
          directory.toString(),
          "",
          whatIs(directory) + "; expected a model directory as EmotionRecognizer.save writes it");
    }
    return ModelDescription.model(ModelSource.of(directory));
  }

  private static String whatIs(Path place) {
    if (Files.isDirectory(place)) {
      return "the directory has no " + DESCRIPTION;
    }
    return Files.exists(place) ? "this is a file" : "there is no such directory";
  }

  /**
   * Loads a model whose files are resources beside a class.
   *
   * @throws EmotionException if a resource is missing, damaged, or not the one that was saved
   */
  public static EmotionModel load(Class<?> beside) throws IOException {
    return ModelDescription.model(ModelSource.of(beside, ""));
  }

  /**
   * Loads a model whose files are resources in a folder beside a class.
   *
   * @param folder its name, without slashes
   * @throws EmotionException if a resource is missing, damaged, or not the one that was saved
   */
  public static EmotionModel load(Class<?> beside, String folder) throws IOException {
    return ModelDescription.model(ModelSource.of(beside, folder + "/"));
  }

  /** Writes the whole network with its head, adapters merged where they can be, as ONNX. */
  public static void exportOnnx(EmotionModel model, Path file) throws IOException {
    EmotionModel merged = Merged.of(model).orElse(model);
    Graph whole = merged.networks().whole(new LinkedHashSet<>(merged.modalities()));
    OnnxExport.write(whole, merged.weights(), file);
  }

  private static boolean isEmpty(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
