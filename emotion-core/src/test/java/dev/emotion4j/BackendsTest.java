package dev.emotion4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.emotion4j.numbers.NeverRun;
import dev.emotion4j.numbers.Services;
import dev.emotion4j.numbers.SlowBackend;
import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.ReferenceBackend;
import dev.emotion4j.spi.Training;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackendsTest {
  private static final String REFERENCE = ReferenceBackend.class.getName();
  private static final String SLOW = SlowBackend.class.getName();

  /** Trains too. */
  public static final class Second extends NeverRun {
    public Second() {
      super("second");
    }

    @Override
    public Optional<Training> training() {
      return new SlowBackend().training();
    }
  }

  private static Backend choose() {
    return Backends.choose(Optional.empty());
  }

  @Test
  void theOnlyBackendNeedsNoChoice() throws Exception {
    Backend chosen = Services.with(Backend.class, List.of(REFERENCE), BackendsTest::choose);
    assertThat(chosen.name()).isEqualTo("reference");
  }

  @Test
  void noBackendTellsWhatToAdd() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Services.with(Backend.class, List.of(), BackendsTest::choose))
        .withMessageContaining("no backend; found: none")
        .withMessageContaining("Add dev.emotion4j:emotion-backend-onnx");
  }

  @Test
  void twoBackendsAndNoChoiceTellHowToChoose() {
    assertThatIllegalArgumentException()
        .isThrownBy(BackendsTest::choose)
        .withMessageContaining("more than one backend on the class path: reference, slow")
        .withMessageContaining("builder().backend(\"reference\")");
  }

  @Test
  void anUnknownBackendTellsWhatIsThere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backends.choose(Optional.of("onxx")))
        .withMessageContaining("no backend named 'onxx'; found: reference, slow. Add");
  }

  @Test
  void theOneThatTrainsIsFound() {
    assertThat(Backends.training(Optional.empty())).isNotNull();
    assertThat(Backends.training(Optional.of("slow"))).isNotNull();
  }

  @Test
  void aBackendThatDoesNotTrainIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backends.training(Optional.of("reference")))
        .withMessageContaining("backend 'reference' does not train");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Services.with(
                    Backend.class, List.of(REFERENCE), () -> Backends.training(Optional.empty())))
        .withMessageContaining("no backend on the class path can train")
        .withMessageContaining("emotion-backend-djl");
  }

  @Test
  void twoThatTrainAndNoChoiceTellHowToChoose() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Services.with(
                    Backend.class,
                    List.of(SLOW, Second.class.getName()),
                    () -> Backends.training(Optional.empty())))
        .withMessageContaining("more than one backend on the class path can train: second, slow")
        .withMessageContaining("trainingBackend(\"second\")");
  }
}
