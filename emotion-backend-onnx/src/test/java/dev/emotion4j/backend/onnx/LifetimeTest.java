package dev.emotion4j.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtEnvironment;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.testkit.ChildJvm;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Closing, leaking, sharing: what only shows when it is done often. */
class LifetimeTest {
  @Test
  void closingWhileFourThreadsRunNeverEndsTheProcess() throws Exception {
    int rounds = Work.amount(200);
    assertThat(ChildJvm.run(Races.class, 5, Integer.toString(rounds)))
        .contains("raced " + rounds + " rounds");
  }

  /** Closes executables under four running threads; the later calls are refused. */
  static final class Races {
    public static void main(String[] arguments) throws Exception {
      int rounds = Integer.parseInt(arguments[0]);
      Map<String, Tensor> inputs = Work.inputs(Work.SEED, 3, 9);
      for (int round = 0; round < rounds; round++) {
        race(inputs);
      }
      System.out.println("raced " + rounds + " rounds");
    }

    private static void race(Map<String, Tensor> inputs)
        throws InterruptedException, ExecutionException {
      Executable executable = Work.compile();
      Callable<Integer> runner =
          () -> {
            for (int runs = 0; ; runs++) {
              try {
                executable.run(inputs);
              } catch (IllegalStateException closed) {
                return runs;
              }
            }
          };
      Callable<Integer> closer =
          () -> {
            Thread.sleep(ThreadLocalRandom.current().nextInt(20));
            executable.close();
            return 0;
          };
      inParallel(List.of(runner, runner, runner, runner, closer, closer));
    }
  }

  @Test
  void nativeMemoryIsFlatAfterWarmUp() throws Exception {
    assumeTrue(
        Files.isReadable(ChildJvm.STATUS), "resident memory is read from " + ChildJvm.STATUS);
    List<String> lines =
        ChildJvm.run(
            Leaks.class,
            10,
            Integer.toString(Work.amount(100_000)),
            Integer.toString(Work.amount(200)));
    assertThat(lines).as("growth in kB of the second halves").hasSize(2);
    // inputs that nobody closes take half a kilobyte per run: 2.5 MB in the short test
    long most = Math.max(1024, Work.amount(5 * 1024));
    assertThat(lines).allSatisfy(line -> assertThat(growth(line)).as(line).isLessThan(most));
  }

  private static long growth(String line) {
    return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
  }

  /** Prints how much resident memory grew in the second half of many runs, and of many sessions. */
  static final class Leaks {
    public static void main(String[] arguments) throws IOException {
      int runs = Integer.parseInt(arguments[0]);
      Map<String, Tensor> inputs = Work.inputs(Work.SEED, 4, 30);
      try (Executable executable = Work.compile()) {
        long half = 0;
        for (int i = 0; i < runs; i++) {
          executable.run(inputs);
          half = i == runs / 2 ? ChildJvm.resident() : half;
        }
        System.out.println("runs " + (ChildJvm.resident() - half));
      }
      int sessions = Integer.parseInt(arguments[1]);
      long half = 0;
      for (int i = 0; i < sessions; i++) {
        try (Executable executable = Work.compile()) {
          executable.run(inputs);
        }
        half = i == sessions / 2 ? ChildJvm.resident() : half;
      }
      System.out.println("sessions " + (ChildJvm.resident() - half));
    }
  }

  @Test
  void anExecutableThatNobodyClosesIsFreedByItsCleaner() throws Exception {
    assumeTrue(
        Files.isReadable(ChildJvm.STATUS), "resident memory is read from " + ChildJvm.STATUS);
    assertThat(ChildJvm.run(Forgotten.class, 5, "100")).containsExactly("forgot 100");
  }

  /** Drops executables without closing them; those that remain work. */
  static final class Forgotten {
    public static void main(String[] arguments) {
      int count = Integer.parseInt(arguments[0]);
      Map<String, Tensor> inputs = Work.inputs(Work.SEED, 2, 3);
      Map<String, Tensor> first = Work.compile().run(inputs);
      for (int i = 1; i < count; i++) {
        if (!Work.compile().run(inputs).equals(first)) {
          throw new AssertionError("another result in round " + i);
        }
        System.gc();
      }
      System.out.println("forgot " + count);
    }
  }

  @Test
  void theProcessEndsCleanlyWhileOthersRunAndLoad() throws Exception {
    for (int i = 0; i < Work.amount(20); i++) {
      ChildJvm.run(Exits.class, 5, "run");
      ChildJvm.run(Exits.class, 5, "load");
    }
  }

  /** Ends the process in the middle of runs or of loads. */
  static final class Exits {
    public static void main(String[] arguments) throws InterruptedException {
      boolean load = arguments[0].equals("load");
      Map<String, Tensor> inputs = Work.inputs(Work.SEED, 5, 30);
      Executable executable = Work.compile();
      for (int i = 0; i < 3; i++) {
        Thread thread =
            new Thread(
                () -> {
                  while (true) {
                    if (load) {
                      Work.compile().close();
                    } else {
                      executable.run(inputs);
                    }
                  }
                });
        thread.setDaemon(true);
        thread.start();
      }
      Thread.sleep(50 + ThreadLocalRandom.current().nextInt(200));
      System.exit(0);
    }
  }

  @Test
  void whatIsLoadingWhenOnnxRuntimesOwnHookRunsLoadsOn() throws Exception {
    assertThat(ChildJvm.run(Released.class, 5)).containsExactly("loaded");
  }

  /**
   * Does what ONNX Runtime's own shutdown hook does, and then loads: without our hold it aborts.
   */
  static final class Released {
    public static void main(String[] arguments) throws ReflectiveOperationException {
      OrtEnvironment environment = NativeLibrary.environment();
      Field handle = OrtEnvironment.class.getDeclaredField("nativeHandle");
      Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
      Method close = OrtEnvironment.class.getDeclaredMethod("close", long.class, long.class);
      handle.setAccessible(true);
      api.setAccessible(true);
      close.setAccessible(true);
      close.invoke(null, api.getLong(null), handle.getLong(environment));
      try (Executable executable = Work.compile()) {
        executable.run(Work.inputs(Work.SEED, 2, 3));
      }
      System.out.println("loaded");
    }
  }

  @Test
  void amidTheEndNoModelIsOpenedAndThoseThatAreOpenStillRun() throws Exception {
    assertThat(ChildJvm.run(Hooked.class, 5))
        .contains("ran in a hook", "refused: the process is ending, and with it ONNX Runtime");
  }

  /** Runs and loads in a shutdown hook, when ONNX Runtime's own hook has closed it. */
  static final class Hooked {
    public static void main(String[] arguments) {
      Map<String, Tensor> inputs = Work.inputs(Work.SEED, 2, 3);
      Executable executable = Work.compile();
      Map<String, Tensor> before = executable.run(inputs);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> last(executable, inputs, before)));
      System.exit(0);
    }

    private static void last(
        Executable executable, Map<String, Tensor> inputs, Map<String, Tensor> before) {
      try {
        Thread.sleep(500);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      System.out.println(executable.run(inputs).equals(before) ? "ran in a hook" : "other result");
      try {
        Work.compile().close();
      } catch (IllegalStateException e) {
        System.out.println("refused: " + String.valueOf(e.getMessage()).split(";")[0]);
      }
    }
  }

  @Test
  void fourThreadsGiveTheBitsOfOne() throws Exception {
    int calls = Work.amount(2000);
    try (Executable executable = Work.compile()) {
      List<Map<String, Tensor>> inputs = new ArrayList<>();
      List<Map<String, Tensor>> serial = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        inputs.add(Work.inputs(i, 1 + i % 5, 1 + i % 13));
        serial.add(executable.run(inputs.get(i)));
      }
      List<Callable<Integer>> work = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int offset = thread * 7;
        work.add(
            () -> {
              int equal = 0;
              for (int i = 0; i < calls; i++) {
                int which = (i + offset) % inputs.size();
                equal += executable.run(inputs.get(which)).equals(serial.get(which)) ? 1 : 0;
              }
              return equal;
            });
      }
      assertThat(inParallel(work)).containsOnly(calls);
    }
  }

  private static <V> List<V> inParallel(List<Callable<V>> work)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(work.size());
    try {
      List<V> results = new ArrayList<>();
      for (Future<V> future : threads.invokeAll(work)) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
