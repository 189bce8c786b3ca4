package dev.emotion4j.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.emotion4j.numbers.Services;
import dev.emotion4j.spi.MediaDecoder.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MediaDecoderTest {
  /** Decodes nothing. */
  public static class One implements MediaDecoder {
    @Override
    public String name() {
      return "one";
    }

    @Override
    public Sound sound(Path file, int rate, Limits limits) {
      throw new AssertionError("never opened");
    }

    @Override
    public Pictures pictures(Path file, double perSecond, int maxSide, Limits limits) {
      throw new AssertionError("never opened");
    }
  }

  /** Decodes nothing, under another name. */
  public static final class Two extends One {
    @Override
    public String name() {
      return "two";
    }
  }

  @Test
  void withoutADecoderTheMessageSaysWhatToAdd() throws Exception {
    List<String> none = List.of();
    assertThat(Services.with(MediaDecoder.class, none, MediaDecoder::any)).isEmpty();
    assertThatExceptionOfType(MediaException.class)
        .isThrownBy(() -> Services.with(MediaDecoder.class, none, MediaDecoder::require))
        .withMessageContaining("Add dev.emotion4j:emotion-media to the class path")
        .matches(e -> e.reason() == MediaException.Reason.NO_DECODER);
  }

  @Test
  void theOnlyDecoderIsTaken() throws Exception {
    List<String> one = List.of(One.class.getName());
    assertThat(Services.with(MediaDecoder.class, one, MediaDecoder::require).name())
        .isEqualTo("one");
  }

  @Test
  void twoDecodersAreAnErrorThatListsBoth() {
    List<String> both = List.of(One.class.getName(), Two.class.getName());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Services.with(MediaDecoder.class, both, MediaDecoder::any))
        .withMessage(
            "more than one media decoder; found: one, two. Leave one of them on the class path");
  }

  @Test
  void limitsArePositive() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.DEFAULT.duration(Duration.ZERO))
        .withMessage("limits of PT0S and PT30S; expected more than zero");
    assertThat(Limits.DEFAULT.patience(Duration.ofSeconds(2)).duration())
        .isEqualTo(Duration.ofHours(4));
  }
}
