package dev.emotion4j.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion4j.backend.djl.TrainingFixture.MeanSquare;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.spi.AdamW;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.Trainer;
import dev.emotion4j.testkit.ChildJvm;
import dev.emotion4j.testkit.Numbers;
import dev.emotion4j.testkit.TinyNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Closing, leaking, collecting: what only shows when it is done often. */
class LifetimeTest {
  private static final long SEED = TrainingFixture.SEED;

  /** One square matrix. */
  private record Wide(int width) implements Network {
    @Override
    public List<Input> inputs() {
      return List.of(Input.of("x", Type.F32, Input.BATCH, Dim.of(width)));
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      return Values.of(TinyNetworks.FEATURES, scope.linear("wide", inputs.get("x"), width));
    }
  }

  private static Trainer start(Graph graph) {
    return TrainingFixture.start(
        Numbers.weights(SEED, graph), AdamW.of(1e-3), OptionalDouble.of(1), graph);
  }

  @Test
  void aClosedTrainingLeavesNothingBehind() throws Exception {
    assumeTrue(
        Files.isReadable(ChildJvm.STATUS), "resident memory is read from " + ChildJvm.STATUS);
    List<String> lines = ChildJvm.run(Trainings.class, 5, Integer.toString(amount(200)));
    assertThat(lines).last().asString().startsWith("grew ");
    long grown = Long.parseLong(lines.get(lines.size() - 1).substring("grew ".length()));
    // Each training has 12 MB of parameters and moments. What libtorch and the collector keep for
    // later goes up and down by 16 MB.
    assertThat(grown).as("growth in kB of the second half").isLessThan(40 * 1024);
  }

  /** Trains by steps and by parts, closes, and prints how memory grew in the second half. */
  static final class Trainings {
    public static void main(String[] arguments) throws IOException {
      int rounds = Integer.parseInt(arguments[0]);
      Graph loss = Graph.record(new MeanSquare(new Wide(1000)));
      Map<String, Tensor> batch = Map.of("x", Numbers.normal(SEED, "x", 2, 1000));
      long half = 0;
      for (int round = 0; round < rounds; round++) {
        try (Trainer trainer = start(loss)) {
          if (round % 2 == 0) {
            trainer.step(loss, batch, 1e-3);
          } else {
            trainer.accumulate(loss, batch, 1);
            trainer.update(1e-3);
          }
        }
        half = round == rounds / 2 ? ChildJvm.resident() : half;
      }
      System.out.println("grew " + (ChildJvm.resident() - half));
    }
  }

  @Test
  void aBusyCollectorChangesNoBitOfATrainingWhoseBatchesChangeShape() throws Exception {
    assertThat(ChildJvm.runOverwriting(Collected.class, 20, Integer.toString(amount(5000))))
        .last()
        .asString()
        .startsWith("equal losses");
  }

  /**
   * Trains and predicts on batches of all shapes, which nobody holds after the call, once by itself
   * and once while another thread collects garbage: libtorch reads the host's buffers in place, so
   * one that was collected too early holds other numbers.
   */
  static final class Collected {
    public static void main(String[] arguments) throws InterruptedException {
      int steps = Integer.parseInt(arguments[0]);
      Graph loss = Graph.record(new MeanSquare(TinyNetworks.bert(0.1)));
      List<Double> alone = losses(loss, steps);
      AtomicBoolean ended = new AtomicBoolean();
      Thread collector =
          new Thread(
              () -> {
                while (!ended.get()) {
                  System.gc();
                }
              });
      collector.setDaemon(true); // a failure is to end the process
      collector.start();
      List<Double> collected = losses(loss, steps);
      ended.set(true);
      collector.join();
      boolean equal = alone.equals(collected);
      System.out.println((equal ? "equal" : "other") + " losses in " + steps + " steps");
    }

    private static List<Double> losses(Graph loss, int steps) {
      Random random = new Random(SEED);
      List<Double> losses = new ArrayList<>();
      try (Trainer trainer = start(loss);
          Executable fixed =
              new DjlBackend()
                  .compile(
                      loss, Numbers.weights(SEED, loss), ExecutionOptions.DEFAULT.threads(1))) {
        for (int step = 0; step < steps; step++) {
          losses.add(trainer.step(loss, batch(loss, random), 1e-3));
          Map<String, Tensor> outputs = fixed.run(batch(loss, random));
          losses.add((double) Values.of(outputs).get("loss").getFloat(0));
        }
      }
      return losses;
    }

    private static Map<String, Tensor> batch(Graph graph, Random random) {
      Map<String, Integer> sizes =
          Map.of("batch", 1 + random.nextInt(8), "tokens", 1 + random.nextInt(32));
      return Numbers.inputs(random.nextLong(), graph.inputs(), TinyNetworks.VOCABULARY, sizes);
    }
  }

  @Test
  void aProcessThatEndsWhileTrainingsRunEndsInOrder() throws Exception {
    for (int i = 0; i < amount(30); i++) {
      assertThat(ChildJvm.runOverwriting(Ended.class, 2, Integer.toString(i)))
          .contains("ending", "a last step in a hook", "closed in a hook");
    }
  }

  /**
   * Exits while two threads train without end. Libtorch's global objects are gone before those
   * threads are: without a rule for that, most of these processes crash.
   */
  static final class Ended {
    public static void main(String[] arguments) throws InterruptedException {
      Graph loss = Graph.record(new MeanSquare(TinyNetworks.bert(0.1)));
      // The JVM waits 0.3 s for native calls; these take longer.
      Map<String, Tensor> batch =
          Numbers.inputs(
              SEED, loss.inputs(), TinyNetworks.VOCABULARY, Map.of("batch", 4096, "tokens", 32));
      CountDownLatch trained = new CountDownLatch(2);
      List<Trainer> used = List.of(start(loss), start(loss));
      for (Trainer trainer : used) {
        new Thread(() -> trainForever(trainer, loss, batch, trained)).start();
      }
      Trainer last = start(loss);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    last.step(loss, batch, 1e-3);
                    last.state();
                    System.out.println("a last step in a hook");
                    used.forEach(Trainer::close);
                    System.out.println("closed in a hook");
                  }));
      trained.await();
      Thread.sleep(new Random(Integer.parseInt(arguments[0])).nextInt(500));
      System.out.println("ending");
      System.exit(0);
    }

    private static void trainForever(
        Trainer trainer, Graph loss, Map<String, Tensor> batch, CountDownLatch trained) {
      while (true) {
        trainer.step(loss, batch, 1e-3);
        trained.countDown();
      }
    }
  }

  /** Returns a tenth of the whole amount, or the whole with {@code -Demotion.long=true}. */
  private static int amount(int whole) {
    return Boolean.getBoolean("emotion.long") ? whole : Math.max(1, whole / 10);
  }
}
