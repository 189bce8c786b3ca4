package dev.emotion4j.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.model.FormatException;
import dev.emotion4j.signal.AudioClip;
import dev.emotion4j.spi.MediaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavTest {
  private static final float[] SOUND = Sounds.golden(2000, 16_000, 0.1);

  @TempDir Path folder;

  private record Read(float[] samples, int rate, List<String> notes) {}

  private static Read read(byte[] file) throws IOException {
    return read(AudioClip.of(file));
  }

  private static Read read(AudioClip clip) throws IOException {
    float[] samples = new float[1 << 20];
    int count = 0;
    try (AudioStream stream = AudioInput.open(clip)) {
      for (int n = 0; n >= 0; count += Math.max(0, n)) {
        n = stream.read(samples, count, Math.min(777, samples.length - count));
        if (count == samples.length) {
          break;
        }
      }
      return new Read(Arrays.copyOf(samples, count), stream.sampleRate(), stream.notes());
    }
  }

  private static void assertSound(Read read, double tolerance) {
    assertThat(read.notes()).isEmpty();
    assertThat(read.rate()).isEqualTo(16_000);
    assertThat(read.samples()).hasSize(SOUND.length);
    for (int i = 0; i < SOUND.length; i++) {
      assertThat((double) read.samples()[i]).isCloseTo(SOUND[i], within(tolerance));
    }
  }

  private static byte[] coded(int tag, int bits) {
    int bytes = bits / 8;
    ByteBuffer body = ByteBuffer.allocate(SOUND.length * bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (float x : SOUND) {
      switch (tag * 100 + bits) {
        case 108 -> body.put((byte) Math.round(x * 127 + 128));
        case 116 -> body.putShort((short) Math.round(x * 32767));
        case 124 -> {
          int value = Math.round(x * 8388607);
          body.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
        }
        case 132 -> body.putInt((int) (x * 2147483647.0));
        case 332 -> body.putFloat(x);
        case 364 -> body.putDouble(x);
        default -> throw new IllegalArgumentException();
      }
    }
    return Sounds.wav(tag, 1, 16_000, bits, body.array());
  }

  @Test
  void everyWidthOfNumbersIsRead() throws IOException {
    assertSound(read(coded(1, 8)), 1.0 / 64);
    assertSound(read(coded(1, 16)), 1e-4);
    assertSound(read(coded(1, 24)), 1e-6);
    assertSound(read(coded(1, 32)), 1e-6);
    assertSound(read(coded(3, 32)), 0);
    assertSound(read(coded(3, 64)), 0);
  }

  @Test
  void telephoneCodesAreThoseOfG711() throws IOException {
    // The standard's own values: the largest and the smallest of both signs, on a 16-bit scale.
    byte[] codes = {(byte) 0xAA, 0x2A, (byte) 0xD5, 0x55};
    assertThat(read(Sounds.wav(6, 1, 8000, 8, codes)).samples())
        .containsExactly(32256f / 32768, -32256f / 32768, 8f / 32768, -8f / 32768);
    byte[] mu = {(byte) 0x80, 0x00, (byte) 0xFF, 0x7F, (byte) 0xFE};
    assertThat(read(Sounds.wav(7, 1, 8000, 8, mu)).samples())
        .containsExactly(32124f / 32768, -32124f / 32768, 0f, 0f, 8f / 32768);
  }

  @Test
  void channelsAreAveraged() throws IOException {
    float[] both = {0.5f, -0.25f, 0.25f, 0.25f};
    byte[] file = Sounds.wav(1, 2, 44_100, 16, Sounds.pcm16(both));
    assertThat(read(file).samples()).containsExactly(0.125f, 0.25f);
    assertThat(read(file).rate()).isEqualTo(44_100);
  }

  @Test
  void extensibleHeadersAndStrangeChunksAreRead() throws IOException {
    byte[] body = Sounds.pcm16(SOUND);
    ByteBuffer file = ByteBuffer.allocate(120 + body.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(Sounds.ascii("RIFF")).putInt(112 + body.length).put(Sounds.ascii("WAVE"));
    file.put(Sounds.ascii("LIST")).putInt(3).put(new byte[] {1, 2, 3, 0}); // odd, so padded
    file.put(Sounds.ascii("fmt ")).putInt(40).putShort((short) 0xFFFE).putShort((short) 1);
    file.putInt(16_000).putInt(32_000).putShort((short) 2).putShort((short) 16);
    file.putShort((short) 22).putShort((short) 16).putInt(4).putShort((short) 1);
    file.put(
        new byte[] {
          0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B, 0x71
        });
    file.put(Sounds.ascii("data")).putInt(body.length).put(body);
    file.put(Sounds.ascii("LIST")).putInt(10);
    assertSound(read(Arrays.copyOf(file.array(), file.position())), 1e-4);
  }

  @Test
  void aHeaderThatPromisesTooMuchIsReadAsFarAsTheFileGoes() throws IOException {
    byte[] file = Sounds.wav16(SOUND, 16_000);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(40, 2_000_000_000);
    Read read = read(file);
    assertThat(read.samples()).hasSize(SOUND.length);
    assertThat(read.notes())
        .containsExactly(
            "the header promises 2000000000 bytes of sound, the file has 4000; it was read as far as"
                + " it goes");
  }

  @Test
  void aHeaderThatPromisesTooLittleIsBelievedAndNoted() throws IOException {
    byte[] file = Sounds.wav16(SOUND, 16_000);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(40, 1000);
    Read read = read(file);
    assertThat(read.samples()).hasSize(500);
    assertThat(read.notes())
        .containsExactly(
            "the header promises 1000 bytes of sound, but the file goes on behind them; the rest was"
                + " not read");
    byte[] tagged = Arrays.copyOf(Sounds.wav16(SOUND, 16_000), 44 + 4000 + 12);
    ByteBuffer.wrap(tagged, 44 + 4000, 4).put("LIST".getBytes(StandardCharsets.US_ASCII));
    assertSound(read(tagged), 1e-4);
  }

  @Test
  void whatWasWrittenToAPipeIsReadToItsEnd() throws IOException {
    byte[] file = Sounds.wav16(SOUND, 16_000);
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(4, -1).putInt(40, -1);
    assertSound(read(file), 1e-4);
    header.putInt(4, 0).putInt(40, 0);
    assertSound(read(file), 1e-4);
  }

  @Test
  void noSamplesAreAnEmptySound() throws IOException {
    assertThat(read(Sounds.wav16(new float[0], 16_000)).samples()).isEmpty();
    assertThat(read(AudioClip.of(new float[0], 8000)).samples()).isEmpty();
  }

  @Test
  void samplesThatAreNoNumbersBecomeSilenceAndLoudOnesFullScale() throws IOException {
    float[] strange = {0.5f, Float.NaN, Float.POSITIVE_INFINITY, 3, -2};
    Read read = read(AudioClip.of(strange, 16_000));
    assertThat(read.samples()).containsExactly(0.5f, 0, 0, 1, -1);
    assertThat(read.notes())
        .containsExactly(
            "2 of 5 samples are NaN or infinite; they were taken as silence",
            "2 of 5 samples are beyond full scale; they were clipped");
    assertThat(strange[1]).isNaN(); // the caller's array is left alone
  }

  @Test
  void brokenHeadersTellThePlace() {
    byte[] file = Sounds.wav16(SOUND, 16_000);
    assertRefused(Arrays.copyOf(file, 30), "byte 30", "the file ends before its samples");
    assertRefused(Arrays.copyOf(file, 20), "byte 20", "the file ends before its samples");
    assertRefused(changed(file, 22, 0), "byte 22", "0 channels; expected 1 to 64");
    assertRefused(changed(file, 20, 85), "byte 20", "samples of format 85");
    assertRefused(changed(file, 32, 1), "byte 32", "a frame of 1 bytes for 1 channels of 16 bits");
    byte[] early = file.clone();
    System.arraycopy(Sounds.ascii("data"), 0, early, 12, 4);
    assertRefused(early, "byte 12", "samples before a fmt chunk");
    byte[] fast = file.clone();
    ByteBuffer.wrap(fast).order(ByteOrder.LITTLE_ENDIAN).putInt(24, 0);
    assertRefused(fast, "byte 24", "0 samples per second");
  }

  private static byte[] changed(byte[] file, int at, int value) {
    byte[] copy = file.clone();
    ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putShort(at, (short) value);
    return copy;
  }

  private static void assertRefused(byte[] file, String place, String problem) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("audio bytes: at " + place + ": ")
        .hasMessageContaining(problem);
  }

  @Test
  void otherFormatsSayWhatToAdd() {
    assertThatThrownBy(() -> read(Sounds.ascii("fLaC and so on")))
        .isInstanceOf(MediaException.class)
        .hasMessageStartingWith("audio bytes: FLAC; the core reads WAV only. Add dev.emotion4j");
    assertThatThrownBy(() -> read(new byte[0]))
        .isInstanceOf(MediaException.class)
        .hasMessage("audio bytes: the file is empty; expected sound");
  }

  @Test
  void filesAreOpenedWhenTheyAreNeeded() throws IOException {
    Path path = folder.resolve("a sound");
    AudioClip clip = AudioClip.of(path);
    assertThatThrownBy(() -> read(clip)).isInstanceOf(NoSuchFileException.class);
    Files.write(path, Sounds.wav16(SOUND, 16_000));
    assertSound(read(clip), 1e-4);
  }

  @Test
  void aClipShowsNoContent() {
    assertThat(AudioClip.of(Path.of("secret.wav"))).hasToString("audio clip of a file");
    assertThat(AudioClip.of(new byte[7])).hasToString("audio clip of 7 bytes");
    assertThat(AudioClip.of(new float[8], 16_000))
        .hasToString("audio clip of 8 samples at 16000 Hz");
  }

  /** The whole of RELIABILITY's million with {@code -Demotion.long=true}. */
  @Test
  void noMutantThrowsAnythingElse() throws IOException {
    long seed = Long.getLong("emotion.fuzz.seed", 20261125);
    int rounds = Boolean.getBoolean("emotion.long") ? 1_000_000 : 100_000;
    byte[][] seeds = {
      Sounds.wav16(Arrays.copyOf(SOUND, 40), 16_000), shortened(3, 32), shortened(1, 24)
    };
    SplittableRandom random = new SplittableRandom(seed);
    float[] samples = new float[256];
    int refused = 0;
    for (int round = 0; round < rounds; round++) {
      byte[] mutant = mutant(seeds[round % seeds.length], random);
      try (AudioStream stream = AudioInput.open(AudioClip.of(mutant))) {
        int total = 0;
        for (int n = 0; n >= 0; n = stream.read(samples, 0, samples.length)) {
          total += n;
          for (int i = 0; i < n; i++) {
            if (!(Math.abs(samples[i]) <= 1)) {
              fail("round " + round + " of seed " + seed + ": a sample is " + samples[i]);
            }
          }
        }
        if (total > mutant.length) {
          fail("round " + round + " of seed " + seed + ": " + total + " samples");
        }
      } catch (FormatException | MediaException e) {
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("round " + round + " of seed " + seed, e);
      }
    }
    assertThat(refused).isBetween(rounds / 20, rounds - rounds / 20);
  }

  private static byte[] shortened(int tag, int bits) {
    byte[] whole = coded(tag, bits);
    ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putInt(40, 120);
    return Arrays.copyOf(whole, 164);
  }

  private static byte[] mutant(byte[] seed, SplittableRandom random) {
    byte[] mutant = seed.clone();
    for (int change = random.nextInt(3); change >= 0; change--) {
      int at = random.nextInt(4) == 0 ? random.nextInt(mutant.length) : random.nextInt(44);
      at = Math.min(at, mutant.length - 1);
      switch (random.nextInt(5)) {
        case 0 -> mutant[at] = (byte) random.nextInt(256);
        case 1 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
        case 2 ->
            Arrays.fill(mutant, at, Math.min(mutant.length, at + 4), (byte) -random.nextInt(2));
        case 3 -> mutant = Arrays.copyOf(mutant, 12 + random.nextInt(mutant.length));
        default -> {
          int from = random.nextInt(mutant.length);
          int count = Math.min(8, mutant.length - Math.max(from, at));
          System.arraycopy(mutant, from, mutant, at, count);
        }
      }
    }
    return mutant;
  }
}
