package dev.emotion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.emotion4j.signal.EmotionException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A publisher on this machine; the real addresses need a network. */
class DownloadsTest {
  private static final byte[] CONTENT = "the published file".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path home;

  private HttpServer server;
  private final AtomicInteger asked = new AtomicInteger();

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    serve("/right", 200, CONTENT, CONTENT.length);
    serve("/wrong", 200, "another file".getBytes(StandardCharsets.US_ASCII), 12);
    serve("/missing", 404, new byte[0], -1);
    serve("/cut", 200, new byte[4], CONTENT.length);
    serve("/huge", 200, new byte[5000], 5000);
    server.createContext(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/right");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.start();
  }

  private void serve(String path, int status, byte[] body, int stated) {
    server.createContext(
        path,
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(status, stated);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Downloads.Source at(String path) {
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    return new Downloads.Source("model", address, Sha256.of(CONTENT), 1000, "none");
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.list(home)) {
      return files.count();
    }
  }

  @Test
  void theRightFileIsFetchedOnce() throws IOException {
    assertThat(Downloads.installed(at("/right"), home)).isEmpty();
    Path file = Downloads.install(at("/right"), home.resolve("new"));
    assertThat(file).hasFileName("model.onnx").hasBinaryContent(CONTENT);
    assertThat(Downloads.install(at("/right"), home.resolve("new"))).isEqualTo(file);
    assertThat(asked).hasValue(1);
  }

  @Test
  void aFileThatWasChangedOnTheDiskIsFetchedAgain() throws IOException {
    Files.writeString(home.resolve("model.onnx"), "changed");
    assertThat(Downloads.install(at("/right"), home)).hasBinaryContent(CONTENT);
    assertThat(asked).hasValue(1);
  }

  @Test
  void aRedirectIsFollowed() throws IOException {
    assertThat(Downloads.install(at("/moved"), home)).hasBinaryContent(CONTENT);
  }

  @Test
  void wrongBytesAreNotInstalled() throws IOException {
    assertThatThrownBy(() -> Downloads.install(at("/wrong"), home))
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("12 bytes with SHA-256")
        .hasMessageContaining("Nothing was installed");
    assertThat(files()).isZero();
  }

  @Test
  void aMissingFileACutOneAndAHugeOneAreNotInstalled() throws IOException {
    assertThatThrownBy(() -> Downloads.install(at("/missing"), home))
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("status 404; expected 200");
    assertThatThrownBy(() -> Downloads.install(at("/cut"), home))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Is there a network");
    assertThatThrownBy(() -> Downloads.install(at("/huge"), home))
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("more than 1000 bytes");
    assertThat(files()).isZero();
  }

  @Test
  @Timeout(60)
  void aPublisherThatStallsIsNotWaitedForWithoutEnd() throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    server.createContext(
        "/stalled",
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT, 0, 4);
          exchange.getResponseBody().flush();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    assertThatThrownBy(() -> Downloads.install(at("/stalled"), home, Duration.ofMillis(1500)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not complete after 1 s");
    over.countDown();
    assertThat(files()).isZero();
  }

  @Test
  void aPublisherThatIsNotThereIsNamed() {
    Downloads.Source nowhere = at("/right");
    server.stop(0);
    assertThatThrownBy(() -> Downloads.install(nowhere, home))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/right failed");
  }

  @Test
  void whatIsOfferedIsPinnedAndComesEncrypted() {
    assertThat(Downloads.YUNET.address().getScheme()).isEqualTo("https");
    assertThat(Downloads.YUNET.sha256()).matches("[0-9a-f]{64}");
    assertThat(Downloads.YUNET.file()).isEqualTo("yunet.onnx");
    assertThat(Downloads.home()).isAbsolute();
  }
}
