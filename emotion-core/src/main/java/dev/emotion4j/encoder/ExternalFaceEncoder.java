package dev.emotion4j.encoder;

import dev.emotion4j.image.Crop;
import dev.emotion4j.image.FaceQuality;
import dev.emotion4j.image.PictureException;
import dev.emotion4j.image.Resize;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.model.Json;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.FaceVideo;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Picture;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.spi.FaceDetector;
import dev.emotion4j.spi.ModalityEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

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
public final class ExternalFaceEncoder implements ModalityEncoder {
  /** The name of the provider that opens it again. */
  public static final String PROVIDER = "onnx-face";

  private static final int MOST_SIDE = 1024;

  private final FaceInput shape;
  private final FaceOptions options;
  private final ExternalModel model;
  private final FaceFinder finder;
  private final ReadyFeatures network;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ExternalFaceEncoder(
      FaceInput shape, FaceOptions options, ExternalModel model, FaceFinder finder) {
    this.shape = shape;
    this.options = options;
    this.model = model;
    this.finder = finder;
    this.network = new ReadyFeatures(model.width());
  }

  static ExternalFaceEncoder open(Path settings, FaceFinder finder) {
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
    return new ExternalFaceEncoder(shape, options, model.share(), FaceFinder.of(detector));
  }

  /** As {@link FaceEncoder#withDetector(String, Path)}. */
  public ExternalFaceEncoder withDetector(String name, Path file) {
    return new ExternalFaceEncoder(shape, options, model.share(), FaceFinder.open(name, file));
  }

  /** Returns what the features are logits of; empty if they are an embedding. */
  public Optional<LabelSet> labels() {
    return model.labels();
  }

  void check(Map<String, String> saved) {
    model.check(saved);
  }

  @Override
  public String provider() {
    return PROVIDER;
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>(model.settings());
    settings.putAll(finder.settings());
    return settings;
  }

  @Override
  public Modality modality() {
    return Modality.FACE;
  }

  @Override
  public List<Prepared> prepare(List<? extends Signal> signals) {
    if (closed.get()) {
      throw new IllegalStateException("the face encoder is closed; open another one");
    }
    List<Prepared> rows = new ArrayList<>(signals.size());
    for (Signal signal : signals) {
      if (signal instanceof FaceVideo video) {
        rows.add(FaceFrames.prepare(video, this::prepare, FaceFrames::mean));
        continue;
      }
      if (!(signal instanceof FaceImage image)) {
        throw new IllegalArgumentException(
            "a signal of modality '"
                + signal.modality()
                + "' for the face encoder; expected FaceImage or FaceVideo");
      }
      rows.add(prepare(image));
    }
    return rows;
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
    float[] features = model.run(shape.tensor(picture, crop));
    int side = Math.min(shape.width(), shape.height());
    float[] grey =
        Resize.luma(picture, crop, side, side, Resize.Filter.BILINEAR, Resize.Edge.REPEAT);
    return new Prepared(
        Map.of(ReadyFeatures.INPUT, Tensor.of(features, features.length)),
        1,
        found.notes(),
        FaceQuality.of(grey, side, crop.width()).quality(),
        Optional.empty());
  }

  @Override
  public Map<String, Tensor> batch(List<Prepared> rows) {
    return network.batch(rows);
  }

  @Override
  public Network network() {
    return network;
  }

  @Override
  public int width() {
    return network.width();
  }

  @Override
  public Weights weights() {
    return network.identity();
  }

  @Override
  public boolean paddingInvariant() {
    return true;
  }

  @Override
  public ExternalFaceEncoder withDropout(double rate) {
    return new ExternalFaceEncoder(shape, options, model.share(), finder.share());
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      model.release();
      finder.release();
    }
  }

  @Override
  public String toString() {
    return "face model " + model + " " + finder;
  }
}
