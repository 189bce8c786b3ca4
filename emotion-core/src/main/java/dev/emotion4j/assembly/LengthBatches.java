package dev.emotion4j.assembly;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Groups rows of unequal length into batches of similar length, so that little padding is computed.
 *
 * @param budget the most padded tokens (rows x longest) that one batch holds, unless one row alone
 *     is longer
 * @param maxRows the most rows in a batch
 * @param equalOnly whether a batch holds equal lengths only, for encoders that see the padding
 */
public record LengthBatches(int budget, int maxRows, boolean equalOnly) {
  /** What serves fastest on a CPU: small batches of nearly one length. */
  public static final LengthBatches DEFAULT = new LengthBatches(512, 64, false);

  /** Checks the limits. */
  public LengthBatches {
    if (budget < 1 || maxRows < 1) {
      throw new IllegalArgumentException(
          "budget " + budget + ", rows " + maxRows + "; expected 1 or more");
    }
  }

  /** Returns the rows of each batch, shortest first; every row is in exactly one. */
  public List<int[]> plan(int[] lengths) {
    List<Integer> order =
        IntStream.range(0, lengths.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> lengths[i]))
            .toList();
    List<int[]> batches = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= order.size(); i++) {
      if (i == order.size() || !fits(lengths, order, start, i)) {
        batches.add(order.subList(start, i).stream().mapToInt(Integer::intValue).toArray());
        start = i;
      }
    }
    return batches;
  }

  private boolean fits(int[] lengths, List<Integer> order, int start, int next) {
    int rows = next - start + 1;
    int longest = lengths[order.get(next)];
    return rows <= maxRows
        && (long) rows * longest <= budget
        && (!equalOnly || longest == lengths[order.get(start)]);
  }
}
