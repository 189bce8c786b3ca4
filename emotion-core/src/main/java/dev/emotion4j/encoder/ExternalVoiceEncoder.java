package dev.emotion4j.encoder;

import dev.emotion4j.audio.LogMel;
import dev.emotion4j.audio.MelSettings;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.model.Json;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Signal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody else's ONNX voice model, described by a settings file; its output is the features.
 * Thread-safe. Made by {@link Encoders#onnxVoice}.
 *
 * <pre>{@code
 * {"file": "emotion.onnx", "representation": "waveform", "sampleRate": 16000, "seconds": 10,
 *  "kind": "logits", "labels": ["neutral", "happiness", "sadness", "anger"]}
 * {"file": "cnn.onnx", "representation": "log-mel", "sampleRate": 16000, "samples": 48000,
 *  "fft": 512, "window": 400, "hop": 160, "mels": 80, "lowest": 0, "highest": 8000,
 *  "layout": "mels-frames", "mean": -6, "scale": 0.25, "kind": "embedding"}
 * }</pre>
 *
 * <p>A waveform goes in as {@code [1, samples]}, full scale -1 to 1; a log-mel (see {@link LogMel}:
 * natural logarithm) as {@code [1, frames, mels]}, or with layout {@code mels-frames} as {@code [1,
 * mels, frames]}; each value {@code x} as {@code (x - mean) * scale}, 0 and 1 unless stated. Clips
 * are cut after {@code seconds} (15 unless stated); with {@code samples} they are cut or padded
 * with silence to exactly so many. The numbers of the log-mel are those of {@link
 * MelSettings#DEFAULT} unless stated. Other fields are those of every ONNX model: {@code sha256},
 * {@code input}, {@code output}, {@code kind}, {@code labels}. Unknown fields are refused.
 */
public final class ExternalVoiceEncoder extends ExternalEncoder {
  /** The name of the provider that opens it again. */
  public static final String PROVIDER = "onnx-voice";

  private static final Set<String> FIELDS =
      Set.of(
          "representation",
          "sampleRate",
          "seconds",
          "samples",
          "fft",
          "window",
          "hop",
          "mels",
          "lowest",
          "highest",
          "layout",
          "mean",
          "scale");
  private static final int MOST_HERTZ = 192_000;
  private static final int MOST_SAMPLES = 1 << 26;

  /** What the model hears. */
  private record Hearing(
      int sampleRate,
      double seconds,
      int samples,
      Optional<LogMel> mel,
      boolean bandsFirst,
      double mean,
      double scale) {
    /** Returns the model's input for a sound, the batch of 1 in front. */
    Tensor tensor(float[] sound) {
      float[] exact = samples == 0 ? sound : Arrays.copyOf(sound, samples);
      float[] values = mel.isPresent() ? mel.get().apply(exact) : exact.clone();
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) ((values[i] - mean) * scale);
      }
      if (mel.isEmpty()) {
        return Tensor.of(values, 1, values.length);
      }
      int bands = mel.get().settings().mels();
      int frames = values.length / bands;
      return bandsFirst
          ? Tensor.of(turned(values, frames, bands), 1, bands, frames)
          : Tensor.of(values, 1, frames, bands);
    }

    private static float[] turned(float[] values, int rows, int columns) {
      float[] turned = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        turned[i % columns * rows + i / columns] = values[i];
      }
      return turned;
    }
  }

  private final Hearing hearing;

  private ExternalVoiceEncoder(Hearing hearing, ExternalModel model) {
    super(model);
    this.hearing = hearing;
  }

  static ExternalVoiceEncoder open(Path settings) {
    Json json = ExternalModel.json(settings, FIELDS);
    Hearing hearing = hearing(json);
    // A second of silence has the shape of any clip.
    int[] shape = hearing.tensor(new float[hearing.sampleRate()]).shape();
    return new ExternalVoiceEncoder(hearing, ExternalModel.open(settings, json, shape));
  }

  private static Hearing hearing(Json json) {
    int rate = whole(json, "sampleRate", MelSettings.DEFAULT.sampleRate(), MOST_HERTZ);
    boolean mel = choice(json, "representation", "waveform", "log-mel");
    double seconds = number(json, "seconds", VoiceConfig.DEFAULT.seconds());
    int samples = json.find("samples").map(s -> s.integer(1, MOST_SAMPLES)).orElse(0);
    if (!(seconds >= HeardVoice.LEAST_SECONDS && seconds * rate <= MOST_SAMPLES)) {
      throw json.get("seconds")
          .error("found " + seconds + "; expected 0.1 to " + MOST_SAMPLES / rate);
    }
    double enough = samples == 0 ? seconds : Math.max(0.1, (double) samples / rate);
    boolean bandsFirst =
        json.find("layout").isPresent() && choice(json, "layout", "frames-mels", "mels-frames");
    return new Hearing(
        rate,
        enough,
        samples,
        mel ? Optional.of(new LogMel(mel(json, rate))) : Optional.empty(),
        bandsFirst,
        number(json, "mean", 0),
        number(json, "scale", 1));
  }

  private static MelSettings mel(Json json, int rate) {
    MelSettings usual = MelSettings.DEFAULT;
    try {
      return new MelSettings(
          rate,
          whole(json, "fft", usual.fft(), 1 << 16),
          whole(json, "window", usual.window(), 1 << 16),
          whole(json, "hop", usual.hop(), 1 << 16),
          whole(json, "mels", usual.mels(), 1 << 10),
          number(json, "lowest", usual.lowest()),
          number(json, "highest", Math.min(usual.highest(), rate / 2.0)));
    } catch (IllegalArgumentException e) {
      throw json.error(String.valueOf(e.getMessage()));
    }
  }

  private static int whole(Json json, String name, int usual, int most) {
    return json.find(name).map(value -> value.integer(1, most)).orElse(usual);
  }

  private static double number(Json json, String name, double usual) {
    return json.find(name).map(Json::number).orElse(usual);
  }

  /** Returns whether the field holds the second of two words. */
  private static boolean choice(Json json, String name, String first, String second) {
    String text = json.get(name).text();
    if (!text.equals(first) && !text.equals(second)) {
      throw json.get(name).error("found '" + text + "', expected " + first + " or " + second);
    }
    return text.equals(second);
  }

  @Override
  public String provider() {
    return PROVIDER;
  }

  @Override
  public Modality modality() {
    return Modality.VOICE;
  }

  @Override
  public List<Prepared> prepare(List<? extends Signal> signals) {
    demandOpen();
    List<Prepared> rows = new ArrayList<>(signals.size());
    for (Signal signal : signals) {
      rows.add(HeardVoice.prepare(signal, hearing.sampleRate(), hearing.seconds(), this::row));
    }
    return rows;
  }

  private Prepared row(float[] samples) {
    return new Prepared(features(hearing.tensor(samples)), 1, List.of());
  }

  @Override
  public ExternalVoiceEncoder withDropout(double rate) {
    return new ExternalVoiceEncoder(hearing, model().share());
  }

  @Override
  public String toString() {
    return "voice model " + model();
  }
}
