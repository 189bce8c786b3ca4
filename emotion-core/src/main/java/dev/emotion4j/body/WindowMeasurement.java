package dev.emotion4j.body;

import dev.emotion4j.signal.BodyChannel;
import dev.emotion4j.signal.BodyChannel.Kind;
import dev.emotion4j.signal.BodyRecording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures one window of a recording; used once, by one thread. */
final class WindowMeasurement {
  private static final double MAX_REMOVED = 0.5;
  private static final double MOVEMENT = 0.25 * 64;
  private static final double MIN_QUALITY = 0.01;
  private static final int MIN_INTERVALS = 10;

  private final BodyRecording recording;
  private final double start;
  private final double seconds;
  private final Map<String, Double> features = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Double> qualities = new ArrayList<>();
  private double movement;

  WindowMeasurement(BodyRecording recording, double start, double seconds) {
    this.recording = recording;
    this.start = start;
    this.seconds = seconds;
  }

  BodyWindow all() {
    motion();
    conductance();
    temperature();
    heart();
    respiration();
    double quality = qualities.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    return new BodyWindow(start, features, Math.max(MIN_QUALITY, Math.min(1, quality)), notes);
  }

  /** The channel's window if it can be used; otherwise a note and a quality of 0. */
  private Optional<ChannelWindow> usable(Kind kind) {
    Optional<BodyChannel> channel = recording.channel(kind);
    if (channel.isEmpty()) {
      return Optional.empty();
    }
    ChannelWindow window = ChannelWindow.of(channel.get(), start, seconds);
    if (window.problem().isPresent()) {
      refuse(kind.toString(), window.problem().get());
      return Optional.empty();
    }
    return Optional.of(window);
  }

  private void refuse(String what, String why) {
    notes.add(what + ": " + why);
    qualities.add(0.0);
  }

  private void put(String name, double value) {
    if (Double.isFinite(value)) {
      features.put(name, value);
    }
  }

  private double stillness() {
    return 1 / (1 + Math.pow(movement / MOVEMENT, 2));
  }

  private void motion() {
    Optional<ChannelWindow> x = usable(Kind.MOTION_X);
    Optional<ChannelWindow> y = usable(Kind.MOTION_Y);
    Optional<ChannelWindow> z = usable(Kind.MOTION_Z);
    if (x.isEmpty() || y.isEmpty() || z.isEmpty()) {
      return;
    }
    double[] a = x.get().samples();
    double[] b = y.get().samples();
    double[] c = z.get().samples();
    if (a.length != b.length || a.length != c.length) {
      refuse("motion", "its axes have different sampling rates");
      return;
    }
    double sx = Statistics.deviation(a, 0);
    double sy = Statistics.deviation(b, 0);
    double sz = Statistics.deviation(c, 0);
    if (sx == 0 && sy == 0 && sz == 0) {
      refuse("motion", "all axes are constant");
      return;
    }
    double[] magnitude = new double[a.length];
    double sma = 0;
    double energy = 0;
    for (int i = 0; i < a.length; i++) {
      double square = a[i] * a[i] + b[i] * b[i] + c[i] * c[i];
      magnitude[i] = Math.sqrt(square);
      sma += (Math.abs(a[i]) + Math.abs(b[i]) + Math.abs(c[i])) / a.length;
      energy += square / a.length;
    }
    movement = Statistics.deviation(magnitude, 0);
    put("acc_x_std", sx);
    put("acc_y_std", sy);
    put("acc_z_std", sz);
    put("acc_magnitude_mean", Statistics.mean(magnitude));
    put("acc_magnitude_std", movement);
    put("acc_magnitude_max", Statistics.max(magnitude));
    put("acc_sma", sma);
    put("acc_energy", energy);
    qualities.add(1 - Math.max(x.get().bad(), Math.max(y.get().bad(), z.get().bad())));
  }

  private void conductance() {
    Optional<ChannelWindow> found = usable(Kind.EDA);
    if (found.isEmpty()) {
      return;
    }
    ChannelWindow window = found.get();
    if (window.rate() < SkinConductance.MIN_RATE) {
      refuse("eda", "its sampling rate is below 2 Hz");
      return;
    }
    put("eda_skewness", Statistics.skewness(window.samples()));
    put("eda_kurtosis", Statistics.kurtosis(window.samples()));
    SkinConductance skin = SkinConductance.of(window.samples(), window.rate());
    double[] level = skin.tonic();
    put("scl_mean", Statistics.mean(level));
    put("scl_std", Statistics.deviation(level, 0));
    put("scl_min", Statistics.min(level));
    put("scl_max", Statistics.max(level));
    put("scl_median", Statistics.median(level));
    put("scl_range", Statistics.max(level) - Statistics.min(level));
    put("scl_auc", Statistics.area(level, 1 / window.rate()));
    put("scl_slope", Statistics.slope(level, 1 / window.rate()));
    responses(skin.responses());
    qualities.add((1 - window.bad()) * stillness());
  }

  private void responses(List<SkinConductance.Response> responses) {
    put("scr_peak_count", responses.size());
    if (responses.isEmpty()) {
      return;
    }
    double[] amplitudes =
        responses.stream().mapToDouble(SkinConductance.Response::amplitude).toArray();
    put("scr_amplitude_mean", Statistics.mean(amplitudes));
    put("scr_amplitude_max", Statistics.max(amplitudes));
    put("scr_amplitude_std", Statistics.deviation(amplitudes, 0));
    put("scr_amplitude_sum", Statistics.sum(amplitudes));
    put(
        "scr_rise_time_mean",
        responses.stream().mapToDouble(SkinConductance.Response::riseTime).average().orElseThrow());
    responses.stream()
        .mapToDouble(SkinConductance.Response::recoveryTime)
        .filter(Double::isFinite)
        .average()
        .ifPresent(mean -> put("scr_recovery_time_mean", mean));
  }

  private void temperature() {
    usable(Kind.TEMPERATURE)
        .ifPresent(
            window -> {
              double[] x = window.samples();
              put("temp_mean", Statistics.mean(x));
              put("temp_std", Statistics.deviation(x, 0));
              put("temp_min", Statistics.min(x));
              put("temp_max", Statistics.max(x));
              put("temp_median", Statistics.median(x));
              put("temp_slope", Statistics.slope(x, 1 / window.rate()));
              qualities.add(1 - window.bad());
            });
  }

  /** From the first of ECG, PPG and the device's own beats that can be used. */
  private void heart() {
    int before = qualities.size();
    for (Kind kind : List.of(Kind.ECG, Kind.PPG)) {
      Optional<ChannelWindow> window = usable(kind);
      if (window.isPresent() && heart(kind, window.get())) {
        keepBest(before);
        return;
      }
    }
    recording.beats().ifPresent(beats -> heart("ibi", within(beats), seconds, 1));
    keepBest(before);
  }

  // The heart counts once, whatever was tried.
  private void keepBest(int before) {
    if (qualities.size() > before) {
      List<Double> tried = qualities.subList(before, qualities.size());
      double best = tried.stream().mapToDouble(Double::doubleValue).max().orElse(0);
      tried.clear();
      qualities.add(best);
    }
  }

  private boolean heart(Kind kind, ChannelWindow window) {
    double lowest = kind == Kind.ECG ? 50 : HeartBeats.MIN_RATE;
    if (window.rate() < lowest) {
      refuse(kind.toString(), "its sampling rate is below " + lowest + " Hz");
      return false;
    }
    int[] peaks =
        kind == Kind.ECG
            ? HeartBeats.rPeaks(window.samples(), window.rate())
            : HeartBeats.pulsePeaks(window.samples(), window.rate());
    double clean = (1 - window.bad()) * (1 - window.flat()) * (1 - window.clipped());
    return heart(
        kind.toString(), RrIntervals.between(peaks, window.rate()), seconds, clean * stillness());
  }

  private RrIntervals within(BodyRecording.Beats beats) {
    List<Integer> inside = new ArrayList<>();
    for (int i = 0; i < beats.times().length; i++) {
      double end = beats.times()[i];
      if (end - beats.intervals()[i] >= start && end < start + seconds) {
        inside.add(i);
      }
    }
    double[] intervals = inside.stream().mapToDouble(i -> beats.intervals()[i] * 1000).toArray();
    double[] ends = inside.stream().mapToDouble(i -> beats.times()[i] - start).toArray();
    return RrIntervals.of(intervals, ends);
  }

  private boolean heart(String what, RrIntervals intervals, double span, double clean) {
    double covered = Statistics.sum(intervals.values()) / 1000 / span;
    if (intervals.values().length < Math.min(MIN_INTERVALS, span / 3)
        || intervals.removed() > MAX_REMOVED
        || covered < 1 - MAX_REMOVED) {
      refuse(
          what,
          "too few regular heart beats from 30 to 200 per minute; is the sampling rate right?");
      return false;
    }
    Optional<HeartRateVariability> found = HeartRateVariability.of(intervals);
    if (found.isEmpty()) {
      refuse(what, "too few heart beats in a row");
      return false;
    }
    put(found.get());
    HeartRateSpectrum.of(intervals).ifPresent(this::put);
    qualities.add(clean * (1 - intervals.removed()));
    return true;
  }

  private void put(HeartRateVariability hrv) {
    put("hrv_mean_hr", hrv.meanRr());
    put("hrv_mean_rr", hrv.meanRr());
    put("hrv_median_rr", hrv.medianRr());
    put("hrv_min_rr", hrv.minRr());
    put("hrv_max_rr", hrv.maxRr());
    put("hrv_sdnn", hrv.sdnn());
    put("hrv_rmssd", hrv.rmssd());
    put("hrv_sdsd", hrv.sdsd());
    put("hrv_pnn50", hrv.pnn50());
    put("hrv_sd1", hrv.sd1());
    put("hrv_sd2", hrv.sd2());
  }

  private void put(HeartRateSpectrum spectrum) {
    put("hrv_vlf_power", spectrum.vlf());
    put("hrv_lf_power", spectrum.lf());
    put("hrv_hf_power", spectrum.hf());
    put("hrv_total_power", spectrum.total());
    spectrum.lfHf().ifPresent(ratio -> put("hrv_lf_hf_ratio", ratio));
  }

  private void respiration() {
    Optional<ChannelWindow> found = usable(Kind.RESPIRATION);
    if (found.isEmpty()) {
      return;
    }
    ChannelWindow window = found.get();
    Optional<Respiration> breath = Respiration.of(window.samples(), window.rate());
    if (breath.isEmpty()) {
      refuse("respiration", "fewer than three breaths from 6 to 30 per minute");
      return;
    }
    put("resp_rate", breath.get().rate());
    put("resp_rate_std", breath.get().variability());
    put("resp_amplitude", breath.get().amplitude());
    qualities.add((1 - window.bad()) * (1 - window.flat()) * (1 - window.clipped()));
  }
}
