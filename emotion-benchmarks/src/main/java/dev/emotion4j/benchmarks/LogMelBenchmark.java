package dev.emotion4j.benchmarks;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.audio.LogMel;
import dev.emotion4j.audio.MelSettings;
import dev.emotion4j.encoder.VoiceConfig;
import dev.emotion4j.encoder.VoiceEncoder;
import dev.emotion4j.signal.AudioClip;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Sample;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jtransforms.fft.FloatFFT_1D;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Three seconds of sound at 16 kHz: the Fourier transforms of its 301 frames alone, the whole
 * log-mel, and the whole way from samples to a recognition (untrained weights, which take the same
 * time): {@code java -jar emotion-benchmarks/target/benchmarks.jar LogMelBenchmark}. Log-mel is to
 * stay within 1.2 times its transforms, the whole way within 0.02 of real time, 60,000
 * microseconds.
 */
@SuppressWarnings("NullAway.Init") // JMH calls open() first
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 8, time = 2)
@Fork(1)
public class LogMelBenchmark {
  private static final MelSettings SETTINGS = MelSettings.DEFAULT;
  private static final int SECONDS = 3;

  private final LogMel logMel = new LogMel(SETTINGS);
  private final FloatFFT_1D fft = new FloatFFT_1D(SETTINGS.fft());
  private float[] samples;
  private float[] frame;
  private Sample sample;
  private EmotionRecognizer recognizer;

  /** Makes a sound and opens the recognizer. */
  @Setup(Level.Trial)
  public void open() {
    SplittableRandom random = new SplittableRandom(7);
    samples = new float[SECONDS * SETTINGS.sampleRate()];
    for (int i = 0; i < samples.length; i++) {
      double voice = Math.sin(i * 0.06) * Math.max(0, Math.sin(i * 0.001));
      samples[i] = (float) (0.3 * voice + 0.02 * random.nextDouble());
    }
    frame = new float[SETTINGS.fft()];
    sample = Sample.of(AudioClip.of(samples, SETTINGS.sampleRate()));
    recognizer =
        EmotionRecognizer.builder()
            .encoder(VoiceEncoder.untrained(VoiceConfig.DEFAULT, 1))
            .labels(LabelSet.of("anger", "joy", "neutral", "sadness"))
            .backend("onnx")
            .build();
  }

  /** Closes the recognizer. */
  @TearDown(Level.Trial)
  public void close() {
    recognizer.close();
  }

  /** The transforms of the frames and nothing else: a copy each, because they work in place. */
  @Benchmark
  public float bareTransforms() {
    float sum = 0;
    int last = samples.length - frame.length;
    for (int i = 0; i < SETTINGS.frames(samples.length); i++) {
      System.arraycopy(samples, Math.min(i * SETTINGS.hop(), last), frame, 0, frame.length);
      fft.realForward(frame);
      sum += frame[2];
    }
    return sum;
  }

  /** The whole log-mel spectrogram. */
  @Benchmark
  public float[] logMel() {
    return logMel.apply(samples);
  }

  /** From samples to a recognition. */
  @Benchmark
  public Object voicePath() {
    return recognizer.recognize(sample);
  }
}
