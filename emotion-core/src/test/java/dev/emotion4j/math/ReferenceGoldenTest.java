package dev.emotion4j.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.emotion4j.math.Reference.Array;
import dev.emotion4j.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The reference computes what PyTorch computes in double precision. */
class ReferenceGoldenTest {
  private static final Ops<Array> O = Reference.INSTANCE;
  private static final Convolution LINE = Convolution.of(1);
  private static final Convolution PLANE = Convolution.of(2);

  private static Array t(int k, int... shape) {
    return Array.of(pattern(k, shape));
  }

  /** Element i is the float nearest to sin(1.3 i + k), as in make_ops.py. */
  private static Tensor pattern(int k, int... shape) {
    int size = 1;
    for (int dim : shape) {
      size *= dim;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) Math.sin(1.3 * i + k);
    }
    return Tensor.of(values, shape);
  }

  @TestFactory
  Stream<DynamicTest> everyOperationEqualsPyTorch() throws IOException {
    Map<String, Json> golden = golden();
    Map<String, Array> found = new LinkedHashMap<>();
    elementwise(found);
    arrangements(found);
    windows(found);
    derived(found);
    assertEquals(golden.keySet(), found.keySet());
    return found.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> compare(golden.get(entry.getKey()), entry)));
  }

  private static void compare(Json golden, Map.Entry<String, Array> found) {
    Spec spec = O.spec(found.getValue());
    int[] shape = golden.get("shape").items().stream().mapToInt(d -> (int) d.integer()).toArray();
    assertEquals(new Spec(Type.F32, Shape.of(shape)), spec);
    double[] values = golden.get("values").items().stream().mapToDouble(Json::number).toArray();
    // sqrt(1/2) enters gelu as a float
    double allowed = found.getKey().equals("gelu") ? 1e-7 : 1e-10;
    assertArrayEquals(values, found.getValue().doubles(), allowed);
  }

  private static Map<String, Json> golden() throws IOException {
    try (InputStream in =
        ReferenceGoldenTest.class.getResourceAsStream("/dev/emotion4j/golden/ops/ops.json")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Json.parse("ops.json", text).fields();
    }
  }

  private static void elementwise(Map<String, Array> found) {
    Array x = t(0, 2, 3, 4);
    Array y = t(1, 2, 3, 4);
    Array half = O.scalar(0.5);
    found.put("add", O.add(x, t(1, 3, 1)));
    found.put("sub", O.sub(t(1, 4), x));
    found.put("mul", O.mul(x, y));
    found.put("div", O.div(x, O.add(O.square(y), half)));
    found.put("exp", O.exp(x));
    found.put("log", O.log(O.add(O.square(x), half)));
    found.put("sqrt", O.sqrt(O.square(x)));
    found.put("tanh", O.tanh(O.scale(x, 3)));
    found.put("sigmoid", O.sigmoid(O.scale(x, 9)));
    found.put("relu", O.relu(x));
    found.put("erf", O.erf(O.scale(x, 4)));
    found.put("erf near zero", O.erf(O.scale(x, 1.0 / 1024)));
  }

  private static void arrangements(Map<String, Array> found) {
    Array x = t(0, 2, 3, 4);
    Array places = O.constant(Tensor.of(new long[] {2, 0, 1, 1}, 2, 2));
    found.put("matmul", O.matmul(x, t(1, 2, 4, 5)));
    found.put("matmul broadcast", O.matmul(t(1, 5, 3), x));
    found.put("transpose", O.transpose(x, 2, 0, 1));
    found.put("concat", O.concat(1, List.of(x, t(1, 2, 1, 4))));
    found.put("slice", O.slice(x, 1, 1, 3));
    found.put("gather", O.gather(x, 1, places));
    found.put("sum", O.sum(x, 0, 2));
    found.put("mean", O.mean(x, 1));
    found.put("max", O.max(x, 1, 2));
  }

  private static void windows(Map<String, Array> found) {
    Array line = t(2, 2, 4, 9);
    Array plane = t(3, 2, 4, 5, 6);
    found.put(
        "convolution line",
        O.convolution(
            line, t(1, 6, 2, 3), t(8, 6), LINE.stride(2).padding(2).dilation(2).groups(2)));
    Convolution unlike = new Convolution(List.of(1, 2), List.of(2, 1), List.of(2, 1), 2);
    found.put("convolution plane", O.convolution(plane, t(1, 4, 2, 2, 3), t(8, 4), unlike));
    found.put("convolution plain", O.convolution(plane, t(1, 3, 4, 3, 3), null, PLANE));
    found.put("max pooling", O.pool(plane, Pooling.max(2, 3).stride(2).padding(1)));
    found.put("average pooling", O.pool(plane, Pooling.average(2, 3).stride(2).padding(1)));
    found.put("average pooling line", O.pool(line, Pooling.average(1, 2).stride(1)));
  }

  private static void derived(Map<String, Array> found) {
    Array x = t(0, 2, 3, 4);
    Array line = t(2, 2, 4, 9);
    found.put("linear", O.linear(x, t(1, 5, 4), t(8, 5)));
    found.put("layerNorm", O.layerNorm(x, t(1, 4), t(8, 4), 1e-5));
    found.put("groupNorm line", O.groupNorm(line, 2, t(1, 4), t(8, 4), 1e-5));
    found.put("groupNorm plane", O.groupNorm(t(3, 2, 4, 5, 6), 4, t(1, 4), t(8, 4), 1e-5));
    found.put("gelu", O.gelu(O.scale(x, 3)));
    found.put("softmax", O.softmax(O.scale(x, 5), 1));
    found.put("logSoftmax", O.logSoftmax(O.scale(x, 50), -1));
    Array query = t(5, 2, 2, 3, 4);
    Array key = t(6, 2, 2, 5, 4);
    Array value = t(7, 2, 2, 5, 3);
    boolean[] mask = new boolean[30];
    float[] pattern = pattern(4, 30).floats();
    for (int i = 0; i < mask.length; i++) {
      mask[i] = pattern[i] > 0 && i / 5 != 1; // the second query of the first row has no keys
    }
    Array masked = O.constant(Tensor.of(mask, 2, 1, 3, 5));
    found.put("attention", O.attention(query, key, value, null, 0));
    found.put("attention masked", O.attention(query, key, value, masked, 0));
  }

  @Test
  void theErrorFunctionIsExactToTwelveDigits() {
    double[][] known = {
      {0, 0},
      {0.5, 0.5204998778130465},
      {-1, -0.8427007929497149},
      {2, 0.9953222650189527},
      {-3.5, -0.9999992569016276},
      {6, 1}
    };
    for (double[] pair : known) {
      assertEquals(pair[1], ErrorFunction.erf(pair[0]), 1e-12, "erf(" + pair[0] + ")");
    }
  }
}
