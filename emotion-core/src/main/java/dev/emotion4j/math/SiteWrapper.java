package dev.emotion4j.math;

/**
 * What stands around sites: an adapter, seen from the vocabulary. Implementations are immutable and
 * free of I/O, time and randomness.
 */
public interface SiteWrapper {
  /** Returns whether this wrapper stands around the site of this kind and absolute path. */
  boolean wraps(Site.Kind kind, String path);

  /**
   * Computes the site's outputs: may change the inputs, call {@code base} with these or with
   * another weight (or not at all), and change the output.
   *
   * @param site the site: its kind, path, frozen parameters, and the place for own parameters
   * @param inputs named as {@link Site.Kind} says
   * @param base the site without this wrapper
   */
  <T> Values<T> apply(Site<T> site, Values<T> inputs, Site.Base<T> base);
}
