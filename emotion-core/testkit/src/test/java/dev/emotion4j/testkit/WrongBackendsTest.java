package dev.emotion4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Reference.Array;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.Backend;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
            new WrongBackend(WrongOps.Swapped::new),
            PRIMITIVES,
            "matmul keeps its order"),
        mistake(
            "mean is a sum",
            new WrongBackend(WrongOps.SumForMean::new),
            PRIMITIVES,
            "mean over the last axis"),
        mistake(
            "reshape transposes",
            new WrongBackend(WrongOps.Transposed::new),
            PRIMITIVES,
            "reshape is no transpose"),
        mistake(
            "where multiplies",
            new WrongBackend(WrongOps.Multiplied::new),
            PRIMITIVES,
            "where hides NaN and infinity"),
        mistake(
            "a slice up to the end stops before it",
            new WrongBackend(WrongOps.Short::new),
            PRIMITIVES,
            "slice of the last but one"));
  }

  private static List<Mistake> derived() {
    return List.of(
        mistake(
            "linear drops its bias",
            new WrongBackend(WrongOps.NoBias::new),
            DERIVED,
            "linear with bias"),
        mistake(
            "softmax always over the last axis",
            new WrongBackend(WrongOps.LastAxis::new),
            DERIVED,
            "softmax over a square"),
        mistake("gelu by tanh", new WrongBackend(WrongOps.TanhGelu::new), DERIVED, "gelu is exact"),
        mistake(
            "layer norm without epsilon",
            new WrongBackend(WrongOps.NoEpsilon::new),
            DERIVED,
            "layerNorm adds epsilon to the variance"),
        mistake(
            "layer norm of unbiased variance",
            new WrongBackend(WrongOps.Unbiased::new),
            DERIVED,
            "layerNorm"),
        mistake(
            "attention without scale",
            new WrongBackend(WrongOps.NoScale::new),
            DERIVED,
            "attention without mask"),
        mistake(
            "attention ignores its mask",
            new WrongBackend(WrongOps.NoMask::new),
            DERIVED,
            "attention with a mask of keys"),
        mistake(
            "an added mask leaks",
            new WrongBackend(WrongOps.AddedMask::new),
            DERIVED,
            "attention mask holds against large scores"),
        mistake(
            "a row without keys gets the mean",
            new WrongBackend(WrongOps.AddedMask::new),
            "aRowWhoseKeysAreAllMaskedGivesExactlyZero"),
        mistake(
            "dropout in a run",
            new WrongBackend(WrongOps.Drops::new),
            DERIVED,
            "dropout is off in a run"));
  }

  private static List<Mistake> windows() {
    return List.of(
        mistake(
            "convolution drops its bias",
            new WrongBackend(WrongOps.NoConvolutionBias::new),
            PRIMITIVES,
            "convolution over a plane"),
        mistake(
            "convolution ignores dilation",
            new WrongBackend(WrongOps.NoDilation::new),
            PRIMITIVES,
            "convolution over a line with dilation"),
        mistake(
            "convolution ignores groups",
            new WrongBackend(WrongOps.NoGroups::new),
            PRIMITIVES,
            "convolution over a line in groups"),
        mistake(
            "average pooling counts padding",
            new WrongBackend(WrongOps.CountsPadding::new),
            PRIMITIVES,
            "average pooling leaves out padding"),
        mistake(
            "max pooling sees zeros in the padding",
            new WrongBackend(WrongOps.PadsZeros::new),
            PRIMITIVES,
            "max pooling of negative values with padding"));
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
            new WrongBackend(WrongOps.SharedMean::new),
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
