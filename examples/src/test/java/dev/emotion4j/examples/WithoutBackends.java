package dev.emotion4j.examples;

import dev.emotion4j.spi.Backend;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Supplier;

/** The class path as it would be without some backends: their service entries are not seen. */
final class WithoutBackends extends ClassLoader {
  private static final String SERVICE = "META-INF/services/" + Backend.class.getName();

  private final List<String> hidden;

  private WithoutBackends(ClassLoader parent, List<String> hidden) {
    super(parent);
    this.hidden = hidden;
  }

  /** Runs with the services of these modules hidden, for example {@code emotion-backend-djl}. */
  static <T> T run(Supplier<T> work, String... modules) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(new WithoutBackends(before, List.of(modules)));
    try {
      return work.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    Enumeration<URL> all = super.getResources(name);
    if (!name.equals(SERVICE)) {
      return all;
    }
    List<URL> seen =
        Collections.list(all).stream()
            .filter(url -> hidden.stream().noneMatch(url.toString()::contains))
            .toList();
    return Collections.enumeration(seen);
  }
}
