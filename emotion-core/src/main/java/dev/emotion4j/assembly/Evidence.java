package dev.emotion4j.assembly;

import java.util.List;

/**
 * What the encoders gave for some samples, in host memory. Entries of a modality that a row lacks
 * are null and not present.
 *
 * @param parts per modality of the model
 * @param present {@code [rows][modalities]}
 * @param quality {@code [rows][modalities]}, above 0 to 1; 1 where not present
 */
@SuppressWarnings("NullAway") // rows of absent modalities are null
record Evidence(List<Part> parts, boolean[][] present, float[][] quality) {
  /**
   * One modality.
   *
   * @param features {@code [rows][width]}
   * @param tokens {@code [rows][steps * tokenWidth]}, empty if fusion does not look at them
   * @param masks {@code [rows][steps]}
   */
  record Part(float[][] features, float[][] tokens, boolean[][] masks) {
    Part(int rows) {
      this(new float[rows][], new float[rows][], new boolean[rows][]);
    }

    private Part rows(int[] chosen) {
      Part some = new Part(chosen.length);
      for (int i = 0; i < chosen.length; i++) {
        some.features[i] = features[chosen[i]];
        some.tokens[i] = tokens[chosen[i]];
        some.masks[i] = masks[chosen[i]];
      }
      return some;
    }

    int steps(int row) {
      return masks[row] == null ? 0 : masks[row].length;
    }
  }

  int rows() {
    return present.length;
  }

  /** Returns these rows, a row maybe several times, with copies of what is present. */
  Evidence rows(int[] chosen) {
    boolean[][] there = new boolean[chosen.length][];
    float[][] clean = new float[chosen.length][];
    for (int i = 0; i < chosen.length; i++) {
      there[i] = present[chosen[i]].clone();
      clean[i] = quality[chosen[i]];
    }
    return new Evidence(parts.stream().map(part -> part.rows(chosen)).toList(), there, clean);
  }

  /** Returns the most steps that any modality of a row has, at least 1. */
  int length(int row) {
    return Math.max(1, parts.stream().mapToInt(part -> part.steps(row)).max().orElse(1));
  }

  /** Returns how many modalities a row has. */
  int count(int row) {
    int count = 0;
    for (boolean one : present[row]) {
      count += one ? 1 : 0;
    }
    return count;
  }
}
