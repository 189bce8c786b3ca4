package dev.emotion4j.image;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.signal.EmotionException;
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

  /**
   * Returns the faces in pixels of the input, before overlapping ones are removed.
   *
   * @throws EmotionException if the outputs are those of another network
   */
  List<FaceBox> faces(Map<String, Tensor> outputs);

  /**
   * Returns an output of so many numbers.
   *
   * @throws EmotionException if there is none
   */
  static Tensor output(Map<String, Tensor> outputs, String name, int numbers) {
    Tensor output = outputs.get(name);
    if (output == null || output.size() != numbers) {
      throw new EmotionException(
          "a face detector that gives "
              + outputs
              + "; expected '"
              + name
              + "' of "
              + numbers
              + " numbers. Is it the file of another detector?");
    }
    return output;
  }
}
