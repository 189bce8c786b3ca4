package dev.emotion4j.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion4j.signal.EmotionException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeLibraryTest {
  @ParameterizedTest
  @ValueSource(strings = {"1.29.0", "1.30.1", "1.100", "2.0.0", "99999999999.1", "nightly", ""})
  void versionsThatSendTelemetryAndUnknownOnesAreRefused(String version) {
    assertThatThrownBy(() -> NativeLibrary.refuseTelemetry(Optional.of(version), Optional.empty()))
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining("ONNX Runtime " + version)
        .hasMessageContaining("onnxruntime:1.28.0")
        .hasMessageContaining("ORT_DISABLE_TELEMETRY=1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.28.0", "1.28.1-rc1", "1.9", "0.5.0"})
  void earlierVersionsAreFine(String version) {
    assertThatCode(() -> NativeLibrary.refuseTelemetry(Optional.of(version), Optional.empty()))
        .doesNotThrowAnyException();
  }

  @Test
  void onlyOneTurnsTheGuardOff() {
    assertThatCode(() -> NativeLibrary.refuseTelemetry(Optional.of("1.29.0"), Optional.of("1")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> NativeLibrary.refuseTelemetry(Optional.of("1.29.0"), Optional.of("0")))
        .isInstanceOf(EmotionException.class);
  }

  @Test
  void theVersionIsReadFromTheJar() {
    assertThat(NativeLibrary.version()).hasValueSatisfying(v -> assertThat(v).startsWith("1."));
  }
}
