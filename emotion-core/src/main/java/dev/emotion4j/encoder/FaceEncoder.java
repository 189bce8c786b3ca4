package dev.emotion4j.encoder;

import dev.emotion4j.image.Alignment;
import dev.emotion4j.image.Crop;
import dev.emotion4j.image.FaceQuality;
import dev.emotion4j.image.PictureException;
import dev.emotion4j.image.Resize;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Weights;
import dev.emotion4j.signal.FaceBox;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.spi.FaceDetector;
import dev.emotion4j.spi.ModalityEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Pictures of faces for a {@link FaceNetwork}: decoded with limits, turned upright, the face found,
 * cut out with a margin and brought to a small grey square. Thread-safe.
 *
 * <p>Without a detector the whole picture is taken as the face, and the result says so. With one
 * the largest face counts; a picture without a face is a problem of that picture. A face that was
 * chosen by {@link FaceImage#within} is taken without asking. The quality is {@link FaceQuality}'s.
 *
 * <p>A new encoder has random weights and is to be trained; one that a model opens has the model's.
 */
public final class FaceEncoder implements ModalityEncoder {
  /** The name of the provider that opens it again. */
  public static final String PROVIDER = "face";

  static final String POOLING = "pooling";

  private static final float WHITE = 255;

  private final FaceNetwork network;
  private final FaceOptions options;
  private final Weights weights;
  private final FaceFinder finder;
  private final AtomicBoolean closed = new AtomicBoolean();

  FaceEncoder(FaceNetwork network, FaceOptions options, Weights weights, FaceFinder finder) {
    this.network = network;
    this.options = options;
    this.weights = weights;
    this.finder = finder;
  }

  /** Returns an untrained encoder without a detector, whose weights follow from the seed. */
  public static FaceEncoder untrained(FaceNetwork network, FaceOptions options, long seed) {
    return of(network, options, Weights.initialized(seed));
  }

  /** Returns an encoder without a detector. */
  public static FaceEncoder of(FaceNetwork network, FaceOptions options, Weights weights) {
    return new FaceEncoder(network, options, weights, FaceFinder.NONE);
  }

  /**
   * Returns an encoder that looks for faces with this detector, which stays the caller's to close,
   * after the encoders that use it. Such a detector is not saved with a model.
   */
  public FaceEncoder withDetector(FaceDetector detector) {
    return new FaceEncoder(network, options, weights, FaceFinder.of(detector));
  }

  /**
   * Returns an encoder that looks for faces with a detector by name, which is closed with it. A
   * saved model names the file and its SHA-256.
   *
   * @param name of a {@link dev.emotion4j.spi.FaceDetectorProvider}: {@code yunet}, {@code
   *     ultraface}
   * @param file the detector's network
   */
  public FaceEncoder withDetector(String name, Path file) {
    return new FaceEncoder(network, options, weights, FaceFinder.open(name, file));
  }

  /**
   * A face ready for the network, or why there is none.
   *
   * @param pixels {@code [side, side]}, 0 to 1; empty with a problem
   * @param notes what the caller should know
   * @param quality as {@link FaceQuality} measures it
   * @param problem why there is no face
   */
  record Frame(float[] pixels, List<String> notes, double quality, Optional<String> problem) {}

  @Override
  public String provider() {
    return PROVIDER;
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>(network.config().settings());
    settings.put(POOLING, network.pooling().text());
    settings.putAll(options.settings());
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
    return FaceFrames.prepare(
        signals,
        image -> row(List.of(frame(image)), List.of()),
        video -> FaceFrames.prepare(video, this::frame, this::row));
  }

  /** Prepares one picture. */
  Frame frame(FaceImage image) {
    try {
      FaceFinder.Found found = finder.find(image);
      int side = network.config().size();
      Crop crop = found.crop(options);
      float[] grey = grey(found, crop, side);
      double quality = FaceQuality.of(grey, side, found.picture(), crop).quality();
      for (int i = 0; i < grey.length; i++) {
        grey[i] /= WHITE;
      }
      return new Frame(grey, found.notes(), quality, Optional.empty());
    } catch (PictureException e) {
      return new Frame(
          new float[0], List.of(), FaceQuality.LEAST, Optional.of(String.valueOf(e.getMessage())));
    }
  }

  private float[] grey(FaceFinder.Found found, Crop crop, int side) {
    Optional<FaceBox> turned =
        found.face().filter(face -> options.aligned() && !face.landmarks().isEmpty());
    return turned.isPresent()
        ? Alignment.upright(found.picture(), turned.get(), options.margin(), side)
        : Resize.luma(
            found.picture(), crop, side, side, Resize.Filter.BILINEAR, Resize.Edge.REPEAT);
  }

  /**
   * Joins frames into one row: those with a problem are left out; if all have one, so has the row.
   *
   * @param notes of the whole, in front of those of the frames
   */
  Prepared row(List<Frame> frames, List<String> notes) {
    List<Frame> usable = frames.stream().filter(frame -> frame.problem().isEmpty()).toList();
    if (usable.isEmpty()) {
      return Prepared.failed(
          frames.isEmpty() ? "no frames" : frames.get(0).problem().orElse("no face"));
    }
    int side = network.config().size();
    ByteBuffer pixels =
        ByteBuffer.allocateDirect(usable.size() * side * side * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    List<String> said = new ArrayList<>(notes);
    double quality = 0;
    for (Frame frame : usable) {
      pixels.asFloatBuffer().put(frame.pixels());
      pixels.position(pixels.position() + side * side * Float.BYTES);
      frame.notes().stream().filter(note -> !said.contains(note)).forEach(said::add);
      quality += frame.quality() / usable.size();
    }
    if (usable.size() < frames.size()) {
      List<String> problems = frames.stream().flatMap(frame -> frame.problem().stream()).toList();
      said.add(FaceFrames.leftOut(frames.size(), problems));
    }
    boolean[] mask = new boolean[usable.size()];
    Arrays.fill(mask, true);
    Map<String, Tensor> tensors =
        Map.of(
            FaceNetwork.PIXELS,
            Tensor.wrap(Type.F32, pixels.flip(), usable.size(), 1, side, side),
            FaceNetwork.FRAME_MASK,
            Tensor.of(mask, usable.size()));
    return new Prepared(tensors, usable.size(), said, Math.min(1, quality), Optional.empty());
  }

  /**
   * Returns every face of a picture as a signal of its own, the largest first: for {@code
   * recognizeFaces}. The picture is decoded once. Without a detector it is the one face.
   *
   * @throws PictureException if the picture cannot be read
   */
  public List<FaceImage> faces(FaceImage image) {
    return finder.all(image);
  }

  @Override
  public Map<String, Tensor> batch(List<Prepared> rows) {
    JoinedRows joined = new JoinedRows(rows);
    int side = network.config().size();
    return Map.of(
        FaceNetwork.PIXELS, joined.steps(FaceNetwork.PIXELS, Type.F32, 1, side, side),
        FaceNetwork.FRAME_MASK, joined.mask());
  }

  @Override
  public Network network() {
    return network;
  }

  /** Returns how faces are cut out. */
  public FaceOptions options() {
    return options;
  }

  @Override
  public int width() {
    return network.config().width();
  }

  @Override
  public int tokenWidth() {
    return network.config().width();
  }

  @Override
  public Weights weights() {
    return weights;
  }

  @Override
  public boolean opensWithWeights() {
    return false;
  }

  @Override
  public boolean paddingInvariant() {
    return true;
  }

  /** Returns an encoder over the same weights and detector; the network drops nothing. */
  @Override
  public FaceEncoder withDropout(double rate) {
    return new FaceEncoder(network, options, weights, finder.share());
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      finder.release();
    }
  }

  @Override
  public String toString() {
    return "face encoder " + finder;
  }
}
