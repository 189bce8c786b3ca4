package dev.emotion4j.model;

import dev.emotion4j.signal.EmotionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Files that other people publish and that are not part of this library, fetched only when somebody
 * asks, into a folder of the user's: the only code here that opens a network connection. Safe for
 * use by several threads and processes.
 *
 * <p>A file is taken only if its SHA-256 is the one written in this library; it appears under its
 * name all at once or not at all. What lies there already with that SHA-256 is not fetched again.
 *
 * <pre>{@code
 * Path yunet = Downloads.install(Downloads.YUNET, Downloads.home());
 * }</pre>
 */
public final class Downloads {
  /**
   * A published file.
   *
   * @param name what it is called here
   * @param address where its publisher has it
   * @param sha256 64 hexadecimal digits in lower case
   * @param mostBytes a longer answer is refused
   * @param licence under which its publisher gives it
   */
  public record Source(String name, URI address, String sha256, long mostBytes, String licence) {
    /** Returns the name of the file in the folder. */
    public String file() {
      return name + ".onnx";
    }
  }

  /** The face detector YuNet (Wu et al., 2023) as its authors publish it. */
  public static final Source YUNET =
      new Source(
          "yunet",
          URI.create(
              "https://raw.githubusercontent.com/ShiqiYu/libfacedetection.train/master/onnx/"
                  + "yunet_n_320_320.onnx"),
          "81dbde155e982455488235acb8ec2dec5d647edf7cf7080d33e4abb69b93a0d2",
          2_000_000,
          "Apache-2.0");

  /** The environment variable that names the folder. */
  public static final String HOME = "EMOTION4J_HOME";

  private static final Duration CONNECT = Duration.ofSeconds(15);
  private static final Duration WHOLE = Duration.ofMinutes(2);

  private Downloads() {}

  /** Returns the folder {@value #HOME} names, or {@code .cache/emotion4j} in the user's. */
  public static Path home() {
    String named = System.getenv(HOME);
    return named == null || named.isBlank()
        ? Path.of(System.getProperty("user.home", "."), ".cache", "emotion4j")
        : Path.of(named);
  }

  /**
   * Returns where the file is, if it is in the folder and unchanged.
   *
   * @throws IOException if it cannot be read
   */
  public static Optional<Path> installed(Source source, Path home) throws IOException {
    Path file = home.resolve(source.file());
    return Files.isRegularFile(file) && Sha256.of(file).equals(source.sha256())
        ? Optional.of(file)
        : Optional.empty();
  }

  /**
   * Fetches the file unless it is there.
   *
   * @return where it is
   * @throws EmotionException if the answer is not the file that this library knows
   * @throws IOException if the connection fails or the folder cannot be written
   */
  public static Path install(Source source, Path home) throws IOException {
    return install(source, home, WHOLE);
  }

  static Path install(Source source, Path home, Duration most) throws IOException {
    Optional<Path> there = installed(source, home);
    if (there.isPresent()) {
      return there.get();
    }
    byte[] bytes = fetch(source, most);
    String found = Sha256.of(bytes);
    if (!found.equals(source.sha256())) {
      throw new EmotionException(
          source.address()
              + " gave "
              + bytes.length
              + " bytes with SHA-256 "
              + found
              + "; expected "
              + source.sha256()
              + ". Nothing was installed. Its publisher may have changed the file, or something"
              + " between changed it");
    }
    Path file = home.resolve(source.file());
    AtomicFile.write(file, bytes);
    return file;
  }

  private static byte[] fetch(Source source, Duration most) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL) // never from https to http
            .build();
    HttpRequest request = HttpRequest.newBuilder(source.address()).timeout(most).build();
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() != 200) {
          throw new EmotionException(
              source.address()
                  + " answered with status "
                  + response.statusCode()
                  + "; expected 200. Download the file by other means and give its path");
        }
        return read(source, body, most);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading " + source.address(), e);
    } catch (IOException e) {
      throw new IOException(
          "reading "
              + source.address()
              + " failed: "
              + e
              + ". Is there a network, and does it let this program through?",
          e);
    }
  }

  // The client's own limit ends with the headers: a publisher that stalls after them would be
  // waited for without end.
  private static byte[] read(Source source, InputStream body, Duration most) throws IOException {
    AtomicBoolean late = new AtomicBoolean();
    CompletableFuture<Void> watch =
        CompletableFuture.runAsync(
            () -> {
              late.set(true);
              close(body);
            },
            CompletableFuture.delayedExecutor(most.toMillis(), TimeUnit.MILLISECONDS));
    byte[] bytes;
    try {
      bytes = body.readNBytes(Math.toIntExact(source.mostBytes()) + 1);
    } catch (IOException e) {
      throw late.get() ? stalled(most, e) : e;
    } finally {
      watch.cancel(true);
    }
    if (late.get()) {
      throw stalled(most, null);
    }
    if (bytes.length > source.mostBytes()) {
      throw new EmotionException(
          source.address()
              + " gave more than "
              + source.mostBytes()
              + " bytes; the file is smaller. Nothing was installed");
    }
    return bytes;
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nobody reads it: the reader fails by itself
    }
  }

  private static IOException stalled(Duration most, @Nullable IOException cause) {
    return new IOException("the answer was not complete after " + most.toSeconds() + " s", cause);
  }
}
