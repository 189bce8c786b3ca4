package dev.emotion4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.emotion4j.math.Convolution;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Pooling;
import dev.emotion4j.math.Reference.Array;
import dev.emotion4j.math.Shape;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.Backend;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.TestExecutionResult;

/** Every wrong backend fails the check that is there for its mistake. */
class WrongBackendsTest {
  private static final String PRIMITIVES = "primitivesEqualTheReference";
  private static final String DERIVED = "derivedOperationsEqualTheReference";
  private static final String TINY = "tinyNetworksEqualTheReference";

  /** The contract, on whichever backend is wrong at the moment. */
  static final class Subject extends BackendContract {
    static Backend current = new WrongBackend();

    @Override
    protected Backend backend() {
      return current;
    }
  }

  private record Mistake(String name, Backend backend, String method, String check) {}

  private static Mistake mistake(String name, Backend backend, String method, String check) {
    return new Mistake(name, backend, method, check);
  }

  private static Mistake mistake(String name, Backend backend, String method) {
    return new Mistake(name, backend, method, method);
  }

  @Test
  void theFaithfulBackendPasses() {
    Subject.current = new WrongBackend();
    for (String method : List.of(PRIMITIVES, DERIVED, TINY, "runAfterCloseIsRefused")) {
      Map<String, TestExecutionResult> results = Checks.run(Subject.class, method);
      assertTrue(results.size() > 0, method);
      results.forEach(
          (check, result) ->
              assertEquals(TestExecutionResult.Status.SUCCESSFUL, result.getStatus(), check));
    }
  }

  @TestFactory
  Stream<DynamicTest> everyMistakeFailsItsCheck() {
    List<Mistake> mistakes =
        Stream.of(arithmetic(), derived(), windows(), rows(), manners())
            .flatMap(List::stream)
            .toList();
    assertTrue(mistakes.size() >= 20, "found " + mistakes.size());
    return mistakes.stream()
        .map(
            m ->
                DynamicTest.dynamicTest(
                    m.name(),
                    () -> {
                      Subject.current = m.backend();
                      Checks.mustFail(Subject.class, m.method(), m.check());
                    }));
  }

  private static List<Mistake> arithmetic() {
    return List.of(
        mistake(
            "matmul swaps operands of equal shape",
            new WrongBackend(Swapped::new),
            PRIMITIVES,
            "matmul keeps its order"),
        mistake(
            "mean is a sum",
            new WrongBackend(SumForMean::new),
            PRIMITIVES,
            "mean over the last axis"),
        mistake(
            "reshape transposes",
            new WrongBackend(Transposed::new),
            PRIMITIVES,
            "reshape is no transpose"),
        mistake(
            "where multiplies",
            new WrongBackend(Multiplied::new),
            PRIMITIVES,
            "where hides NaN and infinity"),
        mistake(
            "a slice up to the end stops before it",
            new WrongBackend(Short::new),
            PRIMITIVES,
            "slice of the last but one"));
  }

  private static final class Swapped extends WrongBackend.Faithful {
    @Override
    public Array matmul(Array a, Array b) {
      boolean alike = shape(a).equals(shape(b));
      return alike ? super.matmul(b, a) : super.matmul(a, b);
    }
  }

  private static final class SumForMean extends WrongBackend.Faithful {
    @Override
    public Array mean(Array x, int... axes) {
      return sum(x, axes);
    }
  }

  private static final class Transposed extends WrongBackend.Faithful {
    @Override
    public Array reshape(Array x, Dim... target) {
      Shape from = shape(x);
      boolean swap =
          from.rank() == 3
              && target.length == 3
              && target[0].equals(from.dim(0))
              && target[1].equals(from.dim(2));
      return swap ? transpose(x, 0, 2, 1) : super.reshape(x, target);
    }
  }

  private static final class Multiplied extends WrongBackend.Faithful {
    @Override
    public Array where(Array condition, Array a, Array b) {
      if (spec(a).type() != Type.F32) {
        return super.where(condition, a, b);
      }
      Array yes = cast(condition, Type.F32);
      return add(mul(yes, a), mul(sub(scalar(1), yes), b));
    }
  }

  private static final class Short extends WrongBackend.Faithful {
    @Override
    public Array slice(Array x, int axis, int begin, int end) {
      return super.slice(x, axis, begin == -2 ? 0 : begin, begin == -2 ? 1 : end);
    }
  }

  private static List<Mistake> derived() {
    return List.of(
        mistake(
            "linear drops its bias", new WrongBackend(NoBias::new), DERIVED, "linear with bias"),
        mistake(
            "softmax always over the last axis",
            new WrongBackend(LastAxis::new),
            DERIVED,
            "softmax over a square"),
        mistake("gelu by tanh", new WrongBackend(TanhGelu::new), DERIVED, "gelu is exact"),
        mistake(
            "layer norm without epsilon",
            new WrongBackend(NoEpsilon::new),
            DERIVED,
            "layerNorm adds epsilon to the variance"),
        mistake(
            "layer norm of unbiased variance",
            new WrongBackend(Unbiased::new),
            DERIVED,
            "layerNorm"),
        mistake(
            "attention without scale",
            new WrongBackend(NoScale::new),
            DERIVED,
            "attention without mask"),
        mistake(
            "attention ignores its mask",
            new WrongBackend(NoMask::new),
            DERIVED,
            "attention with a mask of keys"),
        mistake(
            "an added mask leaks",
            new WrongBackend(AddedMask::new),
            DERIVED,
            "attention mask holds against large scores"),
        mistake(
            "a row without keys gets the mean",
            new WrongBackend(AddedMask::new),
            "aRowWhoseKeysAreAllMaskedGivesExactlyZero"),
        mistake(
            "dropout in a run", new WrongBackend(Drops::new), DERIVED, "dropout is off in a run"));
  }

  private static final class NoBias extends WrongBackend.Faithful {
    @Override
    public Array linear(Array x, Array weight, @Nullable Array bias) {
      return super.linear(x, weight, null);
    }
  }

  private static final class LastAxis extends WrongBackend.Faithful {
    @Override
    public Array softmax(Array x, int axis) {
      return super.softmax(x, -1);
    }
  }

  private static final class TanhGelu extends WrongBackend.Faithful {
    @Override
    public Array gelu(Array x) {
      Array inner = add(x, scale(mul(x, square(x)), 0.044715));
      return mul(scale(x, 0.5), add(tanh(scale(inner, Math.sqrt(2 / Math.PI))), scalar(1)));
    }
  }

  private static final class NoEpsilon extends WrongBackend.Faithful {
    @Override
    public Array layerNorm(Array x, Array gain, Array bias, double epsilon) {
      return super.layerNorm(x, gain, bias, 0);
    }
  }

  private static final class Unbiased extends WrongBackend.Faithful {
    @Override
    public Array layerNorm(Array x, Array gain, Array bias, double epsilon) {
      double n = shape(x).dim(-1).number();
      return super.layerNorm(x, scale(gain, Math.sqrt((n - 1) / n)), bias, epsilon);
    }
  }

  private static final class NoScale extends WrongBackend.Faithful {
    @Override
    public Array attention(Array q, Array k, Array v, @Nullable Array mask, double dropout) {
      return super.attention(scale(q, 2), k, v, mask, dropout);
    }
  }

  private static final class NoMask extends WrongBackend.Faithful {
    @Override
    public Array attention(Array q, Array k, Array v, @Nullable Array mask, double dropout) {
      return super.attention(q, k, v, null, dropout);
    }
  }

  private static final class AddedMask extends WrongBackend.Faithful {
    @Override
    public Array attention(Array q, Array k, Array v, @Nullable Array mask, double dropout) {
      if (mask == null) {
        return super.attention(q, k, v, null, dropout);
      }
      Array scores =
          scale(matmul(q, transpose(k, 0, 1, 3, 2)), 1 / Math.sqrt(shape(q).dim(-1).number()));
      Array added = where(mask, scalar(0), scalar(-1e4));
      return matmul(softmax(add(scores, added), -1), v);
    }
  }

  private static final class Drops extends WrongBackend.Faithful {
    @Override
    public Array dropout(Array x, double rate) {
      return scale(x, 1 - rate);
    }
  }

  private static List<Mistake> windows() {
    return List.of(
        mistake(
            "convolution drops its bias",
            new WrongBackend(NoConvolutionBias::new),
            PRIMITIVES,
            "convolution over a plane"),
        mistake(
            "convolution ignores dilation",
            new WrongBackend(NoDilation::new),
            PRIMITIVES,
            "convolution over a line with dilation"),
        mistake(
            "convolution ignores groups",
            new WrongBackend(NoGroups::new),
            PRIMITIVES,
            "convolution over a line in groups"),
        mistake(
            "average pooling counts padding",
            new WrongBackend(CountsPadding::new),
            PRIMITIVES,
            "average pooling leaves out padding"),
        mistake(
            "max pooling sees zeros in the padding",
            new WrongBackend(PadsZeros::new),
            PRIMITIVES,
            "max pooling of negative values with padding"));
  }

  private static final class NoConvolutionBias extends WrongBackend.Faithful {
    @Override
    public Array convolution(Array x, Array w, @Nullable Array bias, Convolution geometry) {
      return super.convolution(x, w, null, geometry);
    }
  }

  private static final class NoDilation extends WrongBackend.Faithful {
    @Override
    public Array convolution(Array x, Array w, @Nullable Array bias, Convolution geometry) {
      Array right = super.convolution(x, w, bias, geometry);
      Array wrong = super.convolution(x, w, bias, geometry.dilation(1));
      for (int axis = 2; axis < shape(right).rank(); axis++) {
        wrong = slice(wrong, axis, 0, shape(right).dim(axis).number());
      }
      return wrong;
    }
  }

  private static final class NoGroups extends WrongBackend.Faithful {
    @Override
    public Array convolution(Array x, Array w, @Nullable Array bias, Convolution geometry) {
      Array whole = concat(1, Collections.nCopies(geometry.groups(), w));
      return super.convolution(x, whole, bias, geometry.groups(1));
    }
  }

  private static final class CountsPadding extends WrongBackend.Faithful {
    @Override
    public Array pool(Array x, Pooling geometry) {
      if (geometry.kind() == Pooling.Kind.MAX || geometry.axes() != 1) {
        return super.pool(x, geometry);
      }
      return super.pool(padded(this, x, geometry.padding().get(0)), geometry.padding(0));
    }
  }

  private static final class PadsZeros extends WrongBackend.Faithful {
    @Override
    public Array pool(Array x, Pooling geometry) {
      if (geometry.kind() != Pooling.Kind.MAX || geometry.axes() != 2) {
        return super.pool(x, geometry);
      }
      int padding = geometry.padding().get(0);
      Array wide = padded(this, x, padding);
      Array high = transpose(padded(this, transpose(wide, 0, 1, 3, 2), padding), 0, 1, 3, 2);
      return super.pool(high, geometry.padding(0));
    }
  }

  private static Array padded(WrongBackend.Faithful o, Array x, int padding) {
    if (padding == 0) {
      return x;
    }
    int[] shape = o.shape(x).numbers();
    shape[shape.length - 1] = padding;
    Array zeros = o.constant(Tensor.zeros(Type.F32, shape));
    return o.concat(-1, List.of(zeros, x, zeros));
  }

  private static List<Mistake> rows() {
    return List.of(
        mistake(
            "results are one row off",
            new RowsOff(),
            "permutedRowsGivePermutedResults",
            "a BERT layer with a mask, rows permuted"),
        mistake(
            "the first row is used for all",
            new FirstRow(),
            "changingOneRowChangesNoOther",
            "a ViT with a class token, one row changed"),
        mistake(
            "the first row is used for all, seen in the numbers",
            new FirstRow(),
            TINY,
            "a wav2vec2 front end"),
        mistake(
            "rows share a mean",
            new WrongBackend(SharedMean::new),
            "changingOneRowChangesNoOther",
            "a face network, one row changed"),
        mistake(
            "lengths are those of the first run",
            new WrongBackend(new Baked()::get),
            "oneRecordingServesTwentyLengthsAndTwoBatchSizes",
            "a BERT layer with a mask in 20 lengths"),
        mistake("adapters are ignored", new IgnoresAdapters(), TINY, "a BERT layer with LoRA"),
        mistake(
            "one parameter is forgotten",
            new Forgets(),
            "everyParameterMatters",
            "frames of a video, every parameter zeroed in turn"));
  }

  private static final class RowsOff extends WrongBackend {
    @Override
    Map<String, Tensor> compute(Graph graph, Weights weights, Map<String, Tensor> inputs) {
      Map<String, Tensor> right = super.compute(graph, weights, inputs);
      int rows = inputs.values().iterator().next().dim(0);
      int[] order = new int[rows];
      for (int i = 0; i < rows; i++) {
        order[i] = (i + 1) % rows;
      }
      return Rows.pick(right, order);
    }
  }

  private static final class FirstRow extends WrongBackend {
    @Override
    Map<String, Tensor> compute(Graph graph, Weights weights, Map<String, Tensor> inputs) {
      int rows = inputs.values().iterator().next().dim(0);
      return super.compute(graph, weights, Rows.pick(inputs, new int[rows]));
    }
  }

  private static final class SharedMean extends WrongBackend.Faithful {
    @Override
    public Array groupNorm(Array x, int groups, Array gain, Array bias, double epsilon) {
      return super.groupNorm(sub(x, mean(x, 0)), groups, gain, bias, epsilon);
    }
  }

  private static final class Baked {
    private int size = -1;

    WrongBackend.Faithful get() {
      return new WrongBackend.Faithful() {
        @Override
        public Array iota(Array like, int axis) {
          Array right = super.iota(like, axis);
          size = size < 0 ? shape(right).dim(0).number() : size;
          return size < shape(right).dim(0).number() ? sub(right, right) : right;
        }
      };
    }
  }

  private static final class IgnoresAdapters extends WrongBackend {
    @Override
    Tensor value(Parameter parameter, Weights weights) {
      Tensor right = super.value(parameter, weights);
      return parameter.owner() == Parameter.Owner.ADAPTER
          ? Tensor.zeros(Type.F32, right.shape())
          : right;
    }
  }

  private static final class Forgets extends WrongBackend {
    @Override
    Tensor value(Parameter parameter, Weights weights) {
      Tensor right = super.value(parameter, weights);
      return parameter.path().equals("score.weight")
          ? Numbers.normal(1, "other", right.shape())
          : right;
    }
  }

  private static List<Mistake> manners() {
    return List.of(
        mistake("NaN is accepted", new Careless("NaN"), "notANumberIsRefused"),
        mistake(
            "a missing input is taken as zeros", new Careless("missing"), "aMissingInputIsRefused"),
        mistake("an empty batch is accepted", new Careless("empty"), "anEmptyBatchIsRefused"),
        mistake("running goes on after close", new NeverCloses(), "runAfterCloseIsRefused"),
        mistake(
            "one output buffer serves all runs", new OneBuffer(), "outputsAreTheCallersOwnMemory"),
        mistake("threads share their inputs", new Scratch(), "twoThreadsGiveTheBitsOfOne"));
  }

  /** Refuses everything but one kind of mistake. */
  private static final class Careless extends WrongBackend {
    private final String about;

    Careless(String about) {
      this.about = about;
    }

    @Override
    void check(Graph graph, Map<String, Tensor> inputs) {
      boolean overlooked =
          switch (about) {
            case "NaN" -> inputs.size() == graph.inputs().size();
            case "empty" -> inputs.values().stream().anyMatch(t -> t.dim(0) == 0);
            default -> inputs.size() < graph.inputs().size();
          };
      if (!overlooked) {
        super.check(graph, inputs);
      }
    }

    @Override
    Map<String, Tensor> compute(Graph graph, Weights weights, Map<String, Tensor> inputs) {
      Map<String, Tensor> all = new LinkedHashMap<>(inputs);
      if (about.equals("missing") && !all.containsKey("mask")) {
        all.put("mask", Tensor.zeros(Type.BOOL, Rows.get(inputs, "ids").shape()));
      }
      return about.equals("empty") && Rows.get(inputs, "ids").dim(0) == 0
          ? Map.of()
          : super.compute(graph, weights, all);
    }
  }

  private static final class NeverCloses extends WrongBackend {
    @Override
    boolean closes() {
      return false;
    }
  }

  private static final class OneBuffer extends WrongBackend {
    private final ByteBuffer buffer =
        ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);

    @Override
    Map<String, Tensor> compute(Graph graph, Weights weights, Map<String, Tensor> inputs) {
      Map<String, Tensor> shared = new LinkedHashMap<>();
      super.compute(graph, weights, inputs)
          .forEach(
              (name, tensor) -> {
                buffer.clear().put(tensor.buffer()).flip();
                shared.put(name, Tensor.wrap(tensor.type(), buffer, tensor.shape()));
              });
      return shared;
    }
  }

  private static final class Scratch extends WrongBackend {
    private volatile Map<String, Tensor> scratch = Map.of();

    @Override
    Map<String, Tensor> compute(Graph graph, Weights weights, Map<String, Tensor> inputs) {
      scratch = inputs;
      try {
        Thread.sleep(1);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      return super.compute(graph, weights, scratch);
    }
  }
}
