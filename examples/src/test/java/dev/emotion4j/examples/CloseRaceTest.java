package dev.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emotion4j.EmotionRecognizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Closing a recognizer while others use it, in a process of its own that may die without harm;
 * {@code -Demotion.long=true} does the whole of it.
 */
class CloseRaceTest {
  private static final int ROUNDS = Boolean.getBoolean("emotion.long") ? 200 : 20;
  private static final int MINUTES = Boolean.getBoolean("emotion.long") ? 30 : 5;

  @TempDir static Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"onnx", "djl"})
  void closeRacingRecognizeNeverEndsTheProcess(String backend) throws Exception {
    Path model = TinyCheckpoint.model(directory.resolve(backend), 1);
    Path output = directory.resolve(backend + ".txt");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx512m",
            "-XX:-CreateCoredumpOnCrash",
            "-Dai.djl.offline=true",
            "-cp",
            System.getProperty("java.class.path"),
            Race.class.getName(),
            backend,
            model.toString(),
            Integer.toString(ROUNDS));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    String said = Files.readString(output);
    assertThat(ended).as("ended in %d minutes: %s", MINUTES, said).isTrue();
    assertThat(process.exitValue()).as("exit code: %s", said).isZero();
    assertThat(said).contains("raced " + ROUNDS + " rounds");
  }

  /** Opens, uses from three threads, and closes at a random moment. */
  static final class Race {
    private static final int USERS = 3;

    public static void main(String[] args) throws Exception {
      int rounds = Integer.parseInt(args[2]);
      SplittableRandom random = new SplittableRandom(20261124);
      ExecutorService pool = Executors.newFixedThreadPool(USERS);
      for (int round = 0; round < rounds; round++) {
        EmotionRecognizer recognizer =
            EmotionRecognizer.builder().load(Path.of(args[1])).backend(args[0]).build();
        List<Future<Integer>> users = new ArrayList<>();
        for (int user = 0; user < USERS; user++) {
          users.add(pool.submit(user(recognizer)));
        }
        Thread.sleep(random.nextInt(30));
        recognizer.close();
        for (Future<Integer> user : users) {
          user.get();
        }
        refuse(recognizer);
      }
      pool.shutdown();
      System.out.println("raced " + rounds + " rounds");
    }

    private static Callable<Integer> user(EmotionRecognizer recognizer) {
      return () -> {
        for (int calls = 0; ; calls++) {
          try {
            recognizer.recognize("a strange noise in the dark");
          } catch (IllegalStateException closed) {
            return calls;
          }
        }
      };
    }

    private static void refuse(EmotionRecognizer recognizer) {
      try {
        recognizer.recognize("too late");
      } catch (IllegalStateException expected) {
        return;
      }
      throw new AssertionError("a call after close was answered");
    }
  }
}
