package dev.emotion4j.image;

import dev.emotion4j.math.Input;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.FaceDetector;
import dev.emotion4j.spi.FaceDetectorProvider;
import dev.emotion4j.spi.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Opens face detectors whose networks are ONNX files: any backend that runs such files will do.
 * Stateless and thread-safe. The files are not part of this library; {@code emotion install yunet}
 * downloads one.
 *
 * <pre>{@code
 * try (FaceDetector detector = FaceDetectors.yunet(Path.of("yunet.onnx"))) {
 *   List<FaceBox> faces = detector.detect(picture, FaceDetector.ALL);
 * }
 * }</pre>
 */
public final class FaceDetectors {
  /** The name of YuNet. */
  public static final String YUNET = "yunet";

  /** The name of UltraFace. */
  public static final String ULTRAFACE = "ultraface";

  /** The least score of a face that YuNet reports. */
  public static final double YUNET_THRESHOLD = 0.6;

  /** The least score of a face that UltraFace reports. */
  public static final double ULTRAFACE_THRESHOLD = 0.7;

  private FaceDetectors() {}

  /** Opens YuNet with {@link #YUNET_THRESHOLD}. */
  public static FaceDetector yunet(Path file) throws IOException {
    return yunet(file, YUNET_THRESHOLD);
  }

  /**
   * Opens YuNet (Wu et al., 2023; Apache-2.0), the file of OpenCV's zoo with an input of 320 x 320.
   *
   * @param threshold the least score, above 0 to 1
   * @throws EmotionException if it is another file, or no backend runs it
   */
  public static FaceDetector yunet(Path file, double threshold) throws IOException {
    return open(file, new YuNet(checked(threshold)));
  }

  /** Opens UltraFace with {@link #ULTRAFACE_THRESHOLD}. */
  public static FaceDetector ultraFace(Path file) throws IOException {
    return ultraFace(file, ULTRAFACE_THRESHOLD);
  }

  /**
   * Opens UltraFace RFB-320 (MIT).
   *
   * @param threshold the least score, above 0 to 1
   * @throws EmotionException if it is another file, or no backend runs it
   */
  public static FaceDetector ultraFace(Path file, double threshold) throws IOException {
    return open(file, new UltraFace(checked(threshold)));
  }

  private static double checked(double threshold) {
    if (!(threshold > 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "a score threshold of " + threshold + "; expected above 0, at most 1");
    }
    return threshold;
  }

  private static FaceDetector open(Path file, FaceDecoding decoding) throws IOException {
    ModelFiles files = ModelFiles.any();
    List<Input> inputs = files.inputs(file);
    int[] expected = {1, 3, decoding.height(), decoding.width()};
    boolean fits =
        inputs.size() == 1
            && inputs.get(0).name().equals("input")
            && inputs.get(0).spec().shape().rank() == 4
            && (!inputs.get(0).spec().shape().isFixed()
                || Arrays.equals(inputs.get(0).spec().shape().numbers(), expected));
    if (!fits) {
      throw new EmotionException(
          "'"
              + file.getFileName()
              + "' takes "
              + inputs
              + "; expected 'input' of shape "
              + Arrays.toString(expected)
              + ". Is it the file of another detector?");
    }
    return new FaceScan(decoding, files.open(file, ExecutionOptions.DEFAULT));
  }

  /** Opens {@link #yunet(Path)} by name. */
  public static final class YuNetProvider implements FaceDetectorProvider {
    /** For ServiceLoader. */
    public YuNetProvider() {}

    @Override
    public String name() {
      return YUNET;
    }

    @Override
    public FaceDetector open(Path file) throws IOException {
      return yunet(file);
    }
  }

  /** Opens {@link #ultraFace(Path)} by name. */
  public static final class UltraFaceProvider implements FaceDetectorProvider {
    /** For ServiceLoader. */
    public UltraFaceProvider() {}

    @Override
    public String name() {
      return ULTRAFACE;
    }

    @Override
    public FaceDetector open(Path file) throws IOException {
      return ultraFace(file);
    }
  }
}
