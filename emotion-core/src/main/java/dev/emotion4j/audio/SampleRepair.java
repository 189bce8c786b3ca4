package dev.emotion4j.audio;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes samples finite and at most full scale, and counts what it changed. A NaN or infinite sample
 * becomes silence, a louder one full scale.
 */
final class SampleRepair {
  private long seen;
  private long notFinite;
  private long tooLoud;

  void repair(float[] samples, int offset, int count) {
    seen += count;
    for (int i = offset; i < offset + count; i++) {
      float sample = samples[i];
      // One comparison for the usual case: NaN fails it, too.
      if (Math.abs(sample) <= 1f) {
        continue;
      }
      if (Float.isFinite(sample)) {
        samples[i] = sample > 0 ? 1 : -1;
        tooLoud++;
      } else {
        samples[i] = 0;
        notFinite++;
      }
    }
  }

  double notNumbers() {
    return seen == 0 ? 0 : (double) notFinite / seen;
  }

  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (notFinite > 0) {
      notes.add(
          notFinite + " of " + seen + " samples are NaN or infinite; they were taken as silence");
    }
    if (tooLoud > 0) {
      notes.add(tooLoud + " of " + seen + " samples are beyond full scale; they were clipped");
    }
    return notes;
  }
}
