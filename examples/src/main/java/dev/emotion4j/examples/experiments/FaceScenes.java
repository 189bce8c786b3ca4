package dev.emotion4j.examples.experiments;

import dev.emotion4j.image.Crop;
import dev.emotion4j.image.Resize;
import dev.emotion4j.signal.FaceBox;
import dev.emotion4j.signal.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Scenes composed of known faces: heads cut out of photographs with a soft edge, at various sizes
 * and places, on grounds of gradients, bars, discs and noise. The same seed gives the same scenes.
 */
final class FaceScenes {
  /**
   * A scene.
   *
   * @param picture what is seen
   * @param faces where the faces are
   */
  record Scene(Picture picture, List<FaceBox> faces) {}

  private static final int[][] SIZES = {{640, 480}, {800, 600}, {1280, 720}, {1600, 1200}};
  // A head is wider and higher than the face in it.
  private static final double AROUND = 0.35;
  private static final double SMALLEST = 28;
  private static final int MOST_FACES = 6;

  private final List<Scene> heads;
  private final SplittableRandom random;

  /** Scenes of these photographs, of which the first face is used. */
  FaceScenes(List<Scene> heads, long seed) {
    this.heads = heads;
    this.random = new SplittableRandom(seed);
  }

  /** Composes the next scene, of 0 to 6 faces. */
  Scene next() {
    int[] size = SIZES[random.nextInt(SIZES.length)];
    float[] scene = ground(size[0], size[1]);
    List<FaceBox> faces = new ArrayList<>();
    int wanted = random.nextInt(MOST_FACES + 1);
    for (int attempt = 0; attempt < 40 && faces.size() < wanted; attempt++) {
      Scene head = heads.get(random.nextInt(heads.size()));
      double largest = 0.6 * size[1];
      double height = SMALLEST * Math.pow(largest / SMALLEST, random.nextDouble());
      paste(scene, size[0], size[1], head, height, faces);
    }
    byte[] rgb = new byte[scene.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) Math.max(0, Math.min(255, Math.round(scene[i])));
    }
    return new Scene(Picture.rgb(size[0], size[1], rgb), List.copyOf(faces));
  }

  private void paste(
      float[] scene, int width, int height, Scene head, double faceHeight, List<FaceBox> faces) {
    FaceBox face = head.faces().get(0);
    Crop crop = Crop.around(face, AROUND);
    int side = (int) Math.round(crop.width() * faceHeight / face.height());
    if (side >= Math.min(width, height)) {
      return;
    }
    int left = random.nextInt(width - side);
    int top = random.nextInt(height - side);
    FaceBox area = FaceBox.of(left, top, side, side);
    double scale = side / crop.width();
    FaceBox truth =
        FaceBox.of(
            left + (face.x() - crop.x()) * scale,
            top + (face.y() - crop.y()) * scale,
            face.width() * scale,
            face.height() * scale);
    if (!faces.stream().allMatch(other -> apart(other, area))) {
      return;
    }
    float[] planes =
        Resize.planes(head.picture(), crop, side, side, Resize.Filter.BILINEAR, Resize.Edge.REPEAT);
    boolean mirrored = random.nextBoolean();
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        double share = opacity((x + 0.5) / side * 2 - 1, (y + 0.5) / side * 2 - 1);
        for (int c = 0; c < 3; c++) {
          int from = c * side * side + y * side + (mirrored ? side - 1 - x : x);
          int to = ((top + y) * width + left + x) * 3 + c;
          scene[to] += (float) (share * (planes[from] - scene[to]));
        }
      }
    }
    double x = mirrored ? 2 * left + side - truth.x() - truth.width() : truth.x();
    faces.add(FaceBox.of(x, truth.y(), truth.width(), truth.height()));
  }

  private static boolean apart(FaceBox other, FaceBox area) {
    Crop head = Crop.around(other, AROUND);
    return FaceBox.of(head.x(), head.y(), head.width(), head.height()).overlap(area) == 0;
  }

  /** An ellipse with a soft edge. */
  private static double opacity(double x, double y) {
    double radius = Math.hypot(x, y);
    return Math.max(0, Math.min(1, (1 - radius) / 0.1));
  }

  private float[] ground(int width, int height) {
    float[] scene = new float[width * height * 3];
    double[] from = {random.nextDouble(255), random.nextDouble(255), random.nextDouble(255)};
    double[] to = {random.nextDouble(255), random.nextDouble(255), random.nextDouble(255)};
    double noise = random.nextDouble(25);
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double share = (double) y / height;
        for (int c = 0; c < 3; c++) {
          double value = from[c] + share * (to[c] - from[c]);
          scene[i++] = (float) (value + noise * (random.nextDouble() - 0.5));
        }
      }
    }
    for (int shape = 0; shape < 25; shape++) {
      draw(scene, width, height);
    }
    return scene;
  }

  /** Draws a disc or a bar of one colour. */
  private void draw(float[] scene, int width, int height) {
    boolean disc = random.nextBoolean();
    int across = 8 + random.nextInt(width / 4);
    int down = disc ? across : 8 + random.nextInt(height / 3);
    int left = random.nextInt(width);
    int top = random.nextInt(height);
    int[] colour = {random.nextInt(256), random.nextInt(256), random.nextInt(256)};
    for (int y = top; y < Math.min(height, top + down); y++) {
      for (int x = left; x < Math.min(width, left + across); x++) {
        double u = 2.0 * (x - left) / across - 1;
        double v = 2.0 * (y - top) / down - 1;
        if (!disc || u * u + v * v < 1) {
          for (int c = 0; c < 3; c++) {
            scene[(y * width + x) * 3 + c] = colour[c];
          }
        }
      }
    }
  }
}
