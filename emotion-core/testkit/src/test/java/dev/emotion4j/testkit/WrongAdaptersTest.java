package dev.emotion4j.testkit;

import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Site;
import dev.emotion4j.math.Values;
import dev.emotion4j.spi.Adapter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestFactory;

/** Every wrong adapter fails the check that is there for its mistake. */
class WrongAdaptersTest {
  /**
   * Scales the output of the value layers by {@code 1 + parameter}: right, and easy to get wrong.
   */
  private static class Scaling implements Adapter {
    @Override
    public String method() {
      return "scaling";
    }

    @Override
    public boolean wraps(Site.Kind kind, String path) {
      return path.endsWith(".value");
    }

    <T> T factor(Site<T> site, Ops<T> o, T out) {
      T change = site.parameter("change", Initializer.zeros(), o.shape(out).dim(-1).number());
      return o.add(change, o.scalar(1));
    }

    @Override
    public <T> Values<T> apply(Site<T> site, Values<T> inputs, Site.Base<T> base) {
      T out = base.apply(inputs).get("out");
      return Values.of("out", site.ops().mul(out, factor(site, site.ops(), out)));
    }
  }

  /** The right one passes the whole contract. */
  @Nested
  class TheRightOne extends AdapterContract {
    @Override
    protected Adapter adapter() {
      return new Scaling();
    }
  }

  /** The contract, on whichever adapter is wrong at the moment. */
  static final class Subject extends AdapterContract {
    static Adapter current = new Scaling();

    @Override
    protected Adapter adapter() {
      return current;
    }
  }

  private record Mistake(String name, Adapter adapter, String check) {}

  @TestFactory
  Stream<DynamicTest> everyMistakeFailsItsCheck() {
    List<Mistake> mistakes =
        List.of(
            new Mistake("wraps nothing", new Nowhere(), "itStandsAroundAtLeastOneSite"),
            new Mistake("declares nothing", new Idle(), "itStandsAroundAtLeastOneSite"),
            new Mistake(
                "starts somewhere else",
                new NotIdentity(),
                "aFreshAdapterChangesNothingUnlessItSaysSo"),
            new Mistake("mixes rows", new MixesRows(), "aRowAloneIsTheRowInABatch"),
            new Mistake("moves rows", new FirstRow(), "permutedRowsGivePermutedResults"),
            new Mistake("throws the base away", new Replaces(), "theNetworkKeepsItsParameters"),
            new Mistake("has a parameter without use", new Useless(), "everyParameterMatters"),
            new Mistake(
                "shows what is masked", new Unmasks(), "whatIsMaskedHasExactlyNoInfluence"));
    return mistakes.stream()
        .map(
            m ->
                DynamicTest.dynamicTest(
                    m.name(),
                    () -> {
                      Subject.current = m.adapter();
                      Checks.mustFail(Subject.class, m.check(), m.check());
                    }));
  }

  private static final class Nowhere extends Scaling {
    @Override
    public boolean wraps(Site.Kind kind, String path) {
      return false;
    }
  }

  private static final class Idle extends Scaling {
    @Override
    public <T> Values<T> apply(Site<T> site, Values<T> inputs, Site.Base<T> base) {
      return base.apply(inputs);
    }
  }

  private static final class NotIdentity extends Scaling {
    @Override
    <T> T factor(Site<T> site, Ops<T> o, T out) {
      return site.parameter("change", Initializer.zeros(), o.shape(out).dim(-1).number());
    }
  }

  private static final class MixesRows extends Scaling {
    @Override
    <T> T factor(Site<T> site, Ops<T> o, T out) {
      T spread = o.sub(o.scalar(1), o.mean(o.square(out), 0));
      return o.add(o.scalar(1), o.mul(o.sub(super.factor(site, o, out), o.scalar(1)), spread));
    }
  }

  private static final class FirstRow extends Scaling {
    @Override
    <T> T factor(Site<T> site, Ops<T> o, T out) {
      T first = o.slice(out, 0, 0, 1);
      return o.add(o.scalar(1), o.mul(o.sub(super.factor(site, o, out), o.scalar(1)), first));
    }
  }

  private static final class Replaces extends Scaling {
    @Override
    public <T> Values<T> apply(Site<T> site, Values<T> inputs, Site.Base<T> base) {
      T x = inputs.get("x");
      return Values.of("out", site.ops().mul(x, factor(site, site.ops(), x)));
    }
  }

  private static final class Useless extends Scaling {
    @Override
    <T> T factor(Site<T> site, Ops<T> o, T out) {
      T idle = o.mul(site.parameter("idle", Initializer.zeros(), 1), o.scalar(0));
      return o.add(super.factor(site, o, out), idle);
    }
  }

  private static final class Unmasks extends Scaling {
    @Override
    public boolean wraps(Site.Kind kind, String path) {
      return kind == Site.Kind.ATTENTION;
    }

    @Override
    public <T> Values<T> apply(Site<T> site, Values<T> inputs, Site.Base<T> base) {
      Ops<T> o = site.ops();
      Values<T> bare = inputs;
      T value = inputs.get("value");
      T out = base.apply(bare).get("out");
      T change = site.parameter("change", Initializer.zeros(), 1);
      return Values.of("out", o.add(out, o.mul(change, o.mean(value, 2))));
    }
  }
}
