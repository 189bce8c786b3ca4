package dev.emotion4j.image;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.signal.FaceBox;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * UltraFace RFB-320 (Linzaer, 2019): input 320 x 240, red, green, blue as {@code (v - 127) / 128};
 * outputs {@code scores} (background, face) and {@code boxes}, corners as shares of the input. It
 * gives no landmarks.
 *
 * @param threshold the least score
 */
record UltraFace(double threshold) implements FaceDecoding {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;
  // Three per place of the finest of four grids, two of the others (three of the last): 40 x 30,
  // 20 x 15, 10 x 8, 5 x 4.
  private static final int BOXES = 3 * 1200 + 2 * 300 + 2 * 80 + 3 * 20;

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public int height() {
    return HEIGHT;
  }

  @Override
  public double smallest() {
    return 16;
  }

  @Override
  public boolean blueFirst() {
    return false;
  }

  @Override
  public Map<String, Tensor> inputs(float[] planes) {
    for (int i = 0; i < planes.length; i++) {
      planes[i] = (planes[i] - 127) / 128;
    }
    return Map.of("input", Tensor.of(planes, 1, 3, HEIGHT, WIDTH));
  }

  @Override
  public List<FaceBox> faces(Map<String, Tensor> outputs) {
    float[] scores = FaceDecoding.output(outputs, "scores", 2 * BOXES).floats();
    float[] boxes = FaceDecoding.output(outputs, "boxes", 4 * BOXES).floats();
    List<FaceBox> faces = new ArrayList<>();
    for (int i = 0; i < BOXES; i++) {
      double score = Math.min(1, scores[2 * i + 1]);
      double x = boxes[4 * i] * WIDTH;
      double y = boxes[4 * i + 1] * HEIGHT;
      double width = boxes[4 * i + 2] * WIDTH - x;
      double height = boxes[4 * i + 3] * HEIGHT - y;
      if (score >= threshold && width > 0 && height > 0 && Double.isFinite(width + height)) {
        faces.add(new FaceBox(x, y, width, height, List.of(), score));
      }
    }
    return faces;
  }
}
