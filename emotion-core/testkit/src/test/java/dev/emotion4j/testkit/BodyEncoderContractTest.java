package dev.emotion4j.testkit;

import dev.emotion4j.body.BodyFeatures;
import dev.emotion4j.body.BodyWindows;
import dev.emotion4j.body.SyntheticWearer;
import dev.emotion4j.encoder.BodyEncoder;
import dev.emotion4j.encoder.BodyOptions;
import dev.emotion4j.signal.BodySignal;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.signal.WearerBaseline;
import dev.emotion4j.spi.ModalityEncoder;
import java.util.List;
import java.util.Map;

/** Body signals with and without a known wearer, of one window and of several. */
class BodyEncoderContractTest extends EncoderContract {
  private static final List<BodySignal> SIGNALS = signalsOfWearers();

  private static List<BodySignal> signalsOfWearers() {
    WearerBaseline rest =
        BodyWindows.DEFAULT.baseline(BodySignal.of(SyntheticWearer.CALM.recording(600)));
    return List.of(
        BodySignal.of(SyntheticWearer.CALM.recording(60)).baseline(rest),
        BodySignal.of(SyntheticWearer.STRESSED.recording(240)).baseline(rest),
        BodySignal.of(SyntheticWearer.STRESSED.recording(120)),
        BodySignal.features(Map.of("acc_sma", 88f, "z_scl_mean", 3f)),
        BodySignal.features(List.of(Map.of("acc_sma", 90f), Map.of("raw_temp_mean", 33f))));
  }

  @Override
  protected ModalityEncoder encoder() {
    return BodyEncoder.of(
        BodyOptions.fitted(
            List.of(BodySignal.features(Map.of("acc_sma", 80f))),
            BodyFeatures.SHARED_WITH_WESAD,
            16,
            8,
            3));
  }

  @Override
  protected List<? extends Signal> signals() {
    return SIGNALS;
  }
}
