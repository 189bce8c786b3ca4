package dev.emotion4j.image;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.signal.FaceBox;
import dev.emotion4j.signal.FaceBox.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * YuNet (Wu et al., 2023), a file of OpenCV's model zoo with a fixed input of 320 x 320: blue,
 * green, red, 0 to 255. Per stride 8, 16 and 32 it gives, for every cell, {@code cls} and {@code
 * obj}, whose geometric mean is the score, the centre as an offset from the cell and the logarithm
 * of the size ({@code bbox}), and five landmarks ({@code kps}), all in strides.
 *
 * @param threshold the least score
 */
record YuNet(double threshold) implements FaceDecoding {
  private static final int SIDE = 320;
  private static final int[] STRIDES = {8, 16, 32};

  @Override
  public int width() {
    return SIDE;
  }

  @Override
  public int height() {
    return SIDE;
  }

  @Override
  public double smallest() {
    return 14;
  }

  @Override
  public boolean blueFirst() {
    return true;
  }

  @Override
  public Map<String, Tensor> inputs(float[] planes) {
    return Map.of("input", Tensor.of(planes, 1, 3, SIDE, SIDE));
  }

  @Override
  public List<FaceBox> faces(Map<String, Tensor> outputs) {
    List<FaceBox> faces = new ArrayList<>();
    for (int stride : STRIDES) {
      faces(outputs, stride, faces);
    }
    return faces;
  }

  private void faces(Map<String, Tensor> outputs, int stride, List<FaceBox> faces) {
    float[] classes = output(outputs, "cls_" + stride, stride, 1).floats();
    float[] objects = output(outputs, "obj_" + stride, stride, 1).floats();
    Tensor boxes = output(outputs, "bbox_" + stride, stride, 4);
    Tensor points = output(outputs, "kps_" + stride, stride, 10);
    int cells = SIDE / stride;
    for (int i = 0; i < cells * cells; i++) {
      double score = Math.sqrt(unit(classes[i]) * unit(objects[i]));
      if (!(score >= threshold)) {
        continue;
      }
      int column = i % cells;
      int row = i / cells;
      double width = Math.exp(boxes.getFloat(4 * i + 2)) * stride;
      double height = Math.exp(boxes.getFloat(4 * i + 3)) * stride;
      double x = (column + boxes.getFloat(4 * i)) * stride - width / 2;
      double y = (row + boxes.getFloat(4 * i + 1)) * stride - height / 2;
      if (!(width > 0 && height > 0) || !Double.isFinite(x + y + width + height)) {
        continue;
      }
      List<Point> landmarks = new ArrayList<>(FaceBox.LANDMARKS);
      for (int k = 10 * i; k < 10 * i + 10; k += 2) {
        landmarks.add(
            new Point(
                (points.getFloat(k) + column) * stride, (points.getFloat(k + 1) + row) * stride));
      }
      faces.add(new FaceBox(x, y, width, height, landmarks, score));
    }
  }

  private static double unit(double value) {
    return Math.min(1, Math.max(0, value));
  }

  private static Tensor output(Map<String, Tensor> outputs, String name, int stride, int width) {
    int cells = (SIDE / stride) * (SIDE / stride);
    return FaceDecoding.output(outputs, name, cells * width);
  }
}
