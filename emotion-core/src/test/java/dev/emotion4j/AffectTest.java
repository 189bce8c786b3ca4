package dev.emotion4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AffectTest {
  @Test
  void aMixtureLiesBetweenThePlacesOfItsLabels() {
    Affect affect = Affect.of(Map.of("joy", 0.5, "neutral", 0.5)).orElseThrow();
    assertThat(affect.valence()).isCloseTo(0.38, within(1e-12));
    assertThat(affect.arousal()).isCloseTo(0.24, within(1e-12));
    assertThat(affect.dominance()).isCloseTo(0.175, within(1e-12));
  }

  @Test
  void synonymsHaveThePlaceOfTheirEmotion() {
    assertThat(Affect.of(Map.of("happiness", 1.0))).isEqualTo(Affect.of(Map.of("joy", 1.0)));
    assertThat(Affect.of(Map.of("Sad", 1.0)).orElseThrow().valence()).isNegative();
  }

  @Test
  void aLittleOfAnUnknownLabelIsLeftOut() {
    Affect affect = Affect.of(Map.of("anger", 0.95, "contempt", 0.05)).orElseThrow();
    assertThat(affect.arousal()).isCloseTo(0.59, within(1e-12));
  }

  @Test
  void labelsWithoutAPlaceGiveNothing() {
    assertThat(Affect.of(Map.of("positive", 0.6, "negative", 0.4))).isEmpty();
    assertThat(Affect.of(Map.of("anger", 0.8, "boredom", 0.2))).isEmpty();
    assertThat(Affect.of(Map.of())).isEmpty();
  }
}
