package dev.emotion4j.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads the numbers that other people's code computed. */
public final class Golden {
  private Golden() {}

  /** Reads a JSON file beside the golden README. */
  public static Json json(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/dev/emotion4j/golden/" + name)) {
      return Json.parse(name, ByteBuffer.wrap(Objects.requireNonNull(in, name).readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the path of a file or directory. */
  public static Path path(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(Golden.class.getResource("/dev/emotion4j/golden/" + name), name)
              .toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads nested lists of numbers, row-major. */
  public static double[] numbers(Json json) {
    List<Double> all = new ArrayList<>();
    collect(json, all);
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Returns the sizes of nested lists. */
  public static int[] shape(Json json) {
    List<Integer> sizes = new ArrayList<>();
    for (Json at = json; at.isList(); at = at.items().get(0)) {
      sizes.add(at.items().size());
    }
    return sizes.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Reads nested lists as F32. */
  public static Tensor floats(Json json) {
    double[] numbers = numbers(json);
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return Tensor.of(floats, shape(json));
  }

  /** Reads nested lists as I64. */
  public static Tensor longs(Json json) {
    double[] numbers = numbers(json);
    long[] longs = new long[numbers.length];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = (long) numbers[i];
    }
    return Tensor.of(longs, shape(json));
  }

  /** Reads nested lists as BOOL. */
  public static Tensor truths(Json json) {
    double[] numbers = numbers(json);
    boolean[] truths = new boolean[numbers.length];
    for (int i = 0; i < truths.length; i++) {
      truths[i] = numbers[i] != 0;
    }
    return Tensor.of(truths, shape(json));
  }

  /** Asserts {@code |found - expected| <= 1e-6 + tolerance |expected|} for every element. */
  public static void assertClose(Tensor found, Json expected, double tolerance) {
    assertThat(found.shape()).isEqualTo(shape(expected));
    double[] numbers = numbers(expected);
    assertThat(numbers).isNotEmpty();
    for (int i = 0; i < numbers.length; i++) {
      double allowed = 1e-6 + tolerance * Math.abs(numbers[i]);
      assertThat((double) found.getFloat(i))
          .as("element %d of %s", i, expected.path())
          .isBetween(numbers[i] - allowed, numbers[i] + allowed);
    }
  }

  private static void collect(Json json, List<Double> into) {
    if (json.isList()) {
      json.items().forEach(item -> collect(item, into));
    } else {
      into.add(json.number());
    }
  }
}
