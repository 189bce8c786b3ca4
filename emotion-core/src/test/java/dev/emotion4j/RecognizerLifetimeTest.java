package dev.emotion4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.emotion4j.assembly.LengthBatches;
import dev.emotion4j.assembly.ModelDirectory;
import dev.emotion4j.assembly.Runner;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.numbers.Models;
import dev.emotion4j.numbers.Numbers;
import dev.emotion4j.numbers.NumbersEncoder;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.ReferenceBackend;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

  /** Compiles encoders, and fails at fusion. */
  private static final class Failing implements Backend {
    int open;

    @Override
    public String name() {
      return "failing";
    }

    @Override
    public Executable compile(Graph graph, Weights weights, ExecutionOptions options) {
      if (graph.outputs().containsKey("logits")) {
        throw new IllegalStateException("no fusion here");
      }
      open++;
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
          open--;
        }
      };
    }
  }

  @Test
  void networksThatWerePreparedAreFreedIfFusionFails() {
    Failing backend = new Failing();
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                new Runner(
                    Models.plain(), backend, ExecutionOptions.DEFAULT, LengthBatches.DEFAULT))
        .withMessage("no fusion here");
    assertThat(backend.open).isEqualTo(0);
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
}
