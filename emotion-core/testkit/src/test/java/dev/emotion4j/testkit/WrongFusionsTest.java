package dev.emotion4j.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Type;
import dev.emotion4j.spi.FusionInputs;
import dev.emotion4j.spi.FusionProvider;
import dev.emotion4j.spi.FusionStrategy;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestFactory;

/** Every wrong fusion strategy fails the check that is there for its mistake. */
class WrongFusionsTest {
  /** The mean of the present modalities by quality: right, and easy to get wrong. */
  private static class Average implements FusionStrategy {
    @Override
    public String name() {
      return "average";
    }

    @Override
    public Map<String, String> settings() {
      return Map.of("width", "4");
    }

    <T> T masked(Ops<T> o, T x, T there) {
      return o.where(there, x, o.scalar(0));
    }

    <T> T count(Ops<T> o, T weights, int modalities) {
      return o.sum(weights, 1);
    }

    <T> T weights(Ops<T> o, FusionInputs<T> inputs) {
      return o.where(inputs.present(), inputs.quality(), o.scalar(0));
    }

    <T> T feature(Ops<T> o, FusionInputs<T> inputs, int i) {
      return inputs.features().get(i);
    }

    @Override
    public <T> T fuse(Scope<T> scope, FusionInputs<T> inputs) {
      Ops<T> o = scope.ops();
      T total = o.scalar(0);
      T weights = weights(o, inputs);
      for (int i = 0; i < inputs.size(); i++) {
        T there = o.slice(inputs.present(), 1, i, i + 1);
        T projected = scope.linear("project" + i, masked(o, feature(o, inputs, i), there), 4);
        T weighted = o.mul(projected, o.slice(weights, 1, i, i + 1));
        total = o.add(total, masked(o, weighted, there));
      }
      return o.div(total, count(o, weights, inputs.size()));
    }
  }

  /** The same over the mean of the steps. */
  private static class StepAverage extends Average {
    @Override
    public boolean usesTokens() {
      return true;
    }

    <T> T clean(Ops<T> o, FusionInputs.Tokens<T> tokens) {
      return o.where(o.unsqueeze(tokens.mask(), -1), tokens.values(), o.scalar(0));
    }

    <T> T steps(Ops<T> o, FusionInputs.Tokens<T> tokens) {
      return o.cast(tokens.mask(), Type.F32);
    }

    @Override
    <T> T feature(Ops<T> o, FusionInputs<T> inputs, int i) {
      T sum = o.squeeze(o.sum(clean(o, inputs.tokens().get(i)), 1), 1);
      T count = o.sum(steps(o, inputs.tokens().get(i)), 1);
      return o.div(sum, o.where(o.greater(count, o.scalar(0)), count, o.scalar(1)));
    }
  }

  private record AverageProvider() implements FusionProvider {
    @Override
    public String name() {
      return "average";
    }

    @Override
    public FusionStrategy create(Map<String, String> settings) {
      if (!settings.keySet().equals(java.util.Set.of("width"))) {
        throw new IllegalArgumentException("settings " + settings + "; expected width");
      }
      return new Average();
    }
  }

  /** The right one passes the whole contract. */
  @Nested
  class TheRightOne extends FusionContract {
    @Override
    protected FusionStrategy strategy() {
      return new Average();
    }

    @Override
    protected FusionProvider provider() {
      return new AverageProvider();
    }
  }

  /** So does the right one over steps. */
  @Nested
  class TheRightOneOverSteps extends FusionContract {
    @Override
    protected FusionStrategy strategy() {
      return new StepAverage();
    }

    @Override
    protected FusionProvider provider() {
      return new StepProvider();
    }
  }

  private record StepProvider() implements FusionProvider {
    @Override
    public String name() {
      return "average";
    }

    @Override
    public FusionStrategy create(Map<String, String> settings) {
      new AverageProvider().create(settings);
      return new StepAverage();
    }
  }

  /** The contract, on whichever strategy is wrong at the moment. */
  static final class Subject extends FusionContract {
    static FusionStrategy current = new Average();
    static FusionProvider provider = new AverageProvider();

    @Override
    protected FusionStrategy strategy() {
      return current;
    }

    @Override
    protected FusionProvider provider() {
      return provider;
    }
  }

  private record Mistake(String name, FusionStrategy strategy, String method, String check) {
    Mistake(String name, FusionStrategy strategy, String method) {
      this(name, strategy, method, method);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyMistakeFailsItsCheck() {
    List<Mistake> mistakes =
        List.of(
            new Mistake(
                "multiplies by the mask, which keeps NaN",
                new Multiplying(),
                "whatIsMissingHasExactlyNoInfluence",
                "NaN in what is missing beside [0]"),
            new Mistake(
                "adds what is missing",
                new Adding(),
                "whatIsMissingHasExactlyNoInfluence",
                "-3.0 in what is missing beside [1, 2]"),
            new Mistake(
                "divides by all modalities",
                new DividesByAll(),
                "aModalityThatIsAlwaysMissingIsLikeNone"),
            new Mistake("mixes rows", new MixesRows(), "changingOneRowChangesNoOther"),
            new Mistake("mixes rows, seen alone", new MixesRows(), "aRowAloneIsTheRowInABatch"),
            new Mistake(
                "ignores a modality", new IgnoresLast(), "whatIsPresentMatters", "modality 2"),
            new Mistake("has a parameter without use", new Useless(), "everyParameterMatters"),
            new Mistake(
                "gives one vector for the batch",
                new OneVector(),
                "itGivesOneVectorOfAFixedWidthPerRow"),
            new Mistake(
                "ignores quality",
                new IgnoresQuality(),
                "lowQualityBringsTheResultNearToTheOneWithoutTheModality",
                "modality 1"),
            new Mistake(
                "trusts the worse more",
                new TrustsTheWorse(),
                "lowQualityBringsTheResultNearToTheOneWithoutTheModality",
                "modality 1"),
            new Mistake(
                "divides by the quality of what is missing, too",
                new CountsMissingQuality(),
                "theQualityOfWhatIsMissingHasExactlyNoInfluence",
                "quality 7.0"),
            new Mistake(
                "multiplies steps by their mask, which keeps NaN",
                new MultipliesSteps(),
                "maskedStepsHaveExactlyNoInfluence",
                "NaN in masked steps"),
            new Mistake(
                "averages over padding",
                new CountsPadding(),
                "moreMaskedStepsAtTheEndChangeNothing"),
            new Mistake("forgets a setting", new Forgetful(), "itsSettingsMakeItAgain"));
    assertTrue(mistakes.size() >= 8);
    return mistakes.stream()
        .map(
            m ->
                DynamicTest.dynamicTest(
                    m.name(),
                    () -> {
                      Subject.current = m.strategy();
                      Checks.mustFail(Subject.class, m.method(), m.check());
                    }));
  }

  @org.junit.jupiter.api.Test
  void aProviderThatTakesAnythingFails() {
    Subject.current = new Average();
    Subject.provider =
        new FusionProvider() {
          @Override
          public String name() {
            return "average";
          }

          @Override
          public FusionStrategy create(Map<String, String> settings) {
            return new Average();
          }
        };
    try {
      Checks.mustFail(
          Subject.class, "anUnknownSettingIsRefusedByName", "anUnknownSettingIsRefusedByName");
    } finally {
      Subject.provider = new AverageProvider();
    }
  }

  private static final class Multiplying extends Average {
    @Override
    <T> T masked(Ops<T> o, T x, T there) {
      return o.mul(x, o.cast(there, Type.F32));
    }
  }

  private static final class Adding extends Average {
    @Override
    <T> T masked(Ops<T> o, T x, T there) {
      return x;
    }

    @Override
    <T> T weights(Ops<T> o, FusionInputs<T> inputs) {
      return inputs.quality();
    }
  }

  private static final class DividesByAll extends Average {
    @Override
    <T> T count(Ops<T> o, T present, int modalities) {
      return o.scalar(modalities);
    }
  }

  private static final class MixesRows extends Average {
    @Override
    public <T> T fuse(Scope<T> scope, FusionInputs<T> inputs) {
      T right = super.fuse(scope, inputs);
      return scope.ops().sub(right, scope.ops().mean(right, 0));
    }
  }

  private static final class IgnoresLast extends Average {
    @Override
    public <T> T fuse(Scope<T> scope, FusionInputs<T> inputs) {
      int most = Math.min(2, inputs.size());
      T present = scope.ops().slice(inputs.present(), 1, 0, most);
      List<T> features = inputs.features().subList(0, most);
      T quality = scope.ops().slice(inputs.quality(), 1, 0, most);
      return super.fuse(scope, new FusionInputs<>(features, present, quality, List.of()));
    }
  }

  private static final class Useless extends Average {
    @Override
    public <T> T fuse(Scope<T> scope, FusionInputs<T> inputs) {
      Ops<T> o = scope.ops();
      T idle = scope.parameter("idle", Initializer.ones(), 4);
      return o.add(super.fuse(scope, inputs), o.mul(idle, o.scalar(0)));
    }
  }

  private static final class OneVector extends Average {
    @Override
    public <T> T fuse(Scope<T> scope, FusionInputs<T> inputs) {
      T right = super.fuse(scope, inputs);
      return scope.ops().reshape(scope.ops().mean(right, 0), Dim.of(1), Dim.of(4));
    }
  }

  private static final class Forgetful extends Average {
    @Override
    public Map<String, String> settings() {
      return Map.of();
    }
  }

  private static final class IgnoresQuality extends Average {
    @Override
    <T> T weights(Ops<T> o, FusionInputs<T> inputs) {
      return o.cast(inputs.present(), Type.F32);
    }
  }

  private static final class TrustsTheWorse extends Average {
    @Override
    <T> T weights(Ops<T> o, FusionInputs<T> inputs) {
      return o.where(inputs.present(), o.div(o.scalar(1), inputs.quality()), o.scalar(0));
    }
  }

  private static final class CountsMissingQuality extends Average {
    @Override
    <T> T weights(Ops<T> o, FusionInputs<T> inputs) {
      return inputs.quality();
    }
  }

  private static final class MultipliesSteps extends StepAverage {
    @Override
    <T> T clean(Ops<T> o, FusionInputs.Tokens<T> tokens) {
      return o.mul(tokens.values(), o.cast(o.unsqueeze(tokens.mask(), -1), Type.F32));
    }
  }

  private static final class CountsPadding extends StepAverage {
    @Override
    <T> T steps(Ops<T> o, FusionInputs.Tokens<T> tokens) {
      return o.add(o.scale(o.cast(tokens.mask(), Type.F32), 0), o.scalar(1));
    }
  }
}
