package dev.emotion4j.testkit;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.signal.Text;
import dev.emotion4j.spi.ModalityEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestFactory;

/** Every wrong encoder fails the check that is there for its mistake. */
class WrongEncodersTest {
  private static final List<Text> TEXTS =
      Stream.of("one", "a longer text", "x", "four words are here", "the last of the five")
          .map(Text::of)
          .toList();

  /** Letters through the tiny BERT: right, and easy to get wrong. */
  private static class Letters implements ModalityEncoder {
    @Override
    public String provider() {
      return "letters";
    }

    @Override
    public Map<String, String> settings() {
      return Map.of();
    }

    @Override
    public Modality modality() {
      return Modality.TEXT;
    }

    @Override
    public List<Prepared> prepare(List<? extends Signal> signals) {
      List<Prepared> rows = new ArrayList<>();
      for (Signal signal : signals) {
        String text = ((Text) signal).value();
        long[] ids = text.chars().mapToLong(c -> c % TinyNetworks.VOCABULARY).toArray();
        rows.add(new Prepared(Map.of("ids", Tensor.of(ids, ids.length)), ids.length, List.of()));
      }
      return rows;
    }

    @Override
    public Map<String, Tensor> batch(List<Prepared> rows) {
      int longest = rows.stream().mapToInt(Prepared::length).max().orElseThrow();
      long[] ids = new long[rows.size() * longest];
      boolean[] mask = new boolean[ids.length];
      for (int row = 0; row < rows.size(); row++) {
        long[] some = Rows.get(rows.get(row).tensors(), "ids").longs();
        for (int i = 0; i < some.length; i++) {
          ids[row * longest + i] = some[i];
          mask[row * longest + i] = true;
        }
      }
      Map<String, Tensor> batch = new LinkedHashMap<>();
      batch.put("ids", Tensor.of(ids, rows.size(), longest));
      batch.put("mask", Tensor.of(mask, rows.size(), longest));
      return batch;
    }

    @Override
    public Network network() {
      return TinyNetworks.bert();
    }

    @Override
    public int width() {
      return 8;
    }

    @Override
    public Weights weights() {
      return Numbers.weights(3, Graph.record(TinyNetworks.bert()));
    }

    @Override
    public boolean paddingInvariant() {
      return true;
    }

    @Override
    public ModalityEncoder withDropout(double rate) {
      return new Letters() {
        @Override
        public Network network() {
          return TinyNetworks.bert(rate);
        }
      };
    }

    @Override
    public void close() {}
  }

  /** The right one passes the whole contract. */
  @Nested
  class TheRightOne extends EncoderContract {
    @Override
    protected ModalityEncoder encoder() {
      return new Letters();
    }

    @Override
    protected List<? extends Signal> signals() {
      return TEXTS;
    }
  }

  /** The contract, on whichever encoder is wrong at the moment. */
  static final class Subject extends EncoderContract {
    static ModalityEncoder current = new Letters();

    @Override
    protected ModalityEncoder encoder() {
      return current;
    }

    @Override
    protected List<? extends Signal> signals() {
      return TEXTS;
    }
  }

  private record Mistake(String name, ModalityEncoder encoder, String check) {}

  @TestFactory
  Stream<DynamicTest> everyMistakeFailsItsCheck() {
    return Stream.of(
            new Mistake("states another width", new Wide(), "theFeaturesHaveTheStatedWidth"),
            new Mistake(
                "batches more than is declared", new Generous(), "aBatchIsWhatTheNetworkDeclares"),
            new Mistake("sorts its signals", new Sorting(), "everySignalIsPreparedInItsOrder"),
            new Mistake("sees the padding", new Unmasked(), "paddingHasNoInfluenceIfItSaysSo"),
            new Mistake("mixes rows", new Mixing(), "changingOneRowChangesNoOther"),
            new Mistake(
                "reads the first letter only", new Curt(), "differentSignalsGiveDifferentFeatures"),
            new Mistake("lacks a weight", new Bare(), "itsWeightsHoldEveryParameter"),
            new Mistake("states steps and gives none", new Boasting(), "stepsAreGivenAsStated"),
            new Mistake("states narrower steps", new Stepwise(1, "mask"), "stepsAreGivenAsStated"),
            new Mistake("counts the padding", new Stepwise(2, "all"), "stepsThatPadAreMasked"))
        .map(
            m ->
                DynamicTest.dynamicTest(
                    m.name(),
                    () -> {
                      Subject.current = m.encoder();
                      Checks.mustFail(Subject.class, m.check(), m.check());
                    }));
  }

  /** With steps: right too. */
  @Nested
  class TheRightOneWithSteps extends EncoderContract {
    @Override
    protected ModalityEncoder encoder() {
      return new Stepwise(2, "mask");
    }

    @Override
    protected List<? extends Signal> signals() {
      return TEXTS;
    }
  }

  private static final class Boasting extends Letters {
    @Override
    public int tokenWidth() {
      return 3;
    }
  }

  // Each letter's id, twice, as its step.
  private static final class Stepwise extends Letters {
    private final int stated;
    private final String mask;

    Stepwise(int stated, String mask) {
      this.stated = stated;
      this.mask = mask;
    }

    @Override
    public int tokenWidth() {
      return stated;
    }

    @Override
    public Network network() {
      return new Steps(super.network(), mask);
    }

    @Override
    public ModalityEncoder withDropout(double rate) {
      return this;
    }
  }

  private record Steps(Network to, String mask) implements Network {
    @Override
    public List<Input> inputs() {
      return to.inputs();
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Ops<T> o = scope.ops();
      T ids = o.unsqueeze(o.cast(inputs.get("ids"), Type.F32), -1); // [batch, steps, 1]
      T there = inputs.get("mask");
      T given = mask.equals("mask") ? there : o.where(there, there, o.not(there));
      return to.apply(scope, inputs)
          .with(ModalityEncoder.TOKENS, o.concat(2, List.of(ids, ids)))
          .with(ModalityEncoder.TOKEN_MASK, given);
    }
  }

  private static final class Wide extends Letters {
    @Override
    public int width() {
      return 9;
    }
  }

  private static final class Generous extends Letters {
    @Override
    public Map<String, Tensor> batch(List<Prepared> rows) {
      Map<String, Tensor> batch = super.batch(rows);
      batch.put("types", Tensor.zeros(Type.I64, Rows.get(batch, "ids").shape()));
      return batch;
    }
  }

  private static final class Sorting extends Letters {
    @Override
    public List<Prepared> prepare(List<? extends Signal> signals) {
      List<Prepared> rows = new ArrayList<>(super.prepare(signals));
      rows.sort(java.util.Comparator.comparingInt(Prepared::length));
      return rows;
    }
  }

  private static final class Unmasked extends Letters {
    @Override
    public Map<String, Tensor> batch(List<Prepared> rows) {
      Map<String, Tensor> batch = super.batch(rows);
      boolean[] all = new boolean[Rows.get(batch, "mask").size()];
      java.util.Arrays.fill(all, true);
      batch.put("mask", Tensor.of(all, Rows.get(batch, "mask").shape()));
      return batch;
    }
  }

  private static final class Mixing extends Letters {
    @Override
    public Network network() {
      return new Mixed(super.network());
    }
  }

  private record Mixed(Network to) implements Network {
    @Override
    public List<Input> inputs() {
      return to.inputs();
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Ops<T> o = scope.ops();
      T right = to.apply(scope, inputs).get(TinyNetworks.FEATURES);
      T wrong = o.add(right, o.mean(right, 0));
      return Values.of(TinyNetworks.FEATURES, o.reshape(wrong, o.shape(right).dim(0), Dim.of(8)));
    }
  }

  private static final class Curt extends Letters {
    @Override
    public List<Prepared> prepare(List<? extends Signal> signals) {
      List<Prepared> rows = new ArrayList<>();
      signals.forEach(
          s -> rows.add(new Prepared(Map.of("ids", Tensor.of(new long[] {1}, 1)), 1, List.of())));
      return rows;
    }
  }

  private static final class Bare extends Letters {
    @Override
    public Weights weights() {
      return Weights.of(Map.of());
    }
  }
}
