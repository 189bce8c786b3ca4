package dev.emotion4j.peft;

/** The checks that several adapters share. */
final class Checks {
  private Checks() {}

  static void rank(int rank) {
    if (rank < 1) {
      throw new IllegalArgumentException("rank " + rank + "; expected 1 or more");
    }
  }

  static void finite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " " + value + "; expected a number");
    }
  }

  static void rate(double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("dropout " + rate + "; expected 0 to below 1");
    }
  }
}
