package dev.emotion4j.audio;

/**
 * Tells where in a sound somebody speaks. Immutable and thread-safe; what it starts is used by one
 * thread.
 */
public interface VoiceActivity extends AutoCloseable {
  /** The samples per second that detectors take. */
  int SAMPLE_RATE = 16_000;

  /** The samples of one window: 32 ms. */
  int WINDOW = 512;

  /** Listens to one sound, window by window, in order. */
  interface Detector {
    /**
     * Returns the probability that the window holds speech, 0 to 1.
     *
     * @param window {@link #WINDOW} samples at {@link #SAMPLE_RATE}, full scale -1 to 1
     */
    double speech(float[] window);
  }

  /** Starts to listen to a new sound. */
  Detector start();

  @Override
  void close();

  /** Returns {@link EnergyActivity} with its defaults: no model, no further dependency. */
  static VoiceActivity energy() {
    return EnergyActivity.DEFAULT;
  }
}
