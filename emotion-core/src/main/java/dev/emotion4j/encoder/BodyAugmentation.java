package dev.emotion4j.encoder;

import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.spi.Augmentation;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Lets a model learn from few wearers: noise on every value, and whole sensors that are now and
 * then not there, so that it does not rely on one of them. Immutable.
 *
 * @param columns of the encoder, whose sensor is told by their names
 * @param noise the standard deviation that is added to a standardised value, 0 or more
 * @param sensorDropout the probability that a sensor is missing, 0 to below 1; one always stays
 */
public record BodyAugmentation(List<String> columns, double noise, double sensorDropout)
    implements Augmentation {
  private static final List<String> SENSORS = List.of("acc_", "temp_", "hrv_", "resp_");

  /** Copies the list and checks the ranges. */
  public BodyAugmentation {
    columns = List.copyOf(columns);
    if (!(noise >= 0 && noise <= 10) || !(sensorDropout >= 0 && sensorDropout < 1)) {
      throw new IllegalArgumentException(
          "noise "
              + noise
              + ", sensor dropout "
              + sensorDropout
              + "; expected 0 to 10, 0 to below 1");
    }
  }

  /** Which sensor a column comes from; 4 is the skin's. */
  private static int sensor(String column) {
    for (int i = 0; i < SENSORS.size(); i++) {
      if (column.contains(SENSORS.get(i))) {
        return i;
      }
    }
    return SENSORS.size();
  }

  @Override
  public Prepared apply(Prepared row, long seed) {
    if (row.problem().isPresent()) {
      return row;
    }
    SplittableRandom random = new SplittableRandom(seed);
    boolean[] gone = gone(random);
    Tensor before = JoinedRows.tensor(row, BodyNetwork.VALUES);
    float[] values = before.floats().clone();
    boolean[] mask = JoinedRows.tensor(row, BodyNetwork.MASK).booleans().clone();
    boolean any = false;
    for (int i = 0; i < values.length; i++) {
      boolean there = mask[i] && !gone[sensor(columns.get(i % columns.size()))];
      values[i] = there ? (float) (values[i] + noise * Initializer.gaussian(random)) : 0;
      any |= there;
      mask[i] = there;
    }
    if (!any) {
      return row;
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(BodyNetwork.VALUES, Tensor.of(values, before.shape()));
    tensors.put(BodyNetwork.MASK, Tensor.of(mask, before.shape()));
    return new Prepared(tensors, row.length(), row.notes(), row.quality(), row.problem());
  }

  private boolean[] gone(SplittableRandom random) {
    boolean[] gone = new boolean[SENSORS.size() + 1];
    for (int i = 0; i < gone.length; i++) {
      gone[i] = random.nextDouble() < sensorDropout;
    }
    return gone;
  }
}
