package dev.emotion4j.assembly;

import dev.emotion4j.evaluation.TemperatureScaling;
import dev.emotion4j.evaluation.Thresholds;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.FormatException;
import dev.emotion4j.model.Json;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.spi.Adapter;
import dev.emotion4j.spi.EncoderProvider;
import dev.emotion4j.spi.FusionProvider;
import dev.emotion4j.spi.FusionStrategy;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.Providers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Between a model and its {@code emotion.json}. */
final class ModelDescription {
  private static final int FORMAT = 1;

  private ModelDescription() {}

  static Map<String, Object> tree(
      EmotionModel model, StoredAdapters adapters, Map<String, String> hashes) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("format", FORMAT);
    tree.put("name", model.name());
    tree.put("labels", model.labels().names());
    tree.put("aliases", model.labels().aliases());
    List<Object> encoders = new ArrayList<>();
    for (ModalityEncoder encoder : model.encoders()) {
      encoders.add(
          ordered(
              "modality", encoder.modality().name(),
              "provider", encoder.provider(),
              "settings", encoder.settings()));
    }
    tree.put("encoders", encoders);
    tree.put(
        "fusion", ordered("name", model.fusion().name(), "settings", model.fusion().settings()));
    tree.put("headDropout", model.headDropout());
    Calibration calibration = model.calibration();
    Map<String, Object> stated =
        ordered(
            "activation", calibration.activation().name().toLowerCase(Locale.ROOT),
            "temperature", calibration.temperature().temperature());
    calibration
        .thresholds()
        .ifPresent(t -> stated.put("thresholds", Arrays.stream(t.values()).boxed().toList()));
    if (!calibration.thresholdsFor().isEmpty()) {
      stated.put(
          "thresholdsFor",
          calibration.thresholdsFor().stream().map(Modality::name).sorted().toList());
    }
    tree.put("calibration", stated);
    List<Object> stored = new ArrayList<>();
    for (int i = 0; i < adapters.directories().size(); i++) {
      stored.add(
          ordered("directory", adapters.directories().get(i), "below", adapters.prefixes().get(i)));
    }
    tree.put("adapters", stored);
    tree.put("files", hashes);
    tree.put("provenance", new java.util.TreeMap<>(model.provenance()));
    return tree;
  }

  private static Map<String, Object> ordered(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  static EmotionModel model(ModelSource source) throws IOException {
    List<ModalityEncoder> encoders = new ArrayList<>();
    boolean complete = false;
    try {
      EmotionModel model = model(source, encoders);
      complete = true;
      return model;
    } catch (IllegalArgumentException e) {
      throw new FormatException(
          ModelDirectory.DESCRIPTION, "", Objects.requireNonNullElse(e.getMessage(), ""), e);
    } finally {
      if (!complete) {
        EmotionModel.closeAll(encoders);
      }
    }
  }

  private static EmotionModel model(ModelSource source, List<ModalityEncoder> encoders)
      throws IOException {
    Json json = source.json(ModelDirectory.DESCRIPTION);
    // First, since a later format may have other fields.
    if (json.get("format").integer() != FORMAT) {
      throw json.get("format")
          .error(
              "found format "
                  + json.get("format").integer()
                  + ", this version reads "
                  + FORMAT
                  + "; load it with the version of Emotion4J that wrote it, or a later one");
    }
    json.only(
        Set.of(
            "format",
            "name",
            "labels",
            "aliases",
            "encoders",
            "fusion",
            "headDropout",
            "calibration",
            "adapters",
            "files",
            "provenance"));
    checkFiles(json, source);
    LabelSet labels =
        LabelSet.of(json.get("labels").texts()).withAliases(strings(json.get("aliases")));
    Map<String, Tensor> trained = new LinkedHashMap<>();
    List<Adapter> adapters = new ArrayList<>();
    for (Json adapter : json.get("adapters").items()) {
      adapter.only(Set.of("directory", "below"));
      String folder = adapter.get("directory").text();
      adapters.add(StoredAdapters.read(source, folder, adapter.get("below").text(), trained));
    }
    trained.putAll(source.tensors(ModelDirectory.WEIGHTS).tensors());
    for (Json encoder : json.get("encoders").items()) {
      encoders.add(encoder(encoder, source.directory()));
    }
    EmotionModel model =
        new EmotionModel(
            json.get("name").text(),
            labels,
            encoders,
            fusion(json.get("fusion")),
            adapters,
            Weights.of(trained),
            json.get("headDropout").number(),
            calibration(json.get("calibration"), labels),
            strings(json.get("provenance")));
    checkComplete(model, json);
    return model;
  }

  private static ModalityEncoder encoder(Json json, Path directory) {
    json.only(Set.of("modality", "provider", "settings"));
    ModalityEncoder encoder =
        Providers.named(
                EncoderProvider.class,
                EncoderProvider::name,
                json.get("provider").text(),
                "Add the module that brings it to the class path")
            .open(strings(json.get("settings")), directory);
    if (!encoder.modality().name().equals(json.get("modality").text())) {
      throw json.get("modality")
          .error(
              "found '"
                  + json.get("modality").text()
                  + "', but the encoder takes '"
                  + encoder.modality()
                  + "'");
    }
    return encoder;
  }

  private static FusionStrategy fusion(Json json) {
    json.only(Set.of("name", "settings"));
    return Providers.named(
            FusionProvider.class,
            FusionProvider::name,
            json.get("name").text(),
            "Add dev.emotion4j:emotion-fusion, or the module that brings it, to the class path")
        .create(strings(json.get("settings")));
  }

  private static Calibration calibration(Json json, LabelSet labels) {
    json.only(Set.of("activation", "temperature", "thresholds", "thresholdsFor"));
    Calibration.Activation activation =
        switch (json.get("activation").text()) {
          case "softmax" -> Calibration.Activation.SOFTMAX;
          case "sigmoid" -> Calibration.Activation.SIGMOID;
          default ->
              throw json.get("activation")
                  .error(
                      "found '" + json.get("activation").text() + "', expected softmax or sigmoid");
        };
    Optional<Thresholds> thresholds =
        json.find("thresholds")
            .map(
                list -> {
                  double[] values = list.items().stream().mapToDouble(Json::number).toArray();
                  if (values.length != labels.size()) {
                    throw list.error(
                        "found " + values.length + " thresholds, expected " + labels.size());
                  }
                  return Thresholds.of(values);
                });
    Set<Modality> chosenOn = new LinkedHashSet<>();
    json.find("thresholdsFor")
        .ifPresent(list -> list.texts().forEach(name -> chosenOn.add(new Modality(name))));
    return new Calibration(
        activation, new TemperatureScaling(json.get("temperature").number()), thresholds, chosenOn);
  }

  // What the networks ask for must be there in the right shape, and nothing else may be.
  private static void checkComplete(EmotionModel model, Json json) {
    Weights all = model.weights();
    Set<String> left = new LinkedHashSet<>(model.trained().paths());
    for (Parameter parameter : model.networks().parameters()) {
      try {
        all.get(parameter);
      } catch (IllegalArgumentException e) {
        throw json.error(e.getMessage() + ". Is an adapter or a base of another model in use?");
      }
      left.remove(parameter.path());
    }
    if (!left.isEmpty()) {
      throw json.error(
          left.size()
              + " tensors belong to no part of the model, for example '"
              + left.iterator().next()
              + "'; are they of another model?");
    }
  }

  private static void checkFiles(Json json, ModelSource source) throws IOException {
    Json files = json.get("files");
    List<String> needed = new ArrayList<>(List.of(ModelDirectory.WEIGHTS));
    for (Json adapter : json.get("adapters").items()) {
      for (String file : StoredAdapters.FILES) {
        needed.add(adapter.get("directory").text() + "/" + file);
      }
    }
    for (String file : needed) {
      if (files.find(file).isEmpty()) {
        throw files.error("no '" + file + "' is listed; expected the SHA-256 of every file");
      }
    }
    for (Map.Entry<String, Json> file : files.fields().entrySet()) {
      if (!source.sha256(file.getKey()).equals(file.getValue().text())) {
        throw file.getValue()
            .error("'" + file.getKey() + "' is not the file that was saved: its SHA-256 differs");
      }
    }
  }

  private static Map<String, String> strings(Json json) {
    Map<String, String> map = new LinkedHashMap<>();
    json.fields().forEach((key, value) -> map.put(key, value.text()));
    return map;
  }
}
