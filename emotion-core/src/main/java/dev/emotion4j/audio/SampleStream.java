package dev.emotion4j.audio;

import java.util.List;

/** Samples in memory as a stream. */
final class SampleStream implements AudioStream {
  private final float[] samples;
  private final int rate;
  private final SampleRepair repair = new SampleRepair();
  private int position;

  SampleStream(float[] samples, int rate) {
    this.samples = samples;
    this.rate = rate;
  }

  @Override
  public int sampleRate() {
    return rate;
  }

  @Override
  public int read(float[] to, int offset, int length) {
    if (position == samples.length) {
      return -1;
    }
    int count = Math.min(length, samples.length - position);
    System.arraycopy(samples, position, to, offset, count);
    repair.repair(to, offset, count);
    position += count;
    return count;
  }

  @Override
  public List<String> notes() {
    return repair.notes();
  }

  @Override
  public double notNumbers() {
    return repair.notNumbers();
  }

  @Override
  public void close() {}
}
