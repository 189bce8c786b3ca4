package dev.emotion4j.image;

import dev.emotion4j.signal.FaceBox;
import dev.emotion4j.signal.FaceBox.Point;
import dev.emotion4j.signal.Picture;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.FaceDetector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks for faces of every size with a network of a fixed input: the whole picture, fitted in; if
 * smaller faces are asked for, overlapping tiles, each half the size of the last; and, if nothing
 * was found, the picture drawn small, because a face that fills the input is none that such a
 * network knows. Of overlapping boxes the best stays (non-maximum suppression).
 */
final class FaceScan implements FaceDetector {
  private static final double MOST_OVERLAP = 0.3;
  private static final double MOST_SWALLOWED = 0.6;
  // Tiles share this much with their neighbours; larger faces are found in larger tiles.
  private static final double SHARED = 0.3;
  private static final double LEAST_TILE = 80;
  private static final double ZOOM = 2;
  private static final double SMALL = 2.5;

  private final FaceDecoding decoding;
  private final Executable network;

  FaceScan(FaceDecoding decoding, Executable network) {
    this.decoding = decoding;
    this.network = network;
  }

  @Override
  public List<FaceBox> detect(Picture picture, double smallest) {
    if (!(smallest > 0 && smallest <= 1)) {
      throw new IllegalArgumentException(
          "a smallest face of " + smallest + " of the picture; expected above 0, at most 1");
    }
    List<FaceBox> found = new ArrayList<>();
    for (Crop part : parts(picture, smallest)) {
      look(picture, part, found);
    }
    if (found.isEmpty()) {
      look(picture, around(picture), found);
    }
    List<FaceBox> kept = suppressed(found);
    kept.sort(Comparator.comparingDouble(FaceBox::area).reversed());
    return List.copyOf(kept);
  }

  /** Returns the picture in the middle of a ground that is larger. */
  private static Crop around(Picture picture) {
    double width = picture.width() * SMALL;
    double height = picture.height() * SMALL;
    return new Crop((picture.width() - width) / 2, (picture.height() - height) / 2, width, height);
  }

  private Set<Crop> parts(Picture picture, double smallest) {
    Set<Crop> parts = new LinkedHashSet<>();
    parts.add(Crop.whole(picture));
    double longer = Math.max(picture.width(), picture.height());
    double wanted = smallest * longer; // in pixels of the picture
    double scale = fit(Crop.whole(picture));
    double side = longer / ZOOM;
    // A fifth of tolerance: rather a face that is hardly seen than four times the work.
    while (wanted * scale * 1.2 < decoding.smallest() && side >= LEAST_TILE) {
      double width = Math.min(picture.width(), side);
      double height = Math.min(picture.height(), side * decoding.height() / decoding.width());
      for (double y : starts(picture.height(), height)) {
        for (double x : starts(picture.width(), width)) {
          parts.add(new Crop(x, y, width, height));
        }
      }
      scale = decoding.width() / side;
      side /= ZOOM;
    }
    return parts;
  }

  private static double[] starts(double whole, double tile) {
    int count = (int) Math.ceil((whole - tile) / (tile * (1 - SHARED)) - 1e-9) + 1;
    double[] starts = new double[count];
    for (int i = 1; i < count; i++) {
      starts[i] = (whole - tile) * i / (count - 1);
    }
    return starts;
  }

  private double fit(Crop part) {
    return Math.min(decoding.width() / part.width(), decoding.height() / part.height());
  }

  private void look(Picture picture, Crop part, List<FaceBox> found) {
    double scale = fit(part);
    float[] planes = drawn(picture, part, scale);
    for (FaceBox face : decoding.faces(network.run(decoding.inputs(planes)))) {
      FaceBox whole = moved(face, part, scale);
      if (!isCut(whole, part, picture)) {
        found.add(whole);
      }
    }
  }

  /**
   * Draws what the part shows of the picture into the upper left of the input; the rest is black.
   */
  private float[] drawn(Picture picture, Crop part, double scale) {
    double left = Math.max(0, part.x());
    double top = Math.max(0, part.y());
    double right = Math.min(picture.width(), part.x() + part.width());
    double bottom = Math.min(picture.height(), part.y() + part.height());
    int x = (int) Math.round((left - part.x()) * scale);
    int y = (int) Math.round((top - part.y()) * scale);
    int width = (int) Math.max(1, Math.min(decoding.width() - x, (right - left) * scale + 0.5));
    int height = (int) Math.max(1, Math.min(decoding.height() - y, (bottom - top) * scale + 0.5));
    Crop seen = new Crop(left, top, right - left, bottom - top);
    int plane = decoding.width() * decoding.height();
    int start = y * decoding.width() + x;
    float[] planes = new float[3 * plane];
    int[] starts = {start, start + plane, start + 2 * plane};
    if (picture.channels() == 3 && decoding.blueFirst()) {
      starts = new int[] {start + 2 * plane, start + plane, start};
    }
    Resize.draw(picture, seen, width, height, planes, starts, decoding.width());
    if (picture.channels() == 1) {
      System.arraycopy(planes, 0, planes, plane, plane);
      System.arraycopy(planes, 0, planes, 2 * plane, plane);
    }
    return planes;
  }

  /** Returns whether a tile ends in the middle of a face, which a neighbour then sees whole. */
  private static boolean isCut(FaceBox face, Crop part, Picture picture) {
    return part.x() > 0 && face.x() < part.x()
        || part.y() > 0 && face.y() < part.y()
        || part.x() + part.width() < picture.width()
            && face.x() + face.width() > part.x() + part.width()
        || part.y() + part.height() < picture.height()
            && face.y() + face.height() > part.y() + part.height();
  }

  private static FaceBox moved(FaceBox face, Crop part, double scale) {
    List<Point> landmarks =
        face.landmarks().stream()
            .map(p -> new Point(p.x() / scale + part.x(), p.y() / scale + part.y()))
            .toList();
    return new FaceBox(
        face.x() / scale + part.x(),
        face.y() / scale + part.y(),
        face.width() / scale,
        face.height() / scale,
        landmarks,
        face.score());
  }

  /** Returns the boxes that no better one overlaps or swallows. */
  static List<FaceBox> suppressed(List<FaceBox> faces) {
    List<FaceBox> sorted = new ArrayList<>(faces);
    sorted.sort(Comparator.comparingDouble(FaceBox::score).reversed());
    List<FaceBox> kept = new ArrayList<>();
    for (FaceBox face : sorted) {
      if (kept.stream().noneMatch(better -> isSame(better, face))) {
        kept.add(face);
      }
    }
    return kept;
  }

  // An eye and a mouth make a small face to a tile that shows nothing else of the large one.
  private static boolean isSame(FaceBox better, FaceBox face) {
    double overlap = better.overlap(face);
    double both = overlap * (better.area() + face.area()) / (1 + overlap);
    return overlap > MOST_OVERLAP || both > MOST_SWALLOWED * Math.min(better.area(), face.area());
  }

  @Override
  public void close() {
    network.close();
  }

  @Override
  public String toString() {
    return decoding.getClass().getSimpleName();
  }
}
