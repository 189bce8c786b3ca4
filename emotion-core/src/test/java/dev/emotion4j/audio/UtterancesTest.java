package dev.emotion4j.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.emotion4j.signal.AudioClip;
import dev.emotion4j.signal.EmotionException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UtterancesTest {
  private static final int RATE = 16_000;

  @TempDir Path folder;

  private static List<Utterance> all(AudioClip clip, Segmentation rule) throws IOException {
    List<Utterance> all = new ArrayList<>();
    try (Utterances utterances = Utterances.of(clip, VoiceActivity.energy(), rule)) {
      utterances.forEachRemaining(all::add);
      assertThatThrownBy(utterances::next).isInstanceOf(NoSuchElementException.class);
    }
    return all;
  }

  private static float[] quiet(double seconds) {
    return Sounds.noise(0.001, seconds, RATE, 5);
  }

  private static float[] conversation() {
    return Sounds.joined(
        quiet(1), Sounds.voice(120, 1.5, RATE), quiet(1.5), Sounds.voice(220, 2, RATE), quiet(1));
  }

  @Test
  void utterancesBeginAndEndWhereSomebodySpeaks() throws IOException {
    List<Utterance> found = all(AudioClip.of(conversation(), RATE), Segmentation.DEFAULT);
    assertThat(found).hasSize(2);
    assertThat(found.get(0).start()).isCloseTo(1.0, within(0.25));
    assertThat(found.get(0).end()).isCloseTo(2.5, within(0.35));
    assertThat(found.get(1).start()).isCloseTo(4.0, within(0.25));
    assertThat(found.get(1).end()).isCloseTo(6.0, within(0.35));
    for (Utterance one : found) {
      assertThat(one.samples()).hasSize((int) Math.round((one.end() - one.start()) * RATE));
      int begin = (int) Math.round(one.start() * RATE);
      assertThat(one.samples())
          .containsExactly(Arrays.copyOfRange(conversation(), begin, begin + one.samples().length));
      assertThat(one.clip())
          .hasToString("audio clip of " + one.samples().length + " samples at 16000 Hz");
    }
  }

  @Test
  void aLongSpeechIsCut() throws IOException {
    float[] speech = Sounds.joined(quiet(0.5), Sounds.voice(150, 7, RATE));
    List<Utterance> found = all(AudioClip.of(speech, RATE), Segmentation.DEFAULT.longest(2));
    assertThat(found).hasSizeGreaterThanOrEqualTo(3);
    assertThat(found)
        .allSatisfy(one -> assertThat(one.samples().length).isLessThanOrEqualTo(2 * RATE + 1024));
  }

  @Test
  void silenceAndShortClicksAreNoUtterances() throws IOException {
    assertThat(all(AudioClip.of(new float[5 * RATE], RATE), Segmentation.DEFAULT)).isEmpty();
    assertThat(all(AudioClip.of(new float[0], RATE), Segmentation.DEFAULT)).isEmpty();
    float[] click = Sounds.joined(quiet(2), Sounds.noise(0.5, 0.05, RATE, 1), quiet(2));
    assertThat(all(AudioClip.of(click, RATE), Segmentation.DEFAULT)).isEmpty();
  }

  @Test
  void tenMinutesTakeConstantMemory() throws IOException {
    assertThat(allocated(2)).isLessThan(64L << 20);
    long short1 = allocated(2);
    long long1 = allocated(10);
    // What is allocated in all, not only what is alive, grows no faster than the recording.
    assertThat(long1).isLessThan(6 * short1);
  }

  /** Returns the bytes that reading this many minutes at 8 kHz allocates. */
  private long allocated(int minutes) throws IOException {
    Path file = folder.resolve(minutes + ".wav");
    write(file, minutes);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    int found = 0;
    double end = 0;
    try (Utterances utterances = Utterances.of(AudioClip.of(file))) {
      while (utterances.hasNext()) {
        end = utterances.next().end();
        found++;
      }
    }
    long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    Files.delete(file);
    assertThat(found).isEqualTo(minutes * 10);
    assertThat(end).isCloseTo(minutes * 60 - 3.0, within(0.5));
    return after - before;
  }

  // Every 6 seconds somebody speaks for 3.
  private static void write(Path file, int minutes) throws IOException {
    int rate = 8000;
    float[] turn = Sounds.joined(Sounds.voice(130, 3, rate), Sounds.noise(0.001, 3, rate, 9));
    byte[] body = Sounds.pcm16(turn);
    int size = body.length * minutes * 10;
    byte[] header = Sounds.wav16(new float[0], rate);
    ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putInt(4, 36 + size).putInt(40, size);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(header);
      for (int i = 0; i < minutes * 10; i++) {
        out.write(body);
      }
    }
  }

  @Test
  void aRateThatNoDeviceHasIsAnErrorOfTheFile() {
    assertThatThrownBy(() -> Utterances.of(AudioClip.of(Sounds.wav16(new float[64], 8))))
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("the clip states 8 samples per second");
  }

  @Test
  void senselessRulesAreRefused() {
    assertThatThrownBy(() -> new Segmentation(0.3, 0.5, 0.2, 0.4, 0.1, 15))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 0 < off <= on < 1");
  }
}
