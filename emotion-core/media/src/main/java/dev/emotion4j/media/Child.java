package dev.emotion4j.media;

import dev.emotion4j.spi.MediaException;
import dev.emotion4j.spi.MediaException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A program that runs beside the JVM and whose output is read. It never outlives its reader: it is
 * killed by {@link #close}, when a read waits too long, and when the JVM ends. What it complains of
 * is drained, and the first {@value #COMPLAINTS} bytes are kept.
 */
final class Child implements AutoCloseable {
  private static final int COMPLAINTS = 16 * 1024;
  private static final long POLL_MILLIS = 20;
  private static final Set<Child> LIVE = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> LIVE.forEach(Child::kill)));
  }

  private final Process process;
  private final InputStream output;
  private final long patienceNanos;
  private final Duration patience;
  private final StringBuilder complaints = new StringBuilder();
  private volatile long waitingSince = Long.MIN_VALUE;
  private volatile boolean timedOut;
  private volatile boolean closed;

  private Child(Process process, Duration patience) {
    this.process = process;
    this.output = process.getInputStream();
    this.patience = patience;
    this.patienceNanos = patience.toNanos();
  }

  /**
   * Starts a program.
   *
   * @param command the program and its arguments, one string each; no shell sees them
   * @param environment what differs from the JVM's own; an empty value removes
   * @throws IOException if it does not start
   */
  static Child start(List<String> command, Map<String, String> environment, Duration patience)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    environment.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            builder.environment().remove(name);
          } else {
            builder.environment().put(name, value);
          }
        });
    Child child = new Child(builder.start(), patience);
    LIVE.add(child);
    child.process.getOutputStream().close();
    Thread watch = new Thread(child::watch, "emotion-media-watch");
    watch.setDaemon(true);
    watch.start();
    return child;
  }

  /** Returns the program's process id. */
  long pid() {
    return process.pid();
  }

  /**
   * Reads until all that was asked for is there or the output ends.
   *
   * @return how many bytes were read; fewer than asked for only at the end
   * @throws MediaException if the program does not answer in time
   * @throws IllegalStateException after {@link #close}
   */
  int read(byte[] into, int offset, int length) {
    int read = 0;
    while (read < length) {
      int count = readSome(into, offset + read, length - read);
      if (count < 0) {
        break;
      }
      read += count;
    }
    return read;
  }

  private int readSome(byte[] into, int offset, int length) {
    if (closed) {
      throw new IllegalStateException("the media stream is closed; open the file again");
    }
    waitingSince = System.nanoTime();
    int count;
    try {
      count = output.read(into, offset, length);
    } catch (IOException e) {
      // A pipe breaks when its other end is killed; why, the flags tell.
      count = -1;
    } finally {
      waitingSince = Long.MIN_VALUE;
    }
    if (count < 0 && timedOut) {
      throw new MediaException(
          Reason.TIMED_OUT,
          "the media decoder gave nothing for "
              + patience
              + " and was ended. Give it more patience, or convert the file first");
    }
    if (count < 0 && closed) {
      throw new IllegalStateException("the media stream was closed while it was read");
    }
    return count;
  }

  /** Waits, once the output has ended, and returns the exit status. */
  int exit() {
    try {
      if (!process.waitFor(patienceNanos, TimeUnit.NANOSECONDS)) {
        kill();
        process.waitFor();
      }
      drain(process.getErrorStream());
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
      return -1;
    } catch (IOException e) {
      // Closed meanwhile: what it said is lost, its status is not.
      return process.isAlive() ? -1 : process.exitValue();
    }
    return process.exitValue();
  }

  /** Returns what it complained of so far. */
  String complaints() {
    synchronized (complaints) {
      return complaints.toString();
    }
  }

  private void watch() {
    InputStream errors = process.getErrorStream();
    try {
      while (process.isAlive()) {
        drain(errors);
        long since = waitingSince;
        if (since != Long.MIN_VALUE && System.nanoTime() - since > patienceNanos) {
          timedOut = true;
          kill();
        }
        Thread.sleep(POLL_MILLIS);
      }
      drain(errors);
    } catch (IOException | InterruptedException e) {
      // Closed: nobody asks for the rest.
    } finally {
      LIVE.remove(this);
    }
  }

  // Never blocks: a grandchild may hold the pipe open for as long as it likes.
  private void drain(InputStream errors) throws IOException {
    synchronized (complaints) {
      byte[] part = new byte[4096];
      for (int count = errors.available(); count > 0; count = errors.available()) {
        int read = errors.read(part, 0, Math.min(count, part.length));
        if (read < 0) {
          return;
        }
        int keep = Math.min(read, COMPLAINTS - complaints.length());
        complaints.append(new String(part, 0, keep, StandardCharsets.ISO_8859_1));
      }
    }
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Kills the program and frees its pipes; closing twice is fine. */
  @Override
  public void close() {
    closed = true;
    kill();
    try {
      output.close();
      process.getErrorStream().close();
    } catch (IOException e) {
      // The program is gone, and so is whatever it still had to say.
    }
    LIVE.remove(this);
  }
}
