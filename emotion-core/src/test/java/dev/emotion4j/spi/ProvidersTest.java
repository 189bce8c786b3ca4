package dev.emotion4j.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.emotion4j.numbers.NeverRun;
import dev.emotion4j.numbers.Services;
import dev.emotion4j.numbers.SlowBackend;
import dev.emotion4j.signal.EmotionException;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;

class ProvidersTest {
  private static final String REFERENCE = ReferenceBackend.class.getName();
  private static final String HINT = "Add the module";

  /** Another backend that says it is the reference. */
  public static final class Impostor extends NeverRun {
    public Impostor() {
      super(ReferenceBackend.NAME);
    }
  }

  /** Cannot be made. */
  public static final class Broken extends NeverRun {

    public Broken() {
      super("broken");
      throw new IllegalStateException("no driver");
    }
  }

  private static List<String> all() {
    return Providers.all(Backend.class, Backend::name).stream().map(Backend::name).toList();
  }

  @Test
  void providersAreFoundAndSortedByName() throws Exception {
    List<String> listed = List.of(SlowBackend.class.getName(), REFERENCE);
    assertThat(Services.with(Backend.class, listed, ProvidersTest::all))
        .containsExactly("reference", "slow");
  }

  @Test
  void anUnknownNameTellsWhatIsThereAndWhatToAdd() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Providers.named(Backend.class, Backend::name, "onxx", HINT))
        .withMessage("no backend named 'onxx'; found: reference, slow. Add the module");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Providers.named(FusionProvider.class, FusionProvider::name, "x", HINT))
        .withMessage("no fusion provider named 'x'; found: concat. Add the module");
  }

  @Test
  void noneAndTooManyAreToldApart() throws Exception {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Providers.only(Backend.class, Backend::name, HINT))
        .withMessage("more than one backend; found: reference, slow. Add the module");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Services.with(
                    Backend.class,
                    List.of(),
                    () -> Providers.only(Backend.class, Backend::name, HINT)))
        .withMessage("no backend; found: none. Add the module");
  }

  @Test
  void twoOfOneNameAreAnErrorThatSaysWhereTheyAre() {
    List<String> listed = List.of(REFERENCE, Impostor.class.getName());
    assertThatExceptionOfType(EmotionException.class)
        .isThrownBy(() -> Services.with(Backend.class, listed, ProvidersTest::all))
        .withMessageContaining("two providers of Backend are named 'reference'")
        .withMessageContaining(REFERENCE + " in file:")
        .withMessageContaining(Impostor.class.getName() + " in file:");
  }

  @Test
  void aProviderThatCannotBeLoadedIsAnErrorWithItsCause() {
    for (String bad : List.of("no.such.Backend", Broken.class.getName())) {
      assertThatExceptionOfType(EmotionException.class)
          .isThrownBy(
              () -> Services.with(Backend.class, List.of(REFERENCE, bad), ProvidersTest::all))
          .withMessageContaining("cannot be loaded")
          .withMessageContaining(bad)
          .withCauseInstanceOf(ServiceConfigurationError.class);
    }
  }
}
