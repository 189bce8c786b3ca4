package dev.emotion4j.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Made-up sounds and files. */
final class Sounds {
  private Sounds() {}

  /** Two tones and noise: what {@code make_audio.py} computes, too. */
  static float[] golden(int count, int rate, double noise) {
    float[] samples = new float[count];
    long state = 42;
    for (int i = 0; i < count; i++) {
      state = (1103515245 * state + 12345) % (1L << 31);
      double random = state / (double) (1 << 30) - 1;
      double tones =
          0.5 * Math.sin(2 * Math.PI * 220 * i / rate)
              + 0.2 * Math.sin(2 * Math.PI * 3100 * i / rate + 0.3);
      samples[i] = (float) (tones + noise * random);
    }
    return samples;
  }

  static float[] tone(double hertz, double amplitude, double seconds, int rate) {
    float[] samples = new float[(int) Math.round(seconds * rate)];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (amplitude * Math.sin(2 * Math.PI * hertz * i / rate));
    }
    return samples;
  }

  static float[] noise(double amplitude, double seconds, int rate, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] samples = new float[(int) Math.round(seconds * rate)];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (amplitude * (2 * random.nextDouble() - 1));
    }
    return samples;
  }

  /** Something like a voice: harmonics of a moving pitch, in syllables. */
  static float[] voice(double pitch, double seconds, int rate) {
    float[] samples = new float[(int) Math.round(seconds * rate)];
    double phase = 0;
    for (int i = 0; i < samples.length; i++) {
      double t = (double) i / rate;
      phase += pitch * (1 + 0.1 * Math.sin(2 * Math.PI * 1.3 * t)) / rate;
      double sum = 0;
      for (int harmonic = 1; harmonic <= 12; harmonic++) {
        sum += Math.sin(2 * Math.PI * harmonic * phase) / harmonic;
      }
      double syllable = Math.max(0, Math.sin(2 * Math.PI * 3 * t));
      samples[i] = (float) (0.2 * syllable * sum);
    }
    return samples;
  }

  static float[] joined(float[]... parts) {
    int length = 0;
    for (float[] part : parts) {
      length += part.length;
    }
    float[] all = new float[length];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /** A WAV file around a body of coded samples. */
  static byte[] wav(int tag, int channels, int rate, int bits, byte[] body) {
    ByteBuffer file = ByteBuffer.allocate(44 + body.length).order(ByteOrder.LITTLE_ENDIAN);
    int frame = channels * ((bits + 7) / 8);
    file.put(ascii("RIFF")).putInt(36 + body.length).put(ascii("WAVE"));
    file.put(ascii("fmt ")).putInt(16).putShort((short) tag).putShort((short) channels);
    file.putInt(rate).putInt(rate * frame).putShort((short) frame).putShort((short) bits);
    file.put(ascii("data")).putInt(body.length).put(body);
    return file.array();
  }

  static byte[] wav16(float[] samples, int rate) {
    return wav(1, 1, rate, 16, pcm16(samples));
  }

  static byte[] pcm16(float[] samples) {
    ByteBuffer body = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float sample : samples) {
      body.putShort((short) Math.max(-32768, Math.min(32767, Math.round(sample * 32768))));
    }
    return body.array();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
