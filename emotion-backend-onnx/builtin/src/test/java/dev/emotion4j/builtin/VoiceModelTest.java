package dev.emotion4j.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.Recognition;
import dev.emotion4j.assembly.ModelDirectory;
import dev.emotion4j.audio.Recording;
import dev.emotion4j.body.Butterworth;
import dev.emotion4j.signal.AudioClip;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The voice branch that ships: it opens, it is small, and it knows what it was trained on. */
class VoiceModelTest {
  private static final int RATE = 16_000;
  private static final Path DATA =
      Path.of(System.getProperty("emotion.shared", "../../../shared"), "data/speech/emodb");

  private static EmotionRecognizer open() throws IOException {
    return EmotionRecognizer.builder()
        .model(ModelDirectory.load(BuiltInModel.class, "voice"))
        .backend("onnx")
        .build();
  }

  @Test
  void anyVoiceGivesADistributionOverSevenExpressions() throws IOException {
    float[] samples = new float[16_000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.3 * Math.sin(i * 0.06) * Math.max(0, Math.sin(i * 0.001)));
    }
    try (EmotionRecognizer recognizer = open()) {
      Recognition result = recognizer.recognize(Sample.of(AudioClip.of(samples, 16_000)));
      assertThat(result.distribution()).hasSize(7).containsKeys("joy", "boredom", "neutral");
      assertThat(result.distribution().values().stream().mapToDouble(p -> p).sum())
          .isCloseTo(1, within(1e-9));
      assertThat(result.used()).containsExactly(Modality.VOICE);
    }
  }

  @Test
  void theWeightsAreSmall() throws IOException {
    try (InputStream weights =
        Objects.requireNonNull(
            BuiltInModel.class.getResourceAsStream("voice/weights.safetensors"))) {
      assertThat(weights.readAllBytes()).hasSizeLessThan(4_000_000);
    }
  }

  @Test
  void aTelephoneChangesLittle() throws IOException {
    float[] samples = sung();
    try (EmotionRecognizer recognizer = open()) {
      Recognition whole = recognizer.recognize(Sample.of(AudioClip.of(samples, RATE)));
      for (int rate : new int[] {12_000, 8000}) {
        float[] narrow = Recording.read(AudioClip.of(samples, RATE), rate, 10).samples();
        Recognition result = recognizer.recognize(Sample.of(AudioClip.of(narrow, rate)));
        assertThat(result.notes().toString()).contains("as in what a telephone carries");
        assertThat(distance(whole, result)).as("%d Hz", rate).isLessThan(0.12);
      }
    }
  }

  @Test
  void aTelephoneThatCutsBelow300HzChangesLittle() throws IOException {
    float[] samples = sung();
    try (EmotionRecognizer recognizer = open()) {
      Recognition whole = recognizer.recognize(Sample.of(AudioClip.of(samples, RATE)));
      AudioClip phone = phoned(AudioClip.of(samples, RATE));
      // .13 or more before telephones of this kind were trained on
      assertThat(distance(whole, recognizer.recognize(Sample.of(phone)))).isLessThan(0.08);
    }
  }

  /** From 300 to 3400 Hz, at 8 kHz. */
  private static AudioClip phoned(AudioClip clip) throws IOException {
    float[] narrow = Recording.read(clip, 8000, 30).samples();
    double[] samples = new double[narrow.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = narrow[i];
    }
    double[] band = Butterworth.bandPass(4, 300, 3400, 8000).zeroPhase(samples);
    for (int i = 0; i < samples.length; i++) {
      narrow[i] = (float) band[i];
    }
    return AudioClip.of(narrow, 8000);
  }

  @Test
  void noiseChangesLittle() throws IOException {
    float[] samples = sung();
    float[] noisy = samples.clone();
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] += (float) (0.01 * random.nextGaussian()); // 22 dB below
    }
    try (EmotionRecognizer recognizer = open()) {
      Recognition whole = recognizer.recognize(Sample.of(AudioClip.of(samples, RATE)));
      Recognition result = recognizer.recognize(Sample.of(AudioClip.of(noisy, RATE)));
      assertThat(distance(whole, result)).isLessThan(0.15);
    }
  }

  /** Half the sum of the differences of two distributions: 0 to 1. */
  private static double distance(Recognition a, Recognition b) {
    return a.distribution().entrySet().stream()
            .mapToDouble(one -> Math.abs(one.getValue() - b.distribution().get(one.getKey())))
            .sum()
        / 2;
  }

  /** Two seconds of a rising and falling tone with a voice's overtones, and a little noise. */
  private static float[] sung() {
    SplittableRandom random = new SplittableRandom(3);
    float[] samples = new float[2 * RATE];
    double phase = 0;
    for (int i = 0; i < samples.length; i++) {
      double seconds = (double) i / RATE;
      double pitch = 140 + 30 * Math.sin(2 * Math.PI * 2 * seconds);
      phase += 2 * Math.PI * pitch / RATE;
      double sum = 0;
      for (int k = 1; k < 40; k++) {
        double formant = Math.exp(-Math.pow((k * pitch - 600) / 900, 2));
        sum += (0.1 + formant) / k * Math.sin(k * phase);
      }
      double loud = 0.3 * Math.max(0, Math.sin(2 * Math.PI * 1.5 * seconds));
      samples[i] = (float) (loud * sum + 0.004 * (random.nextDouble() - 0.5));
    }
    return samples;
  }

  /** Not how good it is (the card says that, of held-out speakers), but that features still fit. */
  @ParameterizedTest
  @ValueSource(ints = {16_000, 12_000, 8000})
  void clipsThatItWasTrainedOnAreRecognised(int rate) throws IOException {
    assertThat(right(clip -> AudioClip.of(Recording.read(clip, rate, 30).samples(), rate)))
        .isGreaterThan(0.85);
  }

  @Test
  void clipsThatItWasTrainedOnAreRecognisedByTelephone() throws IOException {
    assertThat(right(VoiceModelTest::phoned)).isGreaterThan(0.8);
  }

  private interface Way {
    AudioClip of(AudioClip clip) throws IOException;
  }

  private static double right(Way way) throws IOException {
    assumeTrue(Files.isDirectory(DATA), "EMO-DB is not at " + DATA + "; it is never committed");
    List<Sample> samples = new ArrayList<>();
    List<String> truth = new ArrayList<>();
    List<String> lines = Files.readAllLines(DATA.resolve("manifest.csv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      samples.add(Sample.of(way.of(AudioClip.of(DATA.resolve(cells[0])))));
      truth.add(cells[5]);
    }
    int right = 0;
    try (EmotionRecognizer recognizer = open()) {
      List<Recognition> results = recognizer.recognizeAll(samples);
      for (int i = 0; i < results.size(); i++) {
        int wanted = recognizer.labels().index(truth.get(i));
        right += recognizer.labels().index(results.get(i).top()) == wanted ? 1 : 0;
      }
    }
    return (double) right / truth.size();
  }
}
