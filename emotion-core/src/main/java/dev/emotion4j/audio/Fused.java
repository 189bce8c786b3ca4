package dev.emotion4j.audio;

/**
 * Multiplies and adds in one instruction where the processor has one. Where it has none (x86 before
 * 2013, and small ones for years after), {@link Math#fma} is right, too, but a thousand times
 * slower, so that there both are done one after the other, which rounds once more. Java does not
 * tell which it is, so it is tried out once, when the class is loaded.
 */
final class Fused {
  private static final int ROUNDS = 32;
  private static final int CALLS = 8;
  // Far above any instruction, interpreted or not, and far below arithmetic on decimal digits.
  private static final long MOST_NANOSECONDS = 400L * CALLS;

  private static final boolean ONE_INSTRUCTION = fastest() < MOST_NANOSECONDS;

  private Fused() {}

  /** Returns {@code a * b + c}, rounded once or twice. */
  static float multiplyAdd(float a, float b, float c) {
    return ONE_INSTRUCTION ? Math.fma(a, b, c) : a * b + c;
  }

  /** Returns whether this processor has the instruction. */
  static boolean oneInstruction() {
    return ONE_INSTRUCTION;
  }

  // The fastest of many rounds is free of whatever else the machine does.
  private static long fastest() {
    long fastest = Long.MAX_VALUE;
    float x = 0.1f;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        x = Math.fma(x, 0.7f, 0.3f);
      }
      fastest = Math.min(fastest, System.nanoTime() - start);
    }
    // Never so, but the compiler cannot know it and has to do the work.
    return x > 2 ? Long.MAX_VALUE : fastest;
  }
}
