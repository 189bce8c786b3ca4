package dev.emotion4j.testkit;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Assertions;

/**
 * How far a result may be from the reference, elementwise: {@code |a - b| <= absolute + relative
 * |reference|}. Integers, truth values, types and shapes are compared exactly.
 *
 * @param absolute the constant part
 * @param relative the part that grows with the reference
 */
public record Tolerance(double absolute, double relative) {
  /** What the house promises: {@code 1e-6 + 1e-5 |reference|}. */
  public static final Tolerance DEFAULT = new Tolerance(1e-6, 1e-5);

  /** Every bit. */
  public static final Tolerance EXACT = new Tolerance(0, 0);

  /** Checks the ranges. */
  public Tolerance {
    if (!(absolute >= 0) || !(relative >= 0)) {
      throw new IllegalArgumentException(
          "tolerance " + absolute + " + " + relative + " |reference|; expected 0 or more");
    }
  }

  /** Fails unless both have the same names and every tensor is close. */
  public void check(String what, Map<String, Tensor> reference, Map<String, Tensor> found) {
    Assertions.assertEquals(reference.keySet(), found.keySet(), what + ": names of the outputs");
    reference.forEach(
        (name, tensor) -> check(what + ", output '" + name + "'", tensor, Rows.get(found, name)));
  }

  /** Fails unless the tensor is close; the message tells the worst element. */
  public void check(String what, Tensor reference, Tensor found) {
    Assertions.assertEquals(reference.spec(), found.spec(), what + ": type and shape");
    if (reference.type() != Type.F32) {
      Assertions.assertEquals(reference, found, what + ": every element");
      return;
    }
    float[] wanted = reference.floats();
    float[] got = found.floats();
    int worst = -1;
    double most = 0;
    for (int i = 0; i < wanted.length; i++) {
      double excess = excess(wanted[i], got[i]);
      if (excess > most) {
        most = excess;
        worst = i;
      }
    }
    if (worst >= 0) {
      Assertions.fail(
          what
              + " of shape "
              + Arrays.toString(reference.shape())
              + ": element "
              + worst
              + " is "
              + got[worst]
              + "; the reference is "
              + wanted[worst]
              + ", off by "
              + Math.abs((double) got[worst] - wanted[worst])
              + " where "
              + absolute
              + " + "
              + relative
              + " |reference| is allowed");
    }
  }

  private double excess(float wanted, float got) {
    if (Float.isNaN(wanted) || Float.isInfinite(wanted)) {
      return Float.compare(wanted, got) == 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    double difference = Math.abs((double) got - wanted);
    double allowed = absolute + relative * Math.abs(wanted);
    return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference - allowed;
  }
}
