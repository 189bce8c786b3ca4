package dev.emotion4j.audio;

/**
 * Triangular bands on Slaney's mel scale (Auditory Toolbox, 1998: linear up to 1 kHz, logarithmic
 * above), each of unit area, as librosa's default. Only the bins that a band covers are kept.
 */
final class MelBands {
  private static final double HZ_PER_MEL = 200.0 / 3;
  private static final double CORNER_HZ = 1000;
  private static final double STEP = Math.log(6.4) / 27;

  final int[] first;
  final float[][] weights;

  MelBands(MelSettings settings) {
    int mels = settings.mels();
    double low = toMel(settings.lowest());
    double step = (toMel(settings.highest()) - low) / (mels + 1);
    first = new int[mels];
    weights = new float[mels][];
    for (int mel = 0; mel < mels; mel++) {
      double left = toHz(low + mel * step);
      double middle = toHz(low + (mel + 1) * step);
      double right = toHz(low + (mel + 2) * step);
      double perBin = (double) settings.sampleRate() / settings.fft();
      int begin = (int) Math.ceil(left / perBin);
      int end = Math.min(settings.fft() / 2, (int) Math.floor(right / perBin));
      first[mel] = begin;
      weights[mel] = new float[Math.max(0, end - begin + 1)];
      for (int bin = begin; bin <= end; bin++) {
        double hz = bin * perBin;
        double height = Math.min((hz - left) / (middle - left), (right - hz) / (right - middle));
        weights[mel][bin - begin] = (float) (Math.max(0, height) * 2 / (right - left));
      }
    }
  }

  static double toMel(double hz) {
    return hz < CORNER_HZ
        ? hz / HZ_PER_MEL
        : CORNER_HZ / HZ_PER_MEL + Math.log(hz / CORNER_HZ) / STEP;
  }

  static double toHz(double mel) {
    double corner = CORNER_HZ / HZ_PER_MEL;
    return mel < corner ? mel * HZ_PER_MEL : CORNER_HZ * Math.exp(STEP * (mel - corner));
  }
}
