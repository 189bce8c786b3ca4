package dev.emotion4j.spi;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InputCheckTest {
  private static final Dim TOKENS = Dim.symbol("tokens");
  private static final List<Input> INPUTS =
      List.of(
          Input.of("ids", Type.I64, Input.BATCH, TOKENS),
          Input.of("mask", Type.BOOL, Input.BATCH, TOKENS.plus(1)),
          Input.of("x", Type.F32, Input.BATCH, Dim.of(3)));

  private static Map<String, Tensor> good() {
    return new HashMap<>(
        Map.of(
            "ids", Tensor.zeros(Type.I64, 2, 4),
            "mask", Tensor.zeros(Type.BOOL, 2, 5),
            "x", Tensor.zeros(Type.F32, 2, 3)));
  }

  private static void refused(String name, Tensor tensor, String... parts) {
    Map<String, Tensor> given = good();
    given.put(name, tensor);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InputCheck.check(INPUTS, given))
        .withMessageContainingAll(parts);
  }

  @Test
  void acceptsWhatWasDeclared() {
    assertThatCode(() -> InputCheck.check(INPUTS, good())).doesNotThrowAnyException();
  }

  @Test
  void namesAMissingInputAndWhatWasFound() {
    Map<String, Tensor> given = good();
    given.remove("mask");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InputCheck.check(INPUTS, given))
        .withMessage("input 'mask' is missing; found [ids, x], expected [ids, mask, x]");
  }

  @Test
  void namesAnUnknownInput() {
    refused("y", Tensor.scalar(1), "input 'y' is unknown; expected [ids, mask, x]");
  }

  @Test
  void refusesAnotherType() {
    refused("ids", Tensor.zeros(Type.F32, 2, 4), "input 'ids' is f32[2, 4]", "i64[batch, tokens]");
  }

  @Test
  void refusesAnotherRank() {
    refused("x", Tensor.zeros(Type.F32, 6), "input 'x' is f32[6]", "number of axes");
  }

  @Test
  void refusesAnotherFixedDimension() {
    refused("x", Tensor.zeros(Type.F32, 2, 4), "axis 1 has to be 3");
  }

  @Test
  void refusesUnequalSymbols() {
    refused("x", Tensor.zeros(Type.F32, 3, 3), "makes batch = 3, but input 'ids' makes it 2");
  }

  @Test
  void countsTheOffsetOfASymbol() {
    refused("mask", Tensor.zeros(Type.BOOL, 2, 4), "axis 1 (tokens+1) makes tokens = 3", "it 4");
  }

  @Test
  void refusesAnEmptyBatchAndAnEmptyAxis() {
    refused("ids", Tensor.zeros(Type.I64, 0, 4), "the batch is empty");
    refused("ids", Tensor.zeros(Type.I64, 2, 0), "axis 1 is empty");
  }

  @Test
  void refusesNaNAndInfinityWithTheirPlace() {
    refused("x", Tensor.of(new float[] {0, 0, 0, 0, Float.NaN, 0}, 2, 3), "NaN at element 4");
    refused(
        "x",
        Tensor.of(new float[] {Float.NEGATIVE_INFINITY, 0, 0, 0, 0, 0}, 2, 3),
        "infinity at element 0");
  }
}
