package dev.emotion4j.tuning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Shuffles rows into batches: rows are shuffled, sorted by length within windows of {@code WINDOW}
 * batches so that little padding is computed, and the batches shuffled again.
 */
final class Batches {
  private static final int WINDOW = 50;

  private Batches() {}

  static List<int[]> of(TrainingData data, int batchSize, SplittableRandom random) {
    Map<Object, List<Integer>> groups = new LinkedHashMap<>();
    for (int row : shuffled(data.size(), random)) {
      groups.computeIfAbsent(data.graph(row), graph -> new ArrayList<>()).add(row);
    }
    List<int[]> batches = new ArrayList<>();
    for (List<Integer> rows : groups.values()) {
      int window = WINDOW * batchSize;
      for (int start = 0; start < rows.size(); start += window) {
        List<Integer> some =
            new ArrayList<>(rows.subList(start, Math.min(rows.size(), start + window)));
        some.sort(Comparator.comparingInt(data::length));
        for (int i = 0; i < some.size(); i += batchSize) {
          batches.add(
              some.subList(i, Math.min(some.size(), i + batchSize)).stream()
                  .mapToInt(Integer::intValue)
                  .toArray());
        }
      }
    }
    List<int[]> mixed = new ArrayList<>();
    for (int i : shuffled(batches.size(), random)) {
      mixed.add(batches.get(i));
    }
    return mixed;
  }

  private static int[] shuffled(int size, SplittableRandom random) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
