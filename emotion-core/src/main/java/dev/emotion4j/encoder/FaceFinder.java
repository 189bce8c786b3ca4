package dev.emotion4j.encoder;

import dev.emotion4j.image.Crop;
import dev.emotion4j.image.PictureException;
import dev.emotion4j.image.PictureReader;
import dev.emotion4j.model.Sha256;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.signal.FaceBox;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.Picture;
import dev.emotion4j.spi.FaceDetector;
import dev.emotion4j.spi.FaceDetectorProvider;
import dev.emotion4j.spi.Providers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a picture and finds the face in it: the chosen one, the largest that a detector finds, or,
 * without a detector, the whole picture. Shared by encoders over the same detector; thread-safe.
 */
final class FaceFinder {
  static final String DETECTOR = "detector";
  static final String FILE = "detectorFile";
  static final String SHA256 = "detectorSha256";

  /** No detector: the whole picture is the face. */
  static final FaceFinder NONE = new FaceFinder(null, Map.of(), Optional.empty(), List.of());

  private final @Nullable FaceDetector detector;
  private final Map<String, String> settings;
  // Of a detector that was opened here.
  private final Optional<Shared<FaceDetector>> owned;
  private final List<String> notes;

  private FaceFinder(
      @Nullable FaceDetector detector,
      Map<String, String> settings,
      Optional<Shared<FaceDetector>> owned,
      List<String> notes) {
    this.detector = detector;
    this.settings = settings;
    this.owned = owned;
    this.notes = notes;
  }

  /**
   * Where a face is.
   *
   * @param picture upright
   * @param face the box, if it was chosen or found
   * @param notes what the caller should know
   */
  record Found(Picture picture, Optional<FaceBox> face, List<String> notes) {
    /** Returns the square to look at; without a box the middle of the picture. */
    Crop crop(FaceOptions options) {
      return face.map(box -> Crop.around(box, options.margin()))
          .orElseGet(() -> Crop.middle(picture));
    }
  }

  /** Returns a finder by a detector that stays the caller's to close. */
  static FaceFinder of(FaceDetector detector) {
    return new FaceFinder(detector, Map.of(), Optional.empty(), List.of());
  }

  /** Opens a detector by name. */
  static FaceFinder open(String name, Path file) {
    try {
      String hash = Sha256.of(file);
      return open(name, file, Map.of(DETECTOR, name, FILE, file.toString(), SHA256, hash));
    } catch (IOException e) {
      throw new UncheckedIOException("reading '" + file + "' failed", e);
    }
  }

  /**
   * Opens what the settings name. A file that is not there is no error, since the file is not part
   * of the model: every result then says that the whole picture was taken.
   *
   * @param directory against which a relative path is resolved
   * @throws EmotionException if the file is another than the one that the settings were made with
   */
  static FaceFinder of(Map<String, String> settings, Path directory) {
    Map<String, String> own = new TreeMap<>(settings);
    own.keySet().retainAll(names());
    if (own.isEmpty()) {
      return NONE;
    }
    if (own.size() != names().size()) {
      throw new IllegalArgumentException(
          "settings " + own.keySet() + " of a detector; expected all of " + names() + " or none");
    }
    String name = own.getOrDefault(DETECTOR, "");
    Path file = directory.resolve(own.getOrDefault(FILE, ""));
    if (!Files.exists(file)) {
      return new FaceFinder(
          null,
          own,
          Optional.empty(),
          List.of("the model's face detector '" + name + "' is not at " + file));
    }
    try {
      if (!Sha256.of(file).equals(own.get(SHA256))) {
        throw new EmotionException(
            "'"
                + file
                + "' is not the face detector that this model was made with: its SHA-256 is "
                + Sha256.of(file)
                + ", expected "
                + own.get(SHA256));
      }
      return open(name, file, own);
    } catch (IOException e) {
      throw new UncheckedIOException("reading '" + file + "' failed", e);
    }
  }

  private static FaceFinder open(String name, Path file, Map<String, String> settings)
      throws IOException {
    FaceDetectorProvider provider =
        Providers.named(
            FaceDetectorProvider.class,
            FaceDetectorProvider::name,
            name,
            "Add the module that brings it to the class path");
    FaceDetector detector = provider.open(file);
    return new FaceFinder(
        detector,
        new TreeMap<>(settings),
        Optional.of(new Shared<>(detector, FaceDetector::close)),
        List.of());
  }

  static Set<String> names() {
    return Set.of(DETECTOR, FILE, SHA256);
  }

  Map<String, String> settings() {
    return settings;
  }

  /**
   * Finds the face.
   *
   * @throws PictureException if the picture cannot be read, or the detector finds no face in it
   */
  Found find(FaceImage image) {
    PictureReader.Read read = PictureReader.read(image.content());
    List<String> said = new ArrayList<>(read.notes());
    if (image.face().isPresent()) {
      checkInside(image.face().get(), read.picture());
      return new Found(read.picture(), image.face(), said);
    }
    if (detector == null) {
      said.addAll(notes);
      said.add("no face detector: the whole picture was taken as the face");
      return new Found(read.picture(), Optional.empty(), said);
    }
    List<FaceBox> faces = detector.detect(read.picture(), FaceDetector.PROMINENT);
    if (faces.isEmpty()) {
      faces = detector.detect(read.picture(), FaceDetector.ALL);
    }
    if (faces.isEmpty()) {
      throw new PictureException(
          "no face was found in the picture; expected at least one that looks about to the camera."
              + " To choose one by hand, use FaceImage.within");
    }
    if (faces.size() > 1) {
      said.add(faces.size() + " faces in the picture: the largest was taken");
    }
    return new Found(read.picture(), Optional.of(faces.get(0)), said);
  }

  /**
   * Finds all faces, the largest first.
   *
   * @throws PictureException if the picture cannot be read
   */
  List<FaceImage> all(FaceImage image) {
    PictureReader.Read read = PictureReader.read(image.content());
    FaceImage decoded = FaceImage.of(read.picture());
    if (detector == null) {
      return List.of(decoded);
    }
    return detector.detect(read.picture(), FaceDetector.ALL).stream().map(decoded::within).toList();
  }

  private static void checkInside(FaceBox box, Picture picture) {
    if (box.x() >= picture.width()
        || box.y() >= picture.height()
        || box.x() + box.width() <= 0
        || box.y() + box.height() <= 0) {
      throw new PictureException(
          "the chosen face is outside the picture of "
              + picture.width()
              + " x "
              + picture.height()
              + " pixels; expected a box in pixels of the upright picture");
    }
  }

  FaceFinder share() {
    owned.ifPresent(Shared::acquire);
    return this;
  }

  void release() {
    owned.ifPresent(Shared::release);
  }

  @Override
  public String toString() {
    return detector == null ? "without a detector" : "detector " + detector;
  }
}
