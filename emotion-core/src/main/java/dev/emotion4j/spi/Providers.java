package dev.emotion4j.spi;

import dev.emotion4j.signal.EmotionException;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds named providers on the class path. A provider that fails to load is an error with its
 * cause; two of one name are an error that lists both jars. Nothing is cached: two class loaders
 * see different providers.
 */
public final class Providers {
  private Providers() {}

  /**
   * Returns every provider of a service, sorted by name.
   *
   * @throws EmotionException if one cannot be loaded, or two have one name
   */
  public static <P> List<P> all(Class<P> service, Function<P, String> name) {
    List<P> found = new ArrayList<>();
    Iterator<P> providers = ServiceLoader.load(service).iterator();
    try {
      while (providers.hasNext()) {
        found.add(providers.next());
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new EmotionException(
          "a provider of " + service.getName() + " cannot be loaded: " + e.getMessage(), e);
    }
    found.sort(java.util.Comparator.comparing(name));
    for (int i = 1; i < found.size(); i++) {
      P one = found.get(i - 1);
      P other = found.get(i);
      if (name.apply(one).equals(name.apply(other))) {
        throw new EmotionException(
            "two providers of "
                + service.getSimpleName()
                + " are named '"
                + name.apply(one)
                + "': "
                + place(one)
                + " and "
                + place(other)
                + ". Remove one from the class path");
      }
    }
    return found;
  }

  /**
   * Returns the provider of a name.
   *
   * @param hint what to add to the class path if there is none
   * @throws IllegalArgumentException if there is none; the message lists those found and the hint
   */
  public static <P> P named(
      Class<P> service, Function<P, String> name, String wanted, String hint) {
    List<P> all = all(service, name);
    return all.stream()
        .filter(provider -> name.apply(provider).equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no "
                        + words(service)
                        + " named '"
                        + wanted
                        + "'; found: "
                        + names(all, name)
                        + ". "
                        + hint));
  }

  /**
   * Returns the only provider.
   *
   * @param hint what to add or choose if there is none, or more than one
   * @throws IllegalArgumentException if there is not exactly one; the message lists those found
   */
  public static <P> P only(Class<P> service, Function<P, String> name, String hint) {
    List<P> all = all(service, name);
    Optional<P> first = all.stream().findFirst();
    if (all.size() != 1 || first.isEmpty()) {
      throw new IllegalArgumentException(
          (all.isEmpty() ? "no " : "more than one ")
              + words(service)
              + "; found: "
              + names(all, name)
              + ". "
              + hint);
    }
    return first.get();
  }

  private static String words(Class<?> service) {
    return service
        .getSimpleName()
        .replaceAll("(?<=[a-z])([A-Z])", " $1")
        .toLowerCase(java.util.Locale.ROOT);
  }

  private static <P> String names(List<P> all, Function<P, String> name) {
    return all.isEmpty() ? "none" : all.stream().map(name).collect(Collectors.joining(", "));
  }

  private static String place(Object provider) {
    CodeSource source = provider.getClass().getProtectionDomain().getCodeSource();
    return provider.getClass().getName() + (source == null ? "" : " in " + source.getLocation());
  }
}
