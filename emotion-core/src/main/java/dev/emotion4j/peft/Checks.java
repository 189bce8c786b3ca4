package dev.emotion4j.peft;

/** The checks that several adapters share. */
final class Checks {
  private Checks() {}

  static void rank(int rank) {
    if (rank < 1) {
      throw new IllegalArgumentException("rank " + rank + "; expected 1 or more");
    }
  }

  static void positive(String name, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(name + " " + value + "; expected more than 0");
    }
  }

  static void rate(double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("dropout " + rate + "; expected 0 to below 1");
    }
  }
}
