package dev.emotion4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion4j.assembly.LengthBatches;
import dev.emotion4j.assembly.ModelDirectory;
import dev.emotion4j.assembly.Runner;
import dev.emotion4j.encoder.FaceEncoder;
import dev.emotion4j.encoder.FaceNetwork;
import dev.emotion4j.encoder.FaceOptions;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.numbers.Models;
import dev.emotion4j.numbers.Numbers;
import dev.emotion4j.numbers.NumbersEncoder;
import dev.emotion4j.numbers.Services;
import dev.emotion4j.responsible.UseContext;
import dev.emotion4j.responsible.UseRefusedException;
import dev.emotion4j.signal.FaceBox;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Picture;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.FaceDetector;
import dev.emotion4j.spi.FaceDetectorProvider;
import dev.emotion4j.spi.ReferenceBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Closing, and freeing what was prepared when something fails. */
class RecognizerLifetimeTest {
  @Test
  void useAfterCloseSaysSo() {
    EmotionRecognizer recognizer =
        EmotionRecognizer.builder().model(Models.plain()).backend("reference").build();
    recognizer.close();
    recognizer.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> recognizer.recognize(Models.voice(1)))
        .withMessageContaining("the recognizer is closed");
    assertThatIllegalStateException()
        .isThrownBy(() -> recognizer.embed(List.of(Numbers.of(Models.VOICE, 1))));
    assertThatIllegalStateException().isThrownBy(() -> recognizer.recognizeAll(List.of()));
  }

  @Test
  void closeLetsACallUnderWayFinish() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    NumbersEncoder waiting =
        NumbersEncoder.of(
            Models.VOICE,
            3,
            () -> {
              inside.countDown();
              awaitUp(goOn);
            });
    EmotionRecognizer recognizer =
        EmotionRecognizer.builder()
            .encoder(waiting)
            .labels(Models.LABELS)
            .backend("reference")
            .build();
    CompletableFuture<Recognition> call =
        CompletableFuture.supplyAsync(() -> recognizer.recognize(Models.voice(1)));
    assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(recognizer::close);
    Thread.sleep(50);
    assertThat(closing).isNotDone();
    goOn.countDown();
    assertThat(call.get(60, TimeUnit.SECONDS).distribution()).hasSize(3);
    closing.get(60, TimeUnit.SECONDS);
  }

  private static void awaitUp(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Compiles all networks, several at once, but one. */
  private static final class Failing implements Backend {
    final AtomicInteger compiled = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();
    private final Predicate<Graph> refused;

    Failing(Predicate<Graph> refused) {
      this.refused = refused;
    }

    @Override
    public String name() {
      return "failing";
    }

    @Override
    public Executable compile(Graph graph, Weights weights, ExecutionOptions options) {
      if (refused.test(graph)) {
        throw new IllegalStateException("not this one");
      }
      compiled.incrementAndGet();
      open.incrementAndGet();
      return new Executable() {
        @Override
        public Map<String, Tensor> run(Map<String, Tensor> inputs) {
          return Reference.run(graph, weights, inputs);
        }

        @Override
        public Device device() {
          return Device.CPU;
        }

        @Override
        public void close() {
          open.decrementAndGet();
        }
      };
    }
  }

  @Test
  void networksThatWerePreparedAreFreedIfFusionFails() {
    freesWhatWasPrepared(2, RecognizerLifetimeTest::isFusion);
  }

  @Test
  void networksThatWerePreparedAreFreedIfAnEncoderFails() {
    AtomicInteger encoders = new AtomicInteger();
    freesWhatWasPrepared(2, graph -> !isFusion(graph) && encoders.getAndIncrement() == 0);
  }

  private static boolean isFusion(Graph graph) {
    return graph.outputs().containsKey("logits");
  }

  private static void freesWhatWasPrepared(int prepared, Predicate<Graph> refused) {
    Failing backend = new Failing(refused);
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                new Runner(
                    Models.plain(), backend, ExecutionOptions.DEFAULT, LengthBatches.DEFAULT))
        .withMessage("not this one");
    assertThat(backend.compiled).hasValue(prepared);
    assertThat(backend.open).hasValue(0);
  }

  @Test
  void aLoadedModelIsFreedIfNoRecognizerComesOfIt(@TempDir Path folder) throws Exception {
    ModelDirectory.save(Models.plain(), folder.resolve("model"), new ReferenceBackend());
    int open = NumbersEncoder.OPEN.get();
    RecognizerBuilder builder =
        EmotionRecognizer.builder().load(folder.resolve("model")).backend("onxx");
    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessageContaining("no backend named 'onxx'");
    assertThat(NumbersEncoder.OPEN.get()).isEqualTo(open);
    try (EmotionRecognizer loaded =
        EmotionRecognizer.builder().load(folder.resolve("model")).backend("reference").build()) {
      assertThat(loaded.recognize(Models.voice(1)).distribution()).hasSize(3);
    }
    assertThat(NumbersEncoder.OPEN.get()).isEqualTo(open);
  }

  /** Opens detectors that do not close well. */
  public static final class Stuck implements FaceDetectorProvider {
    @Override
    public String name() {
      return "stuck";
    }

    @Override
    public FaceDetector open(Path file) {
      return new FaceDetector() {
        @Override
        public List<FaceBox> detect(Picture picture, double smallest) {
          return List.of();
        }

        @Override
        public void close() {
          throw new IllegalStateException("it is stuck");
        }
      };
    }
  }

  @Test
  void whatFailsWhileClosingDoesNotHideWhyNothingWasBuilt(@TempDir Path folder) throws IOException {
    FaceNetwork.Config tiny = new FaceNetwork.Config(16, List.of(2, 4), List.of(8), List.of(1), 4);
    Path file = Files.createFile(folder.resolve("detector.onnx"));
    try (FaceEncoder plain = FaceEncoder.untrained(new FaceNetwork(tiny), FaceOptions.DEFAULT, 1)) {
      RecognizerBuilder builder =
          EmotionRecognizer.builder()
              .encoder(plain)
              .labels(LabelSet.of("joy", "anger"))
              .backend("reference")
              .faceDetector("stuck", file)
              .useContext(UseContext.WORKPLACE);
      List<String> stuck = List.of(Stuck.class.getName());
      assertThatThrownBy(() -> Services.with(FaceDetectorProvider.class, stuck, builder::build))
          .isInstanceOf(UseRefusedException.class)
          .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1))
          .extracting(e -> e.getSuppressed()[0].getMessage())
          .isEqualTo("it is stuck");
    }
  }
}
