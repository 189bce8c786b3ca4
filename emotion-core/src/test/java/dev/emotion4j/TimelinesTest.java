package dev.emotion4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.monitor.Smoothing;
import dev.emotion4j.monitor.Timeline;
import dev.emotion4j.signal.AudioClip;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.FaceVideo;
import dev.emotion4j.signal.FaceVideo.Frame;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Picture;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Signal;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bright or loud is joy, dark or low is sadness; a black picture and silence are nothing. */
class TimelinesTest {
  private static final List<String> LABELS = List.of("joy", "sadness");
  private static final int RATE = 8_000;
  private final Timelines timelines =
      new Timelines(LABELS, TimelinesTest::guess, Smoothing.DEFAULT);
  @TempDir Path folder;

  private static List<Recognition> guess(List<Sample> samples) {
    assertThat(samples.size()).isLessThanOrEqualTo(Timelines.BATCH);
    return samples.stream().map(TimelinesTest::guess).toList();
  }

  private static Recognition guess(Sample sample) {
    Modality modality = sample.modalities().iterator().next();
    double level = level(sample.signal(modality).orElseThrow());
    boolean nothing = level == 0;
    Map<String, Double> distribution = new LinkedHashMap<>();
    if (!nothing) {
      distribution.put("joy", level);
      distribution.put("sadness", 1 - level);
    }
    return new Recognition(
        distribution,
        distribution,
        Set.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Set.of(),
        nothing ? Map.of(modality, "nothing there") : Map.of(),
        nothing,
        List.of(),
        new Provenance("guess", "none", "cpu"));
  }

  private static double level(Signal signal) {
    if (signal instanceof FaceImage image) {
      return ((FaceImage.Decoded) image.content()).picture().sample(0, 0, 0) / 255.0;
    }
    float peak = 0;
    for (float value : ((AudioClip.Samples) ((AudioClip) signal).source()).mono()) {
      peak = Math.min(1, Math.max(peak, value));
    }
    return peak;
  }

  private static Frame frame(double seconds, double level) {
    byte[] pixel = {(byte) Math.round(255 * level)};
    return new Frame(seconds, FaceImage.of(Picture.grey(1, 1, pixel)));
  }

  @Test
  void aFaceThatBrightensGivesTwoSegments() {
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      frames.add(frame(i / 4.0, i < 36 ? 0.1 : 0.9));
    }
    Timeline timeline = timelines.video(FaceVideo.ofFrames(frames));
    assertThat(timeline.segments()).hasSize(2);
    assertThat(timeline.segments().get(0)).hasToString("0.0-9.0 s sadness (0.90)");
    assertThat(timeline.segments().get(1)).hasToString("9.0-20.0 s joy (0.90)");
    assertThat(timeline.observations()).isEqualTo(40);
    assertThat(timeline.notes()).isEmpty();
  }

  @Test
  void framesThatCannotBeUsedAreLeftOutAndCounted() {
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      frames.add(frame(i / 2.0, i >= 10 && i < 20 || i == 30 ? 0 : 0.9));
    }
    Timeline timeline = timelines.video(FaceVideo.ofFrames(frames));
    assertThat(timeline.segments().stream().map(Object::toString))
        .containsExactly("0.0-5.0 s joy (0.90)", "10.0-20.0 s joy (0.90)");
    assertThat(timeline.observations()).isEqualTo(29);
    assertThat(timeline.notes())
        .containsExactly("11 of 40 frames are left out; the first: nothing there");
  }

  @Test
  void unevenTimesNeverOverlap() {
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      frames.add(frame(i / 30.0 + (i % 3) / 100.0, 0.9));
    }
    Timeline timeline = timelines.video(FaceVideo.ofFrames(frames).perSecond(7));
    assertThat(timeline.segments()).hasSize(1);
  }

  /** Utterances of 2 s every 3 s, the first ones low, on a floor of faint noise. */
  private static float[] speech(int utterances, int low) {
    SplittableRandom random = new SplittableRandom(1);
    float[] samples = new float[3 * RATE * utterances + RATE];
    for (int i = 0; i < samples.length; i++) {
      int second = i / RATE;
      double level = second % 3 == 0 ? 0 : second / 3 < low ? 0.1 : 0.9;
      samples[i] = (float) (level * Math.sin(i * 0.2) + 1e-4 * (random.nextDouble() - 0.5));
    }
    return samples;
  }

  @Test
  void aVoiceThatGetsLouderGivesTwoSegments() {
    Timeline timeline = timelines.audio(AudioClip.of(speech(12, 5), RATE));
    assertThat(timeline.segments()).hasSize(2);
    assertThat(timeline.segments().get(0).label()).isEqualTo("sadness");
    assertThat(timeline.segments().get(0).start()).isCloseTo(0.9, within(0.2));
    assertThat(timeline.segments().get(0).end()).isCloseTo(15.9, within(0.3));
    assertThat(timeline.segments().get(1).label()).isEqualTo("joy");
    assertThat(timeline.segments().get(1).end()).isCloseTo(36.1, within(0.2));
    assertThat(timeline.observations()).isEqualTo(12);
  }

  @Test
  void aLongSilenceSeparatesSegments() {
    float[] samples = speech(12, 0);
    java.util.Arrays.fill(samples, 10 * RATE, 25 * RATE, 0);
    Timeline timeline = timelines.audio(AudioClip.of(samples, RATE));
    assertThat(timeline.segments()).hasSize(2);
    assertThat(timeline.segments().get(1).start()).isBetween(24.5, 25.5);
  }

  @Test
  void silenceAloneGivesNoSegmentsAndSaysSo() {
    Timeline timeline = timelines.audio(AudioClip.of(new float[5 * RATE], RATE));
    assertThat(timeline.segments()).isEmpty();
    assertThat(timeline.notes()).contains("no utterances were found");
  }

  @Test
  void whatCannotBeOpenedIsAnError() {
    assertThatExceptionOfType(EmotionException.class)
        .isThrownBy(() -> timelines.video(FaceVideo.ofFolder(folder, 2)))
        .withMessageStartingWith("no picture files in ");
    assertThatExceptionOfType(EmotionException.class)
        .isThrownBy(() -> timelines.audio(AudioClip.of(folder.resolve("none.wav"))))
        .withMessageStartingWith("the sound cannot be read: ");
  }

  @Test
  void tenMinutesOfSoundTakeConstantMemory() throws IOException {
    Path wav = wav(folder.resolve("long.wav"), 600);
    long before = used();
    List<Long> measured = new ArrayList<>();
    Timelines measuring =
        new Timelines(
            LABELS,
            samples -> {
              measured.add(measured.size() % 12 == 0 ? used() : before);
              return guess(samples);
            },
            Smoothing.DEFAULT);
    Timeline heard = measuring.audio(AudioClip.of(wav));
    assertThat(heard.observations()).isBetween(190L, 210L);
    assertThat(heard.segments().get(heard.segments().size() - 1).end()).isCloseTo(600, within(2.0));
    long most = measured.stream().mapToLong(bytes -> bytes).max().orElseThrow();
    assertThat((most - before) >> 20).as("megabytes over the start").isLessThan(32);
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static Path wav(Path file, int seconds) throws IOException {
    int rate = 16_000;
    int bytes = seconds * rate * 2;
    ByteBuffer header = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN);
    header.put("RIFF".getBytes()).putInt(36 + bytes).put("WAVEfmt ".getBytes()).putInt(16);
    header.putShort((short) 1).putShort((short) 1).putInt(rate).putInt(2 * rate);
    header.putShort((short) 2).putShort((short) 16).put("data".getBytes()).putInt(bytes);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(header.array());
      ByteBuffer second = ByteBuffer.allocate(2 * rate).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < seconds; i++) {
        double level = i % 3 == 0 ? 1e-4 : i / 60 % 2 == 0 ? 0.2 : 0.9;
        second.clear();
        for (int k = 0; k < rate; k++) {
          second.putShort((short) (32767 * level * Math.sin(k * 0.2)));
        }
        out.write(second.array());
      }
    }
    return file;
  }
}
