package dev.emotion4j.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.signal.BodyChannel;
import dev.emotion4j.signal.BodyChannel.Kind;
import dev.emotion4j.signal.BodyRecording;
import dev.emotion4j.signal.BodySignal;
import dev.emotion4j.signal.WearerBaseline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Windows of a wearer whose heart, skin and breath are known, and of one whose sensors fail. */
class BodyWindowsTest {
  private static final SyntheticWearer CALM = SyntheticWearer.CALM;

  private static BodyWindow only(BodyRecording recording) {
    List<BodyWindow> windows = BodyWindows.DEFAULT.of(recording);
    assertThat(windows).hasSize(1);
    return windows.get(0);
  }

  private static double value(BodyWindow window, String feature) {
    assertThat(window.features()).containsKey(feature);
    return window.features().get(feature);
  }

  @Test
  void findsTheHeartTheSkinAndTheBreathThatWerePutIn() {
    for (SyntheticWearer wearer : List.of(CALM, SyntheticWearer.STRESSED)) {
      BodyWindow window = only(wearer.recording(60));
      assertThat(window.notes()).isEmpty();
      assertThat(value(window, "hrv_mean_hr"))
          .isCloseTo(60_000 / wearer.heartRate(), within(12.0))
          .isEqualTo(value(window, "hrv_mean_rr"));
      assertThat(value(window, "scr_peak_count")).isEqualTo(wearer.responses());
      assertThat(value(window, "resp_rate")).isCloseTo(wearer.breaths(), within(0.5));
      assertThat(value(window, "acc_x_std")).isCloseTo(64 * wearer.movement(), within(0.1));
      assertThat(value(window, "temp_slope")).isCloseTo(-1e-4, within(1e-4));
      assertThat(window.quality()).isGreaterThan(0.9);
    }
  }

  @Test
  void everyFeatureThatIsNamedIsThere() {
    BodyWindow window = only(SyntheticWearer.STRESSED.recording(60));
    WearerBaseline wearer = BodyWindows.DEFAULT.baseline(BodySignal.of(CALM.recording(600)));
    for (String column : BodyFeatures.SHARED_WITH_WESAD) {
      assertThat(BodyFeatures.column(column, window.features(), Optional.of(wearer)))
          .as(column)
          .isPresent();
    }
    assertThat(window.features()).hasSize(50);
  }

  @Test
  void stressIsFarFromTheWearersRest() {
    WearerBaseline wearer = BodyWindows.DEFAULT.baseline(BodySignal.of(CALM.recording(600)));
    BodyWindow stressed = only(SyntheticWearer.STRESSED.recording(60));
    BodyWindow calm = only(CALM.seed(9).recording(60));
    assertThat(relative("z_hrv_mean_rr", stressed, wearer)).isLessThan(-5);
    assertThat(relative("z_scl_mean", stressed, wearer)).isGreaterThan(5);
    assertThat(Math.abs(relative("z_hrv_mean_rr", calm, wearer))).isLessThan(4);
    assertThat(BodyFeatures.column("z_scl_mean", stressed.features(), Optional.empty())).isEmpty();
  }

  private static double relative(String column, BodyWindow window, WearerBaseline wearer) {
    return BodyFeatures.column(column, window.features(), Optional.of(wearer)).orElseThrow();
  }

  @Test
  void aBaselineThatDidNotVaryGivesNoDistance() {
    WearerBaseline wearer =
        new WearerBaseline(Map.of("temp_mean", new WearerBaseline.Normal(33, 0)));
    assertThat(wearer.relative("temp_mean", 34)).isEmpty();
    assertThat(wearer.relative("eda", 34)).isEmpty();
    assertThatThrownBy(() -> BodyFeatures.baseline(List.of()))
        .hasMessage("0 windows at rest; expected two or more, better ten");
    assertThatThrownBy(() -> BodyWindows.DEFAULT.baseline(BodySignal.features(Map.of("a", 1f))))
        .hasMessage("ready-made features; expected a recording of the wearer at rest");
  }

  @Test
  void aMinuteHasOneWindowAndLessHasNone() {
    assertThat(BodyWindows.DEFAULT.of(CALM.recording(59))).isEmpty();
    assertThat(new BodyWindows(60, 30).of(CALM.recording(180))).hasSize(5);
    assertThat(new BodyWindows(60, 30).of(CALM.recording(180)).get(2).start()).isEqualTo(60);
    assertThatThrownBy(() -> new BodyWindows(5, 60))
        .hasMessage("windows of 5.0 s every 60.0 s; expected 10 to 3600 s every 1 to 3600 s");
  }

  private static BodyRecording changed(Kind kind, UnaryOperator<float[]> change) {
    List<BodyChannel> channels = new ArrayList<>();
    for (BodyChannel c : CALM.recording(60).channels().values()) {
      float[] values = c.kind() == kind ? change.apply(c.values().clone()) : c.values();
      channels.add(new BodyChannel(c.kind(), values, c.rate(), c.unit(), c.start()));
    }
    return BodyRecording.of(channels);
  }

  private static float[] filled(float[] values, int from, int to, float with) {
    Arrays.fill(values, from, to, with);
    return values;
  }

  @Test
  void aShortGapIsBridgedAndLowersTheQuality() {
    BodyWindow window =
        only(changed(Kind.EDA, v -> filled(v, 60, 80, Float.NaN))); // 5 of 60 seconds
    BodyWindow clean = only(CALM.recording(60));
    assertThat(value(window, "scl_mean")).isCloseTo(value(clean, "scl_mean"), within(0.05));
    assertThat(window.quality()).isLessThan(clean.quality());
    assertThat(window.notes()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"PPG", "EDA", "RESPIRATION"})
  void aConstantGivesNoFeaturesAndANote(Kind kind) {
    BodyWindow window = only(changed(kind, v -> filled(v, 0, v.length, 5)));
    assertThat(window.notes()).containsExactly(kind + ": it is constant");
    assertThat(window.features().keySet())
        .noneMatch(
            name ->
                name.startsWith(kind == Kind.PPG ? "hrv" : kind == Kind.EDA ? "sc" : "resp")
                    || (kind == Kind.EDA && name.startsWith("eda")));
    assertThat(window.quality()).isLessThan(0.85);
  }

  @Test
  void aLongGapIsNamed() {
    assertThat(only(changed(Kind.PPG, v -> filled(v, 0, 1920, Float.NaN))).notes())
        .containsExactly("ppg: 50 % of it is missing");
    assertThat(only(changed(Kind.EDA, v -> filled(v, 0, v.length, 0))).notes())
        .as("a sensor that is not worn")
        .containsExactly("eda: 100 % of it is outside 0 (not worn) to 100 microsiemens");
    assertThat(only(changed(Kind.EDA, v -> filled(v, 0, v.length, -1))).notes())
        .containsExactly("eda: 100 % of it is outside 0 (not worn) to 100 microsiemens");
    assertThat(
            only(changed(Kind.EDA, v -> filled(filled(v, 0, v.length, 0), 0, 60, Float.NaN)))
                .notes())
        .containsExactly("eda: 100 % of it is missing or outside 0 (not worn) to 100 microsiemens");
    assertThat(only(changed(Kind.TEMPERATURE, v -> filled(v, 0, v.length, 5))).notes())
        .containsExactly("temperature: 100 % of it is outside 10 to 50 degrees Celsius");
  }

  @Test
  void clippingLowersTheQuality() {
    BodyWindow window =
        only(
            changed(
                Kind.PPG,
                v -> {
                  for (int i = 0; i < v.length; i++) {
                    v[i] = Math.min(v[i], 0);
                  }
                  return v;
                }));
    assertThat(window.quality()).isLessThan(0.97);
  }

  @Test
  void movementLowersTheTrustInHeartAndSkin() {
    SyntheticWearer running = new SyntheticWearer(62, 2, 12, 0.5, 1);
    assertThat(only(running.recording(60)).quality())
        .isLessThan(only(CALM.recording(60)).quality() - 0.2);
  }

  @Test
  void aWrongSamplingRateShowsInTheHeart() {
    BodyChannel pulse = CALM.recording(60).channel(Kind.PPG).orElseThrow();
    for (double rate : new double[] {512, 20}) {
      float[] values = pulse.values();
      if (rate == 512) {
        values = new float[8 * values.length];
        for (int i = 0; i < values.length; i++) {
          values[i] = pulse.values()[i % pulse.values().length];
        }
      } else {
        values = Arrays.copyOf(values, 1200);
      }
      BodyRecording wrong = BodyRecording.of(List.of(BodyChannel.of(Kind.PPG, rate, values)));
      BodyWindow window = only(wrong);
      assertThat(window.features()).as("%s Hz", rate).isEmpty();
      assertThat(window.notes().get(0)).contains("is the sampling rate right?");
      assertThat(window.quality()).isEqualTo(0.01);
    }
  }

  @Test
  void theDevicesOwnBeatsStandInForAMissingPulse() {
    double[] times = new double[70];
    double[] intervals = new double[70];
    for (int i = 0; i < 70; i++) {
      intervals[i] = i % 2 == 0 ? 0.81 : 0.79;
      times[i] = (i == 0 ? 1000 : times[i - 1]) + intervals[i];
    }
    BodyRecording recording =
        new BodyRecording(
            Map.of(), Optional.of(new BodyRecording.Beats(times, intervals)), List.of());
    BodyWindow window = new BodyWindows(50, 50).of(recording).get(0);
    assertThat(value(window, "hrv_mean_rr")).isCloseTo(800, within(0.5));
    assertThat(value(window, "hrv_rmssd")).isCloseTo(20, within(0.1));
  }

  @Test
  void artefactsAmongTheIntervalsAreLeftOut() {
    double[] rr = new double[60];
    double[] ends = new double[60];
    double end = 0;
    for (int i = 0; i < rr.length; i++) {
      rr[i] = i == 20 ? 1600 : i == 40 ? 250 : 800 + i % 3;
      end += rr[i] / 1000;
      ends[i] = end;
    }
    RrIntervals intervals = RrIntervals.of(rr, ends);
    assertThat(intervals.values()).hasSize(58);
    assertThat(intervals.removed()).isCloseTo(2 / 60.0, within(1e-12));
    assertThat(HeartRateVariability.of(intervals).orElseThrow().rmssd()).isLessThan(2);
  }

  @Test
  void unitsOfMotionAreTheSameAcceleration() {
    List<BodyChannel> g = new ArrayList<>();
    for (BodyChannel c : CALM.recording(60).channels().values()) {
      if (c.kind().isMotion()) {
        float[] values = c.values().clone();
        for (int i = 0; i < values.length; i++) {
          values[i] *= 9.80665f / 64;
        }
        g.add(new BodyChannel(c.kind(), values, c.rate(), "m/s2", 0));
      }
    }
    assertThat(value(only(BodyRecording.of(g)), "acc_magnitude_mean"))
        .isCloseTo(value(only(CALM.recording(60)), "acc_magnitude_mean"), within(1e-3));
  }

  @Test
  void aRateThatDividesNoWindowIsFine() {
    for (double rate : new double[] {2.04, 3.9, 4.049}) {
      float[] values =
          SyntheticWearer.STRESSED.recording(60).channel(Kind.EDA).orElseThrow().values();
      BodyRecording odd = BodyRecording.of(List.of(BodyChannel.of(Kind.EDA, rate, values)));
      List<BodyWindow> windows = new BodyWindows(10, 10).of(odd);
      assertThat(windows).isNotEmpty();
      assertThat(windows).allSatisfy(w -> assertThat(w.features()).containsKey("scl_mean"));
    }
  }

  @Test
  void aHugeRateTakesNoMemoryForWhatIsNotThere() {
    BodyRecording slow = CALM.recording(3600);
    List<BodyChannel> channels = new ArrayList<>(slow.channels().values());
    channels.add(BodyChannel.of(Kind.ECG, 100_000, new float[1000]));
    BodyWindow window = new BodyWindows(3600, 3600).of(BodyRecording.of(channels)).get(0);
    assertThat(window.notes()).containsExactly("ecg: 100 % of it is missing");
    assertThat(window.features()).containsKey("hrv_mean_rr");
  }
}
