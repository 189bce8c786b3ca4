package dev.emotion4j.assembly;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.spi.FusionProvider;
import dev.emotion4j.spi.FusionStrategy;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.Providers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Joins ready models of one modality each into one model, without training: their calibrated
 * opinions are pooled by the fusion {@code late} of {@code dev.emotion4j:emotion-fusion}, and given
 * one modality alone, the result is that branch's own.
 */
public final class LatePool {
  /**
   * The provenance entry that says how often a model expects each of its labels, that is, how often
   * it saw them in training: {@code anger=.25,joy=.75}. Without it every label is expected equally.
   */
  public static final String PRIOR = "prior";

  // A label that training never showed must not be ruled out for every other branch.
  private static final double LEAST_SHARE = 1e-3;

  private static final String LATE = "late";
  private static final String CLASSIFIER = "classifier.";

  private LatePool() {}

  /**
   * Joins models. Of a branch are kept: encoder and its trained values, classifier, temperature and
   * {@link #PRIOR}; not its thresholds. Adapters are merged first. The branches share their weights
   * and encoders with the result: closing its encoders closes theirs.
   *
   * @param name of the result
   * @param labels what it tells apart; labels of a branch are found by name or alias, those unknown
   *     here are dropped
   * @param branches of different modalities, in the order that the result has them; each with one
   *     encoder, plain concatenation (so that its classifier sees its features) and softmax
   * @throws IllegalArgumentException if a branch is none of that, or knows none of the labels
   */
  public static EmotionModel of(String name, LabelSet labels, List<EmotionModel> branches) {
    List<ModalityEncoder> encoders = new ArrayList<>();
    Map<String, Tensor> trained = new LinkedHashMap<>();
    Map<String, String> settings = new LinkedHashMap<>();
    Map<String, String> provenance = new LinkedHashMap<>();
    settings.put("labels", joined(labels.names()));
    if (!labels.aliases().isEmpty()) {
      settings.put(
          "aliases",
          joined(
              labels.aliases().entrySet().stream()
                  .flatMap(e -> Stream.of(e.getKey(), e.getValue()))
                  .toList()));
    }
    for (int i = 0; i < branches.size(); i++) {
      EmotionModel branch = ready(branches.get(i));
      Modality modality = branch.modalities().get(0);
      encoders.add(branch.encoders().get(0));
      trained.putAll(weights("fusion.branch." + i + ".", branch));
      settings.putAll(settings("branch." + i + ".", branch));
      branch.provenance().forEach((key, note) -> provenance.put(modality + "." + key, note));
    }
    return new EmotionModel(
        name,
        labels,
        encoders,
        late(settings),
        List.of(),
        Weights.of(trained),
        0,
        Calibration.NONE, // the branches' temperatures are within the pool
        provenance);
  }

  /**
   * Adds a branch to a pool: a wearable's model to one of text, face and voice, for example. The
   * result shares weights and encoders with both, and keeps the pool's name, calibration and notes.
   *
   * @param pool what {@link #of} made, or was saved of it
   * @param branch as in {@link #of}, of a modality that the pool lacks
   * @throws IllegalArgumentException if the pool is none, has the modality already, or the branch
   *     does not fit
   */
  public static EmotionModel with(EmotionModel pool, EmotionModel branch) {
    if (!pool.fusion().name().equals(LATE)) {
      throw new IllegalArgumentException(
          "the model '"
              + pool.name()
              + "' has the fusion '"
              + pool.fusion().name()
              + "'; expected '"
              + LATE
              + "', a pool of ready models, which a branch can join without training");
    }
    int number = pool.encoders().size();
    EmotionModel one = ready(branch);
    List<ModalityEncoder> encoders = new ArrayList<>(pool.encoders());
    encoders.add(one.encoders().get(0));
    Map<String, Tensor> trained = new LinkedHashMap<>(pool.trained().tensors());
    trained.putAll(weights("fusion.branch." + number + ".", one));
    Map<String, String> settings = new LinkedHashMap<>(pool.fusion().settings());
    settings.putAll(settings("branch." + number + ".", one));
    Map<String, String> provenance = new LinkedHashMap<>(pool.provenance());
    one.provenance()
        .forEach((key, note) -> provenance.put(one.modalities().get(0) + "." + key, note));
    return new EmotionModel(
        pool.name(),
        pool.labels(),
        encoders,
        late(settings),
        List.of(),
        Weights.of(trained),
        pool.headDropout(),
        pool.calibration(),
        provenance);
  }

  private static FusionStrategy late(Map<String, String> settings) {
    return Providers.named(
            FusionProvider.class,
            FusionProvider::name,
            LATE,
            "Add dev.emotion4j:emotion-fusion to the class path")
        .create(settings);
  }

  private static Map<String, Tensor> weights(String below, EmotionModel branch) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    branch
        .trained()
        .tensors()
        .forEach((path, t) -> weights.put(path.startsWith(CLASSIFIER) ? below + path : path, t));
    weights.put(below + "log_weight", Tensor.of(new float[] {0}, 1));
    return weights;
  }

  private static Map<String, String> settings(String below, EmotionModel branch) {
    List<String> prior = prior(branch).stream().map(String::valueOf).toList();
    double temperature = branch.calibration().temperature().temperature();
    return Map.of(
        below + "labels", joined(branch.labels().names()),
        below + "temperature", Double.toString(temperature),
        below + "prior", joined(prior));
  }

  private static EmotionModel ready(EmotionModel branch) {
    if (branch.encoders().size() != 1) {
      throw refused(branch, "has the modalities " + branch.modalities(), "one modality");
    }
    if (!branch.fusion().name().equals("concat") || !branch.fusion().settings().isEmpty()) {
      throw refused(
          branch,
          "has the fusion '" + branch.fusion().name() + "' " + branch.fusion().settings(),
          "plain 'concat', so that the classifier sees the features themselves");
    }
    if (branch.calibration().activation() != Calibration.Activation.SOFTMAX) {
      throw refused(branch, "takes its labels as independent", "softmax, one distribution");
    }
    return TuningModel.finished(
        Merged.of(branch)
            .orElseThrow(
                () ->
                    refused(
                        branch,
                        "has adapters " + branch.adapters() + " that cannot be merged",
                        "adapters that can, such as LoRA")));
  }

  private static IllegalArgumentException refused(EmotionModel branch, String is, String expected) {
    return new IllegalArgumentException(
        "the model '"
            + branch.name()
            + "' "
            + is
            + "; a branch of a pool is expected to have "
            + expected);
  }

  private static String joined(List<String> words) {
    return words.stream()
        .map(word -> word.replace("%", "%25").replace(",", "%2C"))
        .collect(Collectors.joining(","));
  }

  private static List<Double> prior(EmotionModel branch) {
    double[] shares = new double[branch.labels().size()];
    String stated = branch.provenance().get(PRIOR);
    if (stated == null) {
      java.util.Arrays.fill(shares, 1);
    } else {
      for (String pair : stated.split(",", -1)) {
        int equals = pair.lastIndexOf('=');
        try {
          shares[branch.labels().index(pair.substring(0, Math.max(0, equals)))] =
              Double.parseDouble(pair.substring(equals + 1));
        } catch (IllegalArgumentException e) {
          throw refusedPrior(branch, pair, e);
        }
      }
    }
    return java.util.Arrays.stream(shares).map(s -> Math.max(s, LEAST_SHARE)).boxed().toList();
  }

  private static IllegalArgumentException refusedPrior(
      EmotionModel branch, String pair, IllegalArgumentException cause) {
    return new IllegalArgumentException(
        "the provenance '"
            + PRIOR
            + "' of the model '"
            + branch.name()
            + "' has '"
            + pair
            + "'; expected label=share, separated by commas, labels of the model",
        cause);
  }
}
