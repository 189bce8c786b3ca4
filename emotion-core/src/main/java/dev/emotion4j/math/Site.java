package dev.emotion4j.math;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A named place in a network that an adapter may stand around. Used while a network is interpreted,
 * by one thread.
 *
 * @param <T> what the interpreter computes with
 */
public final class Site<T> {
  /** The kinds of site, with the names of what goes in and comes out. */
  public enum Kind {
    /** {@code x} to {@code out}; parameters {@code weight [out, in]}, {@code bias}. */
    LINEAR,
    /**
     * {@code x} to {@code out}; parameters {@code weight [out, in / groups, kernel]}, {@code bias}.
     */
    CONVOLUTION,
    /** {@code ids} to {@code out}; parameter {@code weight [count, width]}. */
    EMBEDDING,
    /** {@code x} to {@code out}; parameters {@code weight}, {@code bias}. */
    NORM,
    /** {@code tokens [B, T, width]} and {@code mask [B, T]} to the same names. */
    TOKENS,
    /**
     * {@code query}, {@code key}, {@code value [B, heads, T, d]}, maybe {@code mask}, to {@code
     * out}.
     */
    ATTENTION,
    /** {@code x} to {@code out}: a residual branch as a whole. */
    BLOCK
  }

  /** The site without the wrapper. */
  public interface Base<T> {
    /** Computes the outputs; with {@code weight} in place of the site's own if it is not null. */
    Values<T> apply(Values<T> inputs, @Nullable T weight);

    /** Computes the outputs with the site's own weight. */
    default Values<T> apply(Values<T> inputs) {
      return apply(inputs, null);
    }
  }

  private final Kind kind;
  private final Scope<T> scope;
  private final Map<String, T> parameters;
  private final Optional<Convolution> convolution;

  Site(Kind kind, Scope<T> scope, Map<String, T> parameters, Optional<Convolution> convolution) {
    this.kind = kind;
    this.scope = scope;
    this.parameters = parameters;
    this.convolution = convolution;
  }

  /** Returns the kind. */
  public Kind kind() {
    return kind;
  }

  /** Returns the absolute path. */
  public String path() {
    return scope.path();
  }

  /** Returns the operations. */
  public Ops<T> ops() {
    return scope.ops();
  }

  /** Returns the site's own weight. */
  public T weight() {
    T weight = parameters.get("weight");
    if (weight == null) {
      throw new IllegalStateException("the " + kind + " site '" + path() + "' has no weight");
    }
    return weight;
  }

  /** Returns the site's own bias, if it has one. */
  public Optional<T> bias() {
    return Optional.ofNullable(parameters.get("bias"));
  }

  /** Returns the geometry of a convolution site. */
  public Optional<Convolution> convolution() {
    return convolution;
  }

  /** Declares a parameter of the adapter below this site's path. */
  public T parameter(String name, Initializer initializer, int... shape) {
    return scope.declare(scope.child(name), initializer, Parameter.Owner.ADAPTER, shape);
  }

  /** Declares a parameter that the adapter shares between sites, by its absolute path. */
  public T shared(String path, Initializer initializer, int... shape) {
    return scope.declare(path, initializer, Parameter.Owner.ADAPTER, shape);
  }
}
