package dev.emotion4j.encoder;

import dev.emotion4j.image.Crop;
import dev.emotion4j.image.FaceQuality;
import dev.emotion4j.image.PictureException;
import dev.emotion4j.image.Resize;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.model.Json;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Picture;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.spi.FaceDetector;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Somebody else's ONNX face model, described by a settings file; its output is the features.
 * Thread-safe. Made by {@link Encoders#onnxFace}.
 *
 * <pre>{@code
 * {"file": "expression.onnx", "width": 112, "height": 112, "channels": "rgb", "layout": "nchw",
 *  "mean": [0, 0, 0], "scale": [1, 1, 1], "margin": 0.05, "kind": "probabilities",
 *  "labels": ["neutral", "happiness", "sadness", "anger", "fear", "disgust", "surprise"]}
 * }</pre>
 *
 * <p>A sample goes in as {@code (v - mean) * scale}, {@code v} from 0 to 255; {@code channels} is
 * {@code rgb}, {@code bgr} or {@code grey}, {@code layout} {@code nchw} or {@code nhwc}; mean 0,
 * scale 1 and margin {@link FaceOptions#DEFAULT} unless stated. Other fields are those of every
 * ONNX model: {@code sha256}, {@code input}, {@code output}, {@code kind}, {@code labels}. Unknown
 * fields are refused.
 */
public final class ExternalFaceEncoder extends ExternalEncoder {
  /** The name of the provider that opens it again. */
  public static final String PROVIDER = "onnx-face";

  private static final int MOST_SIDE = 1024;

  private final FaceInput shape;
  private final FaceOptions options;
  private final FaceFinder finder;

  private ExternalFaceEncoder(
      FaceInput shape, FaceOptions options, ExternalModel model, FaceFinder finder) {
    super(model);
    this.shape = shape;
    this.options = options;
    this.finder = finder;
  }

  /** Opens a model; the finder is the encoder's to release, and released if this fails. */
  static ExternalFaceEncoder open(Path settings, FaceFinder finder) {
    try {
      return opened(settings, finder);
    } catch (RuntimeException | Error e) {
      finder.release();
      throw e;
    }
  }

  private static ExternalFaceEncoder opened(Path settings, FaceFinder finder) {
    Json json = ExternalModel.json(settings, FaceInput.FIELDS);
    FaceInput shape = FaceInput.of(json, MOST_SIDE);
    FaceOptions options =
        json.find("margin")
            .map(
                margin -> {
                  try {
                    return FaceOptions.DEFAULT.margin(margin.number());
                  } catch (IllegalArgumentException e) {
                    throw margin.error(String.valueOf(e.getMessage()));
                  }
                })
            .orElse(FaceOptions.DEFAULT);
    ExternalModel model = ExternalModel.open(settings, json, shape.tensorShape());
    return new ExternalFaceEncoder(shape, options, model, finder);
  }

  /** As {@link FaceEncoder#withDetector(FaceDetector)}; closes with the last encoder over it. */
  public ExternalFaceEncoder withDetector(FaceDetector detector) {
    return with(FaceFinder.of(detector));
  }

  /** As {@link FaceEncoder#withDetector(String, Path)}. */
  public ExternalFaceEncoder withDetector(String name, Path file) {
    return with(FaceFinder.open(name, file));
  }

  private ExternalFaceEncoder with(FaceFinder other) {
    return new ExternalFaceEncoder(shape, options, model().share(), other);
  }

  @Override
  public String provider() {
    return PROVIDER;
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>(super.settings());
    settings.putAll(finder.settings());
    return settings;
  }

  @Override
  public Modality modality() {
    return Modality.FACE;
  }

  @Override
  public List<Prepared> prepare(List<? extends Signal> signals) {
    demandOpen();
    return FaceFrames.prepare(
        signals,
        this::prepare,
        video -> FaceFrames.prepare(video, this::prepare, FaceFrames::mean));
  }

  private Prepared prepare(FaceImage image) {
    FaceFinder.Found found;
    try {
      found = finder.find(image);
    } catch (PictureException e) {
      return Prepared.failed(String.valueOf(e.getMessage()));
    }
    Picture picture = found.picture();
    Crop crop = found.crop(options);
    Map<String, Tensor> features = features(shape.tensor(picture, crop));
    int side = Math.min(shape.width(), shape.height());
    float[] grey =
        Resize.luma(picture, crop, side, side, Resize.Filter.BILINEAR, Resize.Edge.REPEAT);
    return new Prepared(
        features,
        1,
        found.notes(),
        FaceQuality.of(grey, side, picture, crop).quality(),
        Optional.empty());
  }

  @Override
  public ExternalFaceEncoder withDropout(double rate) {
    return with(finder.share());
  }

  @Override
  void release() {
    finder.release();
  }

  @Override
  public String toString() {
    return "face model " + model() + " " + finder;
  }
}
