package dev.emotion4j.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion4j.signal.BodyChannel;
import dev.emotion4j.signal.BodyRecording;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Windows with injected faults: 100,000 with {@code -Demotion.long=true}, a tenth by default.
 * Whatever the fault, features are finite or missing, and a missing one has a note.
 */
class BodyFaultsTest {
  private static final long SEED = Long.getLong("emotion.seed", 20261125);
  private static final int WINDOWS = Boolean.getBoolean("emotion.long") ? 100_000 : 10_000;
  private static final float[] POISON = {
    Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0, -1, 1e30f, Float.MIN_VALUE, 1e9f
  };

  private static void damage(float[] values, SplittableRandom random) {
    int from = random.nextInt(values.length);
    int to = Math.min(values.length, from + 1 + random.nextInt(values.length));
    float poison = POISON[random.nextInt(POISON.length)];
    int kind = random.nextInt(5);
    for (int i = from; i < to; i++) {
      values[i] =
          switch (kind) {
            case 0 -> poison;
            case 1 -> values[from];
            case 2 -> Math.max(-5, Math.min(5, values[i]));
            case 3 -> random.nextInt(4) == 0 ? poison : values[i];
            default -> (float) (values[i] * 1e6 * (random.nextDouble() - 0.5));
          };
    }
  }

  private static BodyRecording faulty(BodyRecording clean, SplittableRandom random) {
    List<BodyChannel> channels = new ArrayList<>();
    for (BodyChannel c : clean.channels().values()) {
      int fate = random.nextInt(10);
      if (fate == 0 && channels.size() > 1) {
        continue; // a sensor that is not there
      }
      float[] values = c.values().clone();
      for (int faults = fate < 4 ? 0 : random.nextInt(3); faults > 0; faults--) {
        damage(values, random);
      }
      double rate = fate == 9 ? c.rate() * Math.pow(2, random.nextInt(7) - 3) : c.rate();
      channels.add(new BodyChannel(c.kind(), values, rate, c.unit(), c.start()));
    }
    return BodyRecording.of(channels);
  }

  @Test
  void noFaultGivesANumberThatIsNone() {
    BodyRecording clean = SyntheticWearer.STRESSED.recording(20);
    BodyWindows cut = new BodyWindows(10, 10);
    SplittableRandom random = new SplittableRandom(SEED);
    int seen = 0;
    int silent = 0;
    while (seen < WINDOWS) {
      for (BodyWindow window : cut.of(faulty(clean, random))) {
        seen++;
        assertThat(window.quality()).as("seed %s", SEED).isBetween(0.01, 1.0);
        for (double feature : window.features().values()) {
          assertThat(Double.isFinite(feature)).as("seed %s, window %s", SEED, seen).isTrue();
        }
        silent += window.features().isEmpty() && window.notes().isEmpty() ? 1 : 0;
      }
    }
    assertThat(silent).as("windows without features and without a reason, seed %s", SEED).isZero();
  }
}
