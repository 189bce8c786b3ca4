package dev.emotion4j.testkit;

import dev.emotion4j.encoder.VoiceConfig;
import dev.emotion4j.encoder.VoiceEncoder;
import dev.emotion4j.signal.AudioClip;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.spi.ModalityEncoder;
import java.util.ArrayList;
import java.util.List;

/** The voice encoder does what every encoder must. */
class VoiceEncoderContractTest extends EncoderContract {
  @Override
  protected ModalityEncoder encoder() {
    return VoiceEncoder.untrained(new VoiceConfig(8, 8, 2), 3);
  }

  @Override
  protected List<? extends Signal> signals() {
    List<AudioClip> clips = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      float[] samples = new float[4000 + 1234 * i];
      for (int j = 0; j < samples.length; j++) {
        samples[j] = (float) (0.3 * Math.sin(j * 0.05 * (i + 1)) * Math.sin(j * 0.002));
      }
      clips.add(AudioClip.of(samples, 16_000));
    }
    return clips;
  }
}
