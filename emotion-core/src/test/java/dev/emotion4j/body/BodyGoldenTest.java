package dev.emotion4j.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.model.Json;
import dev.emotion4j.signal.BodyChannel.Kind;
import dev.emotion4j.signal.BodyRecording;
import dev.emotion4j.signal.BodySignal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Against SciPy and NeuroKit2, whose answers {@code golden/body/make_body.py} wrote. */
class BodyGoldenTest {
  private static final Json GOLDEN = golden();

  private static Json golden() {
    try (InputStream in =
        BodyGoldenTest.class.getResourceAsStream("/dev/emotion4j/golden/body/body.json")) {
      if (in == null) {
        throw new IllegalStateException("no body.json");
      }
      return Json.parse("body.json", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double[] numbers(Json list) {
    return list.items().stream().mapToDouble(Json::number).toArray();
  }

  private static double number(Json map, String name) {
    return map.get(name).number();
  }

  @Test
  void filtersAreThoseOfSciPy() {
    double[] x = numbers(GOLDEN.get("x"));
    List<Json> filters = GOLDEN.get("filters").items();
    assertThat(filters).hasSize(5);
    for (Json filter : filters) {
      int order = (int) number(filter, "order");
      double edge = number(filter, "edge");
      double rate = number(filter, "rate");
      Butterworth ours =
          switch (filter.get("kind").text()) {
            case "low" -> Butterworth.lowPass(order, edge, rate);
            case "high" -> Butterworth.highPass(order, edge, rate);
            default -> Butterworth.bandPass(order, edge, number(filter, "high"), rate);
          };
      assertThat(ours.zeroPhase(x))
          .as("%s %s", filter.get("kind").text(), edge)
          .containsExactly(numbers(filter.get("y")), within(1e-8));
    }
  }

  @Test
  void statisticsAreThoseOfSciPy() {
    double[] x = numbers(GOLDEN.get("x"));
    Json expected = GOLDEN.get("statistics");
    assertThat(Statistics.skewness(x)).isCloseTo(number(expected, "skewness"), within(1e-12));
    assertThat(Statistics.kurtosis(x)).isCloseTo(number(expected, "kurtosis"), within(1e-12));
    assertThat(Statistics.median(x)).isEqualTo(number(expected, "median"));
    assertThat(Statistics.deviation(x, 0)).isCloseTo(number(expected, "deviation"), within(1e-12));
    assertThat(Statistics.slope(x, 0.25)).isCloseTo(number(expected, "slope"), within(1e-12));
    assertThat(Statistics.area(x, 0.25)).isCloseTo(number(expected, "area"), within(1e-9));
  }

  private static RrIntervals intervals() {
    double[] rr = numbers(GOLDEN.get("rr"));
    double[] ends = new double[rr.length];
    double sum = 0;
    for (int i = 0; i < rr.length; i++) {
      sum += rr[i] / 1000;
      ends[i] = sum;
    }
    return RrIntervals.of(rr, ends);
  }

  @Test
  void heartRateVariabilityInTimeIsThatOfNeuroKit() {
    HeartRateVariability hrv = HeartRateVariability.of(intervals()).orElseThrow();
    Json expected = GOLDEN.get("hrv");
    // NeuroKit takes peaks at whole samples, here of .01 ms.
    assertThat(hrv.meanRr()).isCloseTo(number(expected, "meanRr"), within(0.02));
    assertThat(hrv.medianRr()).isCloseTo(number(expected, "medianRr"), within(0.02));
    assertThat(hrv.sdnn()).isCloseTo(number(expected, "sdnn"), within(0.02));
    assertThat(hrv.rmssd()).isCloseTo(number(expected, "rmssd"), within(0.02));
    assertThat(hrv.sdsd()).isCloseTo(number(expected, "sdsd"), within(0.02));
    assertThat(hrv.pnn50()).isCloseTo(number(expected, "pnn50"), within(1e-9));
    assertThat(hrv.sd1()).isCloseTo(number(expected, "sd1"), within(0.02));
  }

  @Test
  void heartRateVariabilityInFrequencyIsThatOfSciPysWelch() {
    HeartRateSpectrum spectrum = HeartRateSpectrum.of(intervals()).orElseThrow();
    Json expected = GOLDEN.get("hrv");
    assertThat(spectrum.vlf()).isCloseTo(number(expected, "vlf"), Percentage.withPercentage(1e-5));
    assertThat(spectrum.lf()).isCloseTo(number(expected, "lf"), Percentage.withPercentage(1e-5));
    assertThat(spectrum.hf()).isCloseTo(number(expected, "hf"), Percentage.withPercentage(1e-5));
  }

  private static BodyRecording recording(String name) {
    String shared = System.getProperty("emotion.shared", "");
    Path file = Path.of(shared, "data/physiology/biosppy", name);
    Assumptions.assumeTrue(
        !shared.isEmpty() && Files.exists(file), "needs -Demotion.shared with BioSPPy's examples");
    return BodySignal.read(file).recording().orElseThrow();
  }

  private static double[] samples(BodyRecording recording, Kind kind) {
    float[] values = recording.channel(kind).orElseThrow().values();
    double[] x = new double[values.length];
    Arrays.setAll(x, i -> values[i]);
    return x;
  }

  /** Every peak of theirs is one of ours within the tolerance, and we have at most one more. */
  private static void assertPeaks(int[] ours, double[] theirs, double tolerance) {
    assertThat(ours.length).isBetween(theirs.length, theirs.length + 1);
    for (double peak : theirs) {
      assertThat(Arrays.stream(ours).mapToDouble(p -> Math.abs(p - peak)).min().orElseThrow())
          .as("distance to the peak at %s", peak)
          .isLessThanOrEqualTo(tolerance);
    }
  }

  @Test
  void findsTheRPeaksThatNeuroKitFinds() {
    double[] ecg = samples(recording("ecg.txt"), Kind.ECG);
    assertPeaks(HeartBeats.rPeaks(ecg, 1000), numbers(GOLDEN.get("biosppy").get("r")), 20);
  }

  @Test
  void findsThePulsePeaksThatNeuroKitFinds() {
    double[] ppg = samples(recording("ppg.txt"), Kind.PPG);
    assertPeaks(HeartBeats.pulsePeaks(ppg, 1000), numbers(GOLDEN.get("biosppy").get("pulse")), 25);
  }

  @Test
  void breathesAboutAsFastAsForNeuroKit() {
    double[] breath = samples(recording("resp.txt"), Kind.RESPIRATION);
    // NeuroKit counts smaller breaths, too, and averages rates, not lengths.
    assertThat(Respiration.of(breath, 1000).orElseThrow().rate())
        .isCloseTo(number(GOLDEN.get("biosppy"), "breath"), within(4.0));
  }
}
