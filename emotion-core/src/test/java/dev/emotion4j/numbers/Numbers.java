package dev.emotion4j.numbers;

import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Signal;
import java.util.List;

/** A row of numbers of one modality; does not show them. */
public record Numbers(Modality modality, List<Float> values) implements Signal {
  public static Numbers of(Modality modality, double... values) {
    return new Numbers(
        modality, java.util.Arrays.stream(values).mapToObj(value -> (float) value).toList());
  }

  @Override
  public String toString() {
    return values.size() + " numbers";
  }
}
