package dev.emotion4j.backend.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** A method of a loaded script. Thread-safe. */
final class Method {
  // libtorch compiles on the first call and recurses with the depth of the graph: 3000 operations
  // overflow the usual 1 MB, and a native overflow ends the process. Only pages that are used
  // count.
  private static final long COMPILER_STACK = 512L << 20;

  private final PtSymbolBlock block;
  private final String name;
  private final int threads;
  private volatile boolean compiled;

  /**
   * Loads a script.
   *
   * @param methods its text
   * @param name which of its methods this is
   * @param threads threads within one operation
   */
  Method(PtNDManager memory, String methods, String name, int threads) {
    this.name = name;
    this.threads = threads;
    block = Native.load(memory, methods);
  }

  /**
   * Calls it.
   *
   * @param step owns all results
   * @param arguments in the order of its declaration; the elements of one list have one name
   * @param gradients whether gradients are wanted
   */
  NDList call(PtNDManager step, NDList arguments, boolean gradients) {
    NDArray marker = step.create(0f);
    marker.setName("module_method:" + name);
    arguments.add(0, marker); // DJL gives the results to the owner of the first array
    arguments.add(1, step.create(true));
    try {
      if (!compiled) {
        compile(step, arguments, gradients);
      }
      return run(arguments, gradients);
    } catch (RuntimeException e) {
      throw Calls.failure("running " + name, e);
    }
  }

  // On the large stack only up to the method's first lines: what a thread frees stays with its
  // arena, and the activations of a first batch would stay with this one. Nor does it see the real
  // arguments: the call ends with an exception, and then DJL forgets the references that it holds
  // to them. The parameters and moments of a training would never be freed.
  private void compile(PtNDManager step, NDList arguments, boolean gradients) {
    NDList halting = standIns(step, arguments);
    onLargeStack(
        () -> {
          try {
            return run(halting, gradients);
          } catch (RuntimeException e) {
            if (!String.valueOf(e.getMessage()).contains(Script.COMPILED)) {
              throw e;
            }
            return halting;
          }
        });
    compiled = true;
  }

  // One number per argument, 0 for the one that says whether to run.
  private static NDList standIns(PtNDManager step, NDList arguments) {
    NDList standIns = new NDList();
    Set<String> lists = new HashSet<>();
    for (NDArray argument : arguments) {
      String list = argument.getName();
      if (list == null || lists.add(list)) {
        NDArray number = step.create(0f);
        number.setName(list);
        standIns.add(number);
      }
    }
    return standIns;
  }

  private NDList run(NDList arguments, boolean gradients) {
    boolean before = JniUtils.isGradMode();
    try {
      // Settings of the thread, partly of the process; each takes less than a microsecond.
      JniUtils.setNumThreads(threads);
      JniUtils.setGraphExecutorOptimize(false);
      JniUtils.setGradMode(gradients);
      return IValueUtils.forward(block, arguments, gradients);
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  private static <T> T onLargeStack(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable task =
        () -> {
          try {
            result.complete(work.get());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        };
    Thread thread = new Thread(null, task, "emotion4j-djl-compile", COMPILER_STACK);
    thread.setDaemon(true);
    thread.start();
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
