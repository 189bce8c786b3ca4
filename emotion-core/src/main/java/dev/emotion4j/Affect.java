package dev.emotion4j;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Valence, arousal and dominance of an expressed emotion, each from -1 to 1.
 *
 * <p>Computed from a distribution over labels as the mean of the labels' places, weighted by
 * probability. The places are the mean ratings of emotion words by Russell and Mehrabian, "Evidence
 * for a three-factor theory of emotions", Journal of Research in Personality 11 (1977), 273-294
 * (joyful, sad, angry, afraid, disgusted, surprised; neutral is the origin): a mapping of words,
 * not a measurement of the person, and no finer than the distribution it comes from.
 *
 * @param valence from unpleasant to pleasant
 * @param arousal from calm to excited
 * @param dominance from controlled to in control
 */
public record Affect(double valence, double arousal, double dominance) {
  private static final Map<String, Affect> PLACES = places();

  private static Map<String, Affect> places() {
    Map<String, Affect> places = new LinkedHashMap<>();
    places.put("joy", new Affect(0.76, 0.48, 0.35));
    places.put("sadness", new Affect(-0.63, -0.27, -0.33));
    places.put("anger", new Affect(-0.51, 0.59, 0.25));
    places.put("fear", new Affect(-0.64, 0.60, -0.43));
    places.put("disgust", new Affect(-0.60, 0.35, 0.11));
    places.put("surprise", new Affect(0.40, 0.67, -0.13));
    places.put("neutral", new Affect(0, 0, 0));
    return places;
  }

  /**
   * Returns the mean place of a distribution, or nothing if the places of labels that hold more
   * than a tenth of it are not known (labels other than Ekman's six, their synonyms, and neutral).
   *
   * @param distribution probabilities by label
   */
  public static Optional<Affect> of(Map<String, Double> distribution) {
    double valence = 0;
    double arousal = 0;
    double dominance = 0;
    double known = 0;
    double all = 0;
    for (Map.Entry<String, Double> entry : distribution.entrySet()) {
      all += entry.getValue();
      Affect place =
          dev.emotion4j.signal.LabelSet.EKMAN.find(entry.getKey()).map(PLACES::get).orElse(null);
      if (place != null) {
        known += entry.getValue();
        valence += entry.getValue() * place.valence;
        arousal += entry.getValue() * place.arousal;
        dominance += entry.getValue() * place.dominance;
      }
    }
    return known > 0 && known >= 0.9 * all
        ? Optional.of(new Affect(valence / known, arousal / known, dominance / known))
        : Optional.empty();
  }
}
