package dev.emotion4j.audio;

/**
 * Mel-frequency cepstral coefficients: the orthonormal DCT-II over the bands of a log-mel (Davis
 * and Mermelstein, 1980), as SciPy's {@code dct(log, type=2, norm="ortho")}. Thread-safe.
 */
final class Cepstrum {
  private final float[][] cosines;

  Cepstrum(int mels, int count) {
    cosines = new float[count][mels];
    for (int k = 0; k < count; k++) {
      double scale = Math.sqrt((k == 0 ? 1.0 : 2.0) / mels);
      for (int mel = 0; mel < mels; mel++) {
        cosines[k][mel] = (float) (scale * Math.cos(Math.PI * k * (mel + 0.5) / mels));
      }
    }
  }

  /** Writes the coefficients of the frame that begins at {@code at} of a log-mel. */
  void apply(float[] logMel, int at, float[] to) {
    for (int k = 0; k < cosines.length; k++) {
      float sum = 0;
      float[] row = cosines[k];
      for (int mel = 0; mel < row.length; mel++) {
        sum += logMel[at + mel] * row[mel];
      }
      to[k] = sum;
    }
  }
}
