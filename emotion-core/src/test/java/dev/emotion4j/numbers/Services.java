package dev.emotion4j.numbers;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.Callable;

/** Runs work as on a class path that lists other providers of one service. */
public final class Services {
  private Services() {}

  /** Runs work with exactly these provider classes listed; no lines list none. */
  public static <R> R with(Class<?> service, List<String> providers, Callable<R> work)
      throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(
        new ClassLoader(before) {
          @Override
          public Enumeration<URL> getResources(String name) throws IOException {
            if (!name.equals("META-INF/services/" + service.getName())) {
              return super.getResources(name);
            }
            return providers.isEmpty()
                ? Collections.emptyEnumeration()
                : Collections.enumeration(List.of(listing(String.join("\n", providers))));
          }
        });
    try {
      return work.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static URL listing(String text) throws IOException {
    return new URL(
        null,
        "listing:services",
        new URLStreamHandler() {
          @Override
          protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
              @Override
              public void connect() {}

              @Override
              public InputStream getInputStream() {
                return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
              }
            };
          }
        });
  }
}
