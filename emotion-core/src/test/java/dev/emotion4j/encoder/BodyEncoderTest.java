package dev.emotion4j.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.body.BodyWindows;
import dev.emotion4j.body.SyntheticWearer;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.signal.BodyChannel;
import dev.emotion4j.signal.BodyChannel.Kind;
import dev.emotion4j.signal.BodySignal;
import dev.emotion4j.signal.Text;
import dev.emotion4j.signal.WearerBaseline;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import dev.emotion4j.spi.ReferenceBackend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BodyEncoderTest {
  private static final List<String> COLUMNS = List.of("acc_sma", "raw_temp_mean", "z_scl_mean");
  private static final List<BodySignal> TRAINING =
      List.of(
          window(80, 33, -1),
          window(90, 34, 1),
          BodySignal.features(Map.of("acc_sma", Float.NaN, "raw_temp_mean", 35f)));
  private static final BodyEncoder ENCODER =
      BodyEncoder.of(BodyOptions.fitted(TRAINING, COLUMNS, 8, 4, 1));

  private static BodySignal window(float sma, float temperature, float level) {
    return BodySignal.features(
        Map.of("acc_sma", sma, "raw_temp_mean", temperature, "z_scl_mean", level));
  }

  private static Prepared prepared(BodySignal signal) {
    return ENCODER.prepare(List.of(signal)).get(0);
  }

  private static Tensor tensor(Map<String, Tensor> map, String name) {
    Tensor tensor = map.get(name);
    if (tensor == null) {
      throw new AssertionError("no " + name);
    }
    return tensor;
  }

  private static float[] features(BodySignal... signals) {
    List<Prepared> rows = ENCODER.prepare(List.of(signals));
    return tensor(
            new ReferenceBackend()
                .compile(
                    Graph.record(ENCODER.network()), ENCODER.weights(), ExecutionOptions.DEFAULT)
                .run(ENCODER.batch(rows)),
            ModalityEncoder.FEATURES)
        .floats();
  }

  @Test
  void valuesAreStandardisedByWhatTrainingSaw() {
    float[] low = tensor(prepared(window(80, 33, -1)).tensors(), "values").floats();
    float[] high = tensor(prepared(window(90, 35, 1)).tensors(), "values").floats();
    assertThat(low[0]).isEqualTo(-1);
    assertThat(high[0]).isEqualTo(1);
    assertThat(high[2]).isCloseTo(-low[2], within(1e-6f));
    assertThat(tensor(prepared(window(1e30f, 33, 0)).tensors(), "values").floats()[0]).isEqualTo(5);
  }

  @Test
  void whatIsMissingIsMaskedAndIsNotZero() {
    BodySignal without = BodySignal.features(Map.of("acc_sma", 85f, "z_scl_mean", Float.NaN));
    Prepared row = prepared(without);
    assertThat(tensor(row.tensors(), "mask").booleans()).containsExactly(true, false, false);
    assertThat(row.quality()).isCloseTo(1 / 3.0, within(1e-9));
    float mean = (float) Math.sinh(ENCODER.options().mean().get(1));
    assertThat(features(BodySignal.features(Map.of("acc_sma", 85f))))
        .isNotEqualTo(features(BodySignal.features(Map.of("acc_sma", 85f, "raw_temp_mean", mean))));
  }

  @Test
  void aSignalIsTheMeanOfItsWindows() {
    Map<String, Float> one = window(80, 33, -1).features().get(0);
    Map<String, Float> other = window(90, 34, 2).features().get(0);
    float[] both = features(BodySignal.features(List.of(one, other)));
    float[] first = features(BodySignal.features(one));
    float[] second = features(BodySignal.features(other));
    for (int i = 0; i < both.length; i++) {
      assertThat(both[i]).isCloseTo((first[i] + second[i]) / 2, within(1e-6f));
    }
  }

  @Test
  void aRecordingOfAWearerWhoIsKnownGivesAllColumns() {
    WearerBaseline rest =
        BodyWindows.DEFAULT.baseline(BodySignal.of(SyntheticWearer.CALM.recording(600)));
    BodySignal signal = BodySignal.of(SyntheticWearer.STRESSED.recording(180));
    Prepared known = prepared(signal.baseline(rest));
    Prepared unknown = prepared(signal);
    assertThat(known.length()).isEqualTo(3);
    assertThat(known.notes()).isEmpty();
    assertThat(tensor(known.tensors(), "mask").booleans()).doesNotContain(false);
    assertThat(unknown.notes()).containsExactly("the wearer's baseline is not known");
    assertThat(unknown.quality()).isCloseTo(known.quality() * 2 / 3, within(1e-9));
  }

  @Test
  void aBadSignalIsAProblemAndNoException() {
    assertThat(prepared(BodySignal.of(SyntheticWearer.CALM.recording(59))).problem())
        .contains("the recording has 59 s; expected at least 60, the length of a window");
    assertThat(prepared(BodySignal.empatica(Path.of("nowhere"))).problem().orElseThrow())
        .startsWith("'nowhere' is no folder");
    assertThat(
            prepared(BodySignal.csv(Path.of("nowhere.csv"), 4, Kind.EDA)).problem().orElseThrow())
        .startsWith("'nowhere.csv' does not exist");
    float[] nan = new float[480];
    Arrays.fill(nan, Float.NaN);
    assertThat(prepared(BodySignal.of(BodyChannel.of(Kind.EDA, 4, nan))).problem())
        .contains(
            "no feature could be measured in 2 windows: the wearer's baseline is not known; eda in"
                + " 2 of 2 windows: 100 % of it is missing");
    assertThat(prepared(BodySignal.features(Map.of("other", 1f))).problem().orElseThrow())
        .startsWith("no feature could be measured in 1 windows; expected some of the columns [acc");
    assertThatThrownBy(() -> ENCODER.prepare(List.of(Text.of("x"))))
        .hasMessage("a signal of modality 'text' for the body encoder; expected BodySignal");
  }

  @Test
  void windowsWithoutAFeatureAreCountedAgainstTheQuality() {
    BodySignal half = BodySignal.features(List.of(Map.of("acc_sma", 85f), Map.of()));
    assertThat(prepared(half).length()).isEqualTo(1);
    assertThat(prepared(half).notes()).containsExactly("1 of 2 windows gave no feature");
    assertThat(prepared(half).quality()).isCloseTo(1 / 6.0, within(1e-9));
  }

  @Test
  void itsSettingsOpenItAgain() {
    Map<String, String> settings = ENCODER.settings();
    try (ModalityEncoder again = new BodyEncoderProvider().open(settings, Path.of("."))) {
      assertThat(again.settings()).isEqualTo(settings);
      assertThat(again.weights().tensors()).isEqualTo(ENCODER.weights().tensors());
      assertThat(again.provider()).isEqualTo(new BodyEncoderProvider().name());
    }
    Map<String, String> wrong = new HashMap<>(settings);
    wrong.put("hidden", "many");
    assertThatThrownBy(() -> BodyOptions.of(wrong))
        .hasMessage("the setting 'hidden' of a body encoder is 'many'; expected numbers");
    wrong.put("depth", "2");
    assertThatThrownBy(() -> BodyOptions.of(wrong))
        .hasMessageContaining("of a body encoder; expect");
    assertThatThrownBy(() -> BodyOptions.fitted(TRAINING, List.of("a", "a"), 8, 4, 1))
        .hasMessage("2 columns, or one twice; expected one or more different ones");
  }

  @Test
  void augmentationAddsNoiseAndHidesSensorsBySeed() {
    Prepared row = prepared(window(85, 33, 0));
    BodyAugmentation noisy = new BodyAugmentation(COLUMNS, 0.1, 0.4);
    List<float[]> seen = new ArrayList<>();
    int hidden = 0;
    for (long seed = 0; seed < 200; seed++) {
      Prepared changed = noisy.apply(row, seed);
      assertThat(changed.tensors()).isEqualTo(noisy.apply(row, seed).tensors());
      boolean[] mask = tensor(changed.tensors(), "mask").booleans();
      assertThat(mask).contains(true);
      hidden += mask[0] ? 0 : 1;
      seen.add(tensor(changed.tensors(), "values").floats());
    }
    assertThat(hidden).isBetween(40, 110);
    assertThat(seen.get(0)).isNotEqualTo(seen.get(1));
    assertThat(row.tensors()).isEqualTo(prepared(window(85, 33, 0)).tensors());
    assertThat(new BodyAugmentation(COLUMNS, 0, 0).apply(row, 1).tensors())
        .isEqualTo(row.tensors());
  }
}
