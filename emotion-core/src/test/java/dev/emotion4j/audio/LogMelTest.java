package dev.emotion4j.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.golden.Golden;
import dev.emotion4j.model.Json;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogMelTest {
  /** Natural logarithms of power; librosa transforms in single precision, too. */
  private static final double TOLERANCE = 2e-3;

  @Test
  void equalsLibrosa() {
    int compared = 0;
    for (Json one : Golden.json("audio/audio.json").get("mels").items()) {
      MelSettings settings =
          new MelSettings(
              number(one, "rate"),
              number(one, "fft"),
              number(one, "window"),
              number(one, "hop"),
              number(one, "bands"),
              number(one, "low"),
              number(one, "high"));
      int count = number(one, "count");
      float[] log = new LogMel(settings).apply(Sounds.golden(count, settings.sampleRate(), 0.1));
      assertThat(log).hasSize(number(one, "frames") * settings.mels());
      double[] wanted = Golden.numbers(one.get("log"));
      int every = number(one, "every");
      for (int i = 0; i < wanted.length; i++) {
        int frame = i / settings.mels() * every;
        assertThat((double) log[frame * settings.mels() + i % settings.mels()])
            .as("value %d of %d samples", i, count)
            .isCloseTo(wanted[i], within(TOLERANCE));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(1816);
  }

  @Test
  void silenceIsTheFloor() {
    LogMel logMel = new LogMel(MelSettings.DEFAULT);
    for (float value : logMel.apply(new float[1])) {
      assertThat((double) value).isCloseTo(Math.log(1e-10), within(1e-5));
    }
  }

  /** Frames are weighed four at a time: nothing of a loud one may reach a silent one. */
  @Test
  void silenceBesideALoudSoundIsTheFloor() {
    float[] sound = new float[48_000];
    for (int i = 0; i < sound.length; i++) {
      sound[i] = i / 1280 % 2 == 0 ? (float) Math.sin(i * 0.1) : 0;
    }
    float[] log = new LogMel(MelSettings.DEFAULT).apply(sound);
    int silent = 0;
    for (int frame = 0; frame < log.length / 64; frame++) {
      int begin = Math.max(0, frame * 160 - 256);
      int end = Math.min(sound.length, frame * 160 + 256);
      if (IntStream.range(begin, end).allMatch(i -> sound[i] == 0)) {
        silent++;
        for (int mel = 0; mel < 64; mel++) {
          assertThat((double) log[frame * 64 + mel]).isCloseTo(Math.log(1e-10), within(1e-3));
        }
      }
    }
    assertThat(silent).isGreaterThan(60);
  }

  @Test
  void noSamplesAreRefused() {
    LogMel logMel = new LogMel(MelSettings.DEFAULT);
    assertThatThrownBy(() -> logMel.apply(new float[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no samples; expected at least one");
  }

  private static int number(Json json, String name) {
    return (int) json.get(name).number();
  }
}
