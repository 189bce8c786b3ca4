package dev.emotion4j.math;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where a network meets its parameters: a path, the operations, and the sites that adapters wrap.
 * Paths are the names in the checkpoint. Asking twice for one path gives the same parameter (tied
 * weights). Used while a network is interpreted, by one thread.
 *
 * @param <T> what the interpreter computes with
 */
public final class Scope<T> {
  private static final class Shared<T> {
    final Ops<T> ops;
    final Function<Parameter, T> source;
    final List<? extends SiteWrapper> wrappers;
    final Map<String, Parameter> declared = new LinkedHashMap<>();
    final Map<String, T> values = new HashMap<>();
    final Set<String> sites = new LinkedHashSet<>();
    final Set<SiteWrapper> used = new HashSet<>();

    Shared(Ops<T> ops, Function<Parameter, T> source, List<? extends SiteWrapper> wrappers) {
      this.ops = ops;
      this.source = source;
      this.wrappers = List.copyOf(wrappers);
    }
  }

  private final Shared<T> shared;
  private final String path;

  private Scope(Shared<T> shared, String path) {
    this.shared = shared;
    this.path = path;
  }

  /**
   * Returns the scope of a whole network.
   *
   * @param ops the interpreter
   * @param source gives the value of a declared parameter; asked once per path
   * @param wrappers stand around the sites they choose, the first innermost
   */
  public static <T> Scope<T> root(
      Ops<T> ops, Function<Parameter, T> source, List<? extends SiteWrapper> wrappers) {
    return new Scope<>(new Shared<>(ops, source, wrappers), "");
  }

  /** Returns the operations. */
  public Ops<T> ops() {
    return shared.ops;
  }

  /** Returns the absolute path, empty at the root. */
  public String path() {
    return path;
  }

  /** Returns the scope below; the name may have several parts ({@code "attention.self"}). */
  public Scope<T> at(String name) {
    return new Scope<>(shared, child(name));
  }

  String child(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("an empty name below '" + path + "'");
    }
    return path.isEmpty() ? name : path + "." + name;
  }

  /** Returns the parameter of this name below this path. */
  public T parameter(String name, Initializer initializer, int... shape) {
    return declare(child(name), initializer, Parameter.Owner.NETWORK, shape);
  }

  /** Returns a parameter by its absolute path, to tie weights. */
  public T absolute(String absolutePath, Initializer initializer, int... shape) {
    return declare(absolutePath, initializer, Parameter.Owner.NETWORK, shape);
  }

  T declare(String absolutePath, Initializer initializer, Parameter.Owner owner, int... shape) {
    Parameter asked =
        new Parameter(absolutePath, Arrays.stream(shape).boxed().toList(), initializer, owner);
    Parameter known = shared.declared.putIfAbsent(absolutePath, asked);
    if (known != null && !known.agrees(asked)) {
      throw new IllegalArgumentException(
          "parameter '"
              + absolutePath
              + "' is asked for with shape "
              + asked.shape()
              + " after "
              + known.shape());
    }
    T value = shared.values.get(absolutePath);
    if (value == null) {
      value = shared.source.apply(asked);
      shared.values.put(absolutePath, value);
    }
    return value;
  }

  // ------------------------------------------------------------------------------------- sites

  /** A linear layer with bias: {@code x [..., in]} to {@code [..., out]}. */
  public T linear(String name, T x, int out) {
    return linear(name, x, out, true);
  }

  /** A linear layer; parameters {@code name.weight [out, in]} and, if wanted, {@code name.bias}. */
  public T linear(String name, T x, int out, boolean bias) {
    int in = ops().shape(x).dim(-1).number();
    Scope<T> at = at(name);
    Map<String, T> own = at.weightAndBias(bias, Initializer.uniformPerFanIn(1), out, in);
    Site<T> site = new Site<>(Site.Kind.LINEAR, at, own, Optional.empty());
    return wrap(
            site,
            Values.of("x", x),
            (in1, weight) ->
                out(ops().linear(in1.get("x"), or(weight, site), site.bias().orElse(null))))
        .get("out");
  }

  /**
   * A convolution; parameters {@code name.weight [out, in / groups, kernel]}, {@code name.bias}.
   */
  public T convolution(
      String name, T x, int out, List<Integer> kernel, Convolution geometry, boolean bias) {
    int[] shape = new int[kernel.size() + 2];
    shape[0] = out;
    shape[1] = ops().shape(x).dim(1).number() / geometry.groups();
    for (int i = 0; i < kernel.size(); i++) {
      shape[2 + i] = kernel.get(i);
    }
    Scope<T> at = at(name);
    Map<String, T> own = at.weightAndBias(bias, Initializer.uniformPerFanIn(1), shape);
    return at.convolution(x, own, geometry);
  }

  /** A convolution whose weight is computed by the network, for example weight-normed. */
  public T convolution(String name, T x, T weight, @Nullable T bias, Convolution geometry) {
    Map<String, T> own = new HashMap<>(Map.of("weight", weight));
    if (bias != null) {
      own.put("bias", bias);
    }
    return at(name).convolution(x, own, geometry);
  }

  private T convolution(T x, Map<String, T> own, Convolution geometry) {
    Site<T> site = new Site<>(Site.Kind.CONVOLUTION, this, own, Optional.of(geometry));
    return wrap(
            site,
            Values.of("x", x),
            (in, weight) ->
                out(
                    ops()
                        .convolution(
                            in.get("x"), or(weight, site), site.bias().orElse(null), geometry)))
        .get("out");
  }

  /** A table looked up by I64 ids; parameter {@code name.weight [count, width]}. */
  public T embedding(String name, T ids, int count, int width) {
    Scope<T> at = at(name);
    T table = at.parameter("weight", Initializer.normal(0.02), count, width);
    Site<T> site = new Site<>(Site.Kind.EMBEDDING, at, Map.of("weight", table), Optional.empty());
    return wrap(
            site,
            Values.of("ids", ids),
            (in, weight) -> out(ops().embedding(or(weight, site), in.get("ids"))))
        .get("out");
  }

  /** A layer norm over the last axis; parameters {@code name.weight}, {@code name.bias}. */
  public T layerNorm(String name, T x, double epsilon) {
    Site<T> site = norm(name, ops().shape(x).dim(-1).number());
    return wrap(
            site,
            Values.of("x", x),
            (in, weight) ->
                out(
                    ops()
                        .layerNorm(
                            in.get("x"), or(weight, site), site.bias().orElseThrow(), epsilon)))
        .get("out");
  }

  /** A group norm over {@code [B, C, ...]}; parameters {@code name.weight}, {@code name.bias}. */
  public T groupNorm(String name, T x, int groups, double epsilon) {
    Site<T> site = norm(name, ops().shape(x).dim(1).number());
    return wrap(
            site,
            Values.of("x", x),
            (in, weight) ->
                out(
                    ops()
                        .groupNorm(
                            in.get("x"),
                            groups,
                            or(weight, site),
                            site.bias().orElseThrow(),
                            epsilon)))
        .get("out");
  }

  private Site<T> norm(String name, int width) {
    Scope<T> at = at(name);
    Map<String, T> own =
        Map.of(
            "weight", at.parameter("weight", Initializer.ones(), width),
            "bias", at.parameter("bias", Initializer.zeros(), width));
    return new Site<>(Site.Kind.NORM, at, own, Optional.empty());
  }

  /**
   * The tokens that enter an encoder's layers, which prompt tuning may lengthen.
   *
   * @param tokens {@code [B, T, width]}
   * @param mask BOOL {@code [B, T]}
   * @return {@code tokens} and {@code mask}
   */
  public Values<T> tokens(String name, T tokens, T mask) {
    Site<T> site = new Site<>(Site.Kind.TOKENS, at(name), Map.of(), Optional.empty());
    return wrap(site, Values.of("tokens", tokens, "mask", mask), (in, weight) -> in);
  }

  /** Scaled dot-product attention, see {@link Ops#attention}. */
  public T attention(String name, T query, T key, T value, @Nullable T mask, double dropout) {
    Site<T> site = new Site<>(Site.Kind.ATTENTION, at(name), Map.of(), Optional.empty());
    Values<T> inputs = Values.of("query", query, "key", key).with("value", value);
    if (mask != null) {
      inputs = inputs.with("mask", mask);
    }
    return wrap(
            site,
            inputs,
            (in, weight) ->
                out(
                    ops()
                        .attention(
                            in.get("query"),
                            in.get("key"),
                            in.get("value"),
                            in.find("mask").orElse(null),
                            dropout)))
        .get("out");
  }

  /** A residual branch as a whole, which a parallel adapter may stand beside. */
  public T block(String name, T x, UnaryOperator<T> body) {
    Site<T> site = new Site<>(Site.Kind.BLOCK, at(name), Map.of(), Optional.empty());
    return wrap(site, Values.of("x", x), (in, weight) -> out(body.apply(in.get("x")))).get("out");
  }

  private Map<String, T> weightAndBias(boolean bias, Initializer initializer, int... shape) {
    Map<String, T> own = new HashMap<>();
    own.put("weight", parameter("weight", initializer, shape));
    if (bias) {
      own.put("bias", parameter("bias", Initializer.zeros(), shape[0]));
    }
    return own;
  }

  private Values<T> wrap(Site<T> site, Values<T> inputs, Site.Base<T> base) {
    Site.Base<T> inner = base;
    shared.sites.add(site.path());
    for (SiteWrapper wrapper : shared.wrappers) {
      if (wrapper.wraps(site.kind(), site.path())) {
        shared.used.add(wrapper);
        inner = nest(wrapper, site, inner);
      }
    }
    return inner.apply(inputs);
  }

  void requireEveryWrapperUsed() {
    for (SiteWrapper wrapper : shared.wrappers) {
      if (!shared.used.contains(wrapper)) {
        throw new IllegalArgumentException(
            wrapper + " finds no site in this network; its sites are " + shared.sites);
      }
    }
  }

  // A weight that an outer wrapper hands in passes an inner one by: the inner one was given no say
  // over it, so two wrappers that both replace the weight of one site are refused.
  private Site.Base<T> nest(SiteWrapper wrapper, Site<T> site, Site.Base<T> inner) {
    return (in, weight) -> {
      if (weight != null) {
        throw new IllegalArgumentException(
            "two adapters replace the weight of site '" + site.path() + "'; use one of them there");
      }
      return wrapper.apply(site, in, inner);
    };
  }

  private static <T> Values<T> out(T value) {
    return Values.of("out", value);
  }

  private static <T> T or(@Nullable T weight, Site<T> site) {
    return weight == null ? site.weight() : weight;
  }
}
