package dev.emotion4j.testkit;

import dev.emotion4j.encoder.FaceEncoder;
import dev.emotion4j.encoder.FaceNetwork;
import dev.emotion4j.encoder.FaceOptions;
import dev.emotion4j.encoder.TemporalPooling;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.Picture;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.spi.ModalityEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Pictures of noise of several sizes through a tiny face network. */
class FaceEncoderContractTest extends EncoderContract {
  private static final FaceNetwork TINY =
      new FaceNetwork(
          new FaceNetwork.Config(16, List.of(2, 4), List.of(8), List.of(1), 4),
          TemporalPooling.ATTENTION);

  @Override
  protected ModalityEncoder encoder() {
    return FaceEncoder.untrained(TINY, FaceOptions.DEFAULT, 3);
  }

  @Override
  protected List<? extends Signal> signals() {
    SplittableRandom random = new SplittableRandom(5);
    List<Signal> signals = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      byte[] noise = new byte[(20 + i) * 24 * 3];
      random.nextBytes(noise);
      signals.add(FaceImage.of(Picture.rgb(20 + i, 24, noise)));
    }
    return signals;
  }
}
