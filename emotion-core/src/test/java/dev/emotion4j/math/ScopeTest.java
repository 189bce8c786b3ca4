package dev.emotion4j.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Paths, tied weights and adapters around sites. */
class ScopeTest {
  private final List<Parameter> asked = new ArrayList<>();

  private Scope<Spec> root(SiteWrapper... wrappers) {
    Function<Parameter, Spec> source =
        p -> {
          asked.add(p);
          return p.spec();
        };
    return Scope.root(Shapes.INSTANCE, source, List.of(wrappers));
  }

  private List<String> paths() {
    return asked.stream().map(Parameter::path).toList();
  }

  private static Spec x(int width) {
    return new Spec(Type.F32, Shape.of(Input.BATCH, Dim.of(width)));
  }

  private static void refused(String expected, org.junit.jupiter.api.function.Executable call) {
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, call);
    assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
  }

  @Test
  void pathsAreTheNamesOfTheCheckpoint() {
    Scope<Spec> layer = root().at("encoder").at("layer.0");
    assertEquals("encoder.layer.0", layer.path());
    layer.linear("attention.self.query", x(4), 3);
    assertEquals(
        List.of(
            "encoder.layer.0.attention.self.query.weight",
            "encoder.layer.0.attention.self.query.bias"),
        paths());
    assertEquals(List.of(3, 4), asked.get(0).shape());
    assertEquals(List.of(3), asked.get(1).shape());
    assertEquals(Parameter.Owner.NETWORK, asked.get(0).owner());
  }

  @Test
  void askingTwiceGivesTheSameParameter() {
    Scope<Spec> root = root();
    Spec first = root.at("a").parameter("weight", Initializer.zeros(), 2, 3);
    assertSame(first, root.absolute("a.weight", Initializer.zeros(), 2, 3));
    assertEquals(1, asked.size(), "the source is asked once per path");
  }

  @Test
  void askingTwiceWithAnotherShapeIsRefused() {
    Scope<Spec> root = root();
    root.parameter("weight", Initializer.zeros(), 2, 3);
    refused("'weight'", () -> root.parameter("weight", Initializer.zeros(), 3, 2));
  }

  @Test
  void anEmptyNameIsRefused() {
    refused("empty name", () -> root().at(" "));
  }

  @Test
  void everySiteDeclaresItsParameters() {
    Scope<Spec> root = root();
    Spec image = new Spec(Type.F32, Shape.of(Input.BATCH, Dim.of(4), Dim.of(8)));
    root.embedding("words", new Spec(Type.I64, Shape.of(Input.BATCH)), 9, 4);
    root.layerNorm("norm", x(4), 1e-5);
    root.groupNorm("group", image, 2, 1e-5);
    root.convolution("conv", image, 6, List.of(3), Convolution.of(1).groups(2), true);
    assertEquals(
        List.of(
            "words.weight",
            "norm.weight",
            "norm.bias",
            "group.weight",
            "group.bias",
            "conv.weight",
            "conv.bias"),
        sorted(paths()));
    assertEquals(List.of(6, 2, 3), shape("conv.weight"));
    assertEquals(List.of(9, 4), shape("words.weight"));
    assertEquals(List.of(4), shape("group.weight"));
  }

  // Weight before bias; the order in which a norm asks for its two is not part of the contract.
  private static List<String> sorted(List<String> paths) {
    List<String> sorted = new ArrayList<>(paths);
    sorted.sort(
        java.util.Comparator.comparingInt(
            (String p) ->
                List.of("words", "norm", "group", "conv").indexOf(p.split("\\.")[0]) * 2
                    + (p.endsWith("bias") ? 1 : 0)));
    return sorted;
  }

  private List<Integer> shape(String path) {
    return asked.stream().filter(p -> p.path().equals(path)).findFirst().orElseThrow().shape();
  }

  /** Adds a parameter of its own to what a site gives, and notes what it saw. */
  private static final class Adding implements SiteWrapper {
    final String name;
    final Site.Kind kind;
    final String end;
    final List<String> seen = new ArrayList<>();
    boolean replaces;

    Adding(String name, Site.Kind kind, String end) {
      this.name = name;
      this.kind = kind;
      this.end = end;
    }

    Adding replacing() {
      replaces = true;
      return this;
    }

    @Override
    public boolean wraps(Site.Kind at, String path) {
      return at == kind && path.endsWith(end);
    }

    @Override
    public <T> Values<T> apply(Site<T> site, Values<T> inputs, Site.Base<T> base) {
      seen.add(site.path() + inputs.names());
      Ops<T> o = site.ops();
      if (replaces) {
        T weight = o.scale(site.weight(), 2);
        return base.apply(inputs, weight);
      }
      T own = site.parameter(name, Initializer.zeros(), 1);
      Values<T> out = base.apply(inputs);
      String result = out.names().iterator().next();
      return out.with(result, o.add(out.get(result), own));
    }

    @Override
    public String toString() {
      return "adapter " + name;
    }
  }

  @Test
  void anAdapterStandsAroundTheSitesItChooses() {
    Adding adapter = new Adding("extra", Site.Kind.LINEAR, "query");
    Scope<Spec> root = root(adapter);
    root.linear("query", x(4), 3);
    root.linear("key", x(4), 3);
    assertEquals(List.of("query[x]"), adapter.seen);
    assertTrue(paths().contains("query.extra"));
    assertEquals(
        Parameter.Owner.ADAPTER,
        asked.stream().filter(p -> p.path().equals("query.extra")).findFirst().get().owner());
    root.requireEveryWrapperUsed();
  }

  @Test
  void everyKindOfSiteGivesItsInputsByName() {
    Spec heads = new Spec(Type.F32, Shape.of(Input.BATCH, Dim.of(2), Dim.of(3), Dim.of(4)));
    Spec tokens = new Spec(Type.F32, Shape.of(Input.BATCH, Dim.of(3), Dim.of(4)));
    Spec mask = new Spec(Type.BOOL, Shape.of(Input.BATCH, Dim.of(3)));
    Map<Site.Kind, Function<Scope<Spec>, Object>> sites =
        Map.of(
            Site.Kind.ATTENTION, s -> s.attention("at", heads, heads, heads, null, 0),
            Site.Kind.TOKENS, s -> s.tokens("at", tokens, mask),
            Site.Kind.BLOCK, s -> s.block("at", tokens, Shapes.INSTANCE::tanh),
            Site.Kind.NORM, s -> s.layerNorm("at", tokens, 1e-5));
    Map<Site.Kind, String> names =
        Map.of(
            Site.Kind.ATTENTION, "at[query, key, value]",
            Site.Kind.TOKENS, "at[tokens, mask]",
            Site.Kind.BLOCK, "at[x]",
            Site.Kind.NORM, "at[x]");
    sites.forEach(
        (kind, open) -> {
          Adding adapter = new Adding("extra", kind, "at");
          open.apply(root(adapter));
          assertEquals(List.of(names.get(kind)), adapter.seen, kind.toString());
        });
  }

  @Test
  void theFirstWrapperStandsInnermost() {
    Adding inner = new Adding("inner", Site.Kind.LINEAR, "query");
    Adding outer = new Adding("outer", Site.Kind.LINEAR, "query");
    root(inner, outer).linear("query", x(4), 3);
    assertTrue(
        paths().indexOf("query.outer") < paths().indexOf("query.inner"),
        "the outer one is asked first: " + paths());
  }

  @Test
  void oneAdapterMayReplaceTheWeight() {
    Adding replacing = new Adding("double", Site.Kind.LINEAR, "query").replacing();
    Spec out = root(replacing).linear("query", x(4), 3);
    assertEquals(x(3), out);
  }

  @Test
  void twoAdaptersThatReplaceOneWeightAreRefused() {
    Adding one = new Adding("one", Site.Kind.LINEAR, "query").replacing();
    Adding two = new Adding("two", Site.Kind.LINEAR, "query").replacing();
    refused(
        "two adapters replace the weight of site 'query'",
        () -> root(one, two).linear("query", x(4), 3));
  }

  @Test
  void anAdapterWithoutSiteIsToldWhichSitesThereAre() {
    Adding lost = new Adding("lost", Site.Kind.LINEAR, "nowhere");
    Scope<Spec> root = root(lost);
    root.linear("query", x(4), 3);
    root.linear("key", x(4), 3);
    refused("adapter lost finds no site", root::requireEveryWrapperUsed);
    refused("[query, key]", root::requireEveryWrapperUsed);
  }

  @Test
  void aSiteWithoutWeightSaysSo() {
    SiteWrapper curious =
        new SiteWrapper() {
          @Override
          public boolean wraps(Site.Kind kind, String path) {
            return true;
          }

          @Override
          public <T> Values<T> apply(Site<T> site, Values<T> inputs, Site.Base<T> base) {
            site.weight();
            return base.apply(inputs);
          }
        };
    assertThrows(
        IllegalStateException.class,
        () -> root(curious).block("branch", x(4), Shapes.INSTANCE::tanh));
  }

  @Test
  void sharedParametersOfAdaptersAreTied() {
    SiteWrapper sharing =
        new SiteWrapper() {
          @Override
          public boolean wraps(Site.Kind kind, String path) {
            return kind == Site.Kind.LINEAR;
          }

          @Override
          public <T> Values<T> apply(Site<T> site, Values<T> inputs, Site.Base<T> base) {
            T shared = site.shared("vera.A", Initializer.normal(1), 1);
            return Values.of("out", site.ops().mul(base.apply(inputs).get("out"), shared));
          }
        };
    Scope<Spec> root = root(sharing);
    root.linear("query", x(4), 3);
    root.linear("key", x(4), 3);
    assertEquals(1, paths().stream().filter("vera.A"::equals).count());
  }

  @Test
  void valuesTellWhatIsThere() {
    Values<String> values = Values.of("a", "1", "b", "2").with("a", "3");
    assertEquals(List.of("a", "b"), List.copyOf(values.names()));
    assertEquals("3", values.get("a"));
    assertTrue(values.find("c").isEmpty());
    refused("found: [a, b]", () -> values.get("c"));
  }
}
