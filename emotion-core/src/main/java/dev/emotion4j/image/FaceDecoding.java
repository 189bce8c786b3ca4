package dev.emotion4j.image;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.signal.FaceBox;
import java.util.List;
import java.util.Map;

/** What is particular to a detection network: its input and how its outputs are read. */
interface FaceDecoding {
  /** Returns the width of the input in pixels. */
  int width();

  /** Returns the height of the input in pixels. */
  int height();

  /** Returns the side of the smallest face that it finds reliably, in pixels of the input. */
  double smallest();

  /** Returns whether the planes are blue, green and red, in this order. */
  boolean blueFirst();

  /**
   * Returns the inputs.
   *
   * @param planes {@code [3, height, width]}, 0 to 255; may be changed
   */
  Map<String, Tensor> inputs(float[] planes);

  /** Returns the faces in pixels of the input, before overlapping ones are removed. */
  List<FaceBox> faces(Map<String, Tensor> outputs);
}
