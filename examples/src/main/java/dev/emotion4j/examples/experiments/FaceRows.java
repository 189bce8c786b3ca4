package dev.emotion4j.examples.experiments;

import dev.emotion4j.encoder.FaceAugmentation;
import dev.emotion4j.encoder.FaceDegradation;
import dev.emotion4j.encoder.FaceFraming;
import dev.emotion4j.encoder.FaceNetwork;
import dev.emotion4j.examples.data.FerPlusFaces.Face;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.tuning.TrainingData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Faces to train on, repeated and augmented, first at a lower resolution. Used by one thread. */
final class FaceRows implements TrainingData {
  /**
   * A part of the training.
   *
   * @param until the last epoch of this part
   * @param size the side of the faces in pixels
   * @param loss the graph for this size
   * @param changes what happens to them
   */
  record Part(int until, int size, Graph loss, Changes changes) {}

  /**
   * What happens to faces, in this order.
   *
   * @param augmentation what moves them and hides parts
   * @param framing what they wear, and how small they are
   * @param degradation what a worse camera makes of them
   */
  record Changes(FaceAugmentation augmentation, FaceFraming framing, FaceDegradation degradation) {
    Tensor apply(Tensor pixels, int size, long seed) {
      Tensor moved = augmentation.size(size).apply(pixels, seed);
      Tensor framed = framing.apply(moved, Initializer.mix(seed, "framing"));
      return degradation.apply(framed, Initializer.mix(seed, "camera"));
    }
  }

  private final List<Face> faces;
  private final int[] rows;
  private final List<Part> parts;
  private int epoch = 1;

  FaceRows(List<Face> faces, int[] rows, List<Part> parts) {
    this.faces = faces;
    this.rows = rows;
    this.parts = parts;
  }

  /** Goes on to the next epoch. */
  void next() {
    epoch++;
  }

  private Part part() {
    return parts.stream()
        .filter(part -> epoch <= part.until())
        .findFirst()
        .orElse(parts.get(parts.size() - 1));
  }

  @Override
  public int size() {
    return rows.length;
  }

  @Override
  public int length(int row) {
    return 1;
  }

  @Override
  public Graph graph(int row) {
    return part().loss();
  }

  @Override
  public Map<String, Tensor> batch(int[] chosen, long seed) {
    Part part = part();
    int area = part.size() * part.size();
    ByteBuffer pixels = floats(chosen.length * area);
    ByteBuffer targets = floats(chosen.length * FerPlus.CLASSES);
    for (int row : chosen) {
      Face face = faces.get(rows[row]);
      long own = Initializer.mix(seed, "row " + row);
      pixels.put(part.changes().apply(face.pixels(), part.size(), own).buffer());
      face.target().forEach(targets::putFloat);
    }
    return Map.of(
        FaceNetwork.PIXELS,
        Tensor.wrap(Type.F32, pixels.flip(), chosen.length, 1, 1, part.size(), part.size()),
        FaceNetwork.FRAME_MASK,
        everyFrame(chosen.length),
        "targets",
        Tensor.wrap(Type.F32, targets.flip(), chosen.length, FerPlus.CLASSES));
  }

  static Map<String, Tensor> inputs(List<Face> some) {
    int side = some.get(0).pixels().dim(-1);
    ByteBuffer pixels = floats(some.size() * side * side);
    some.forEach(face -> pixels.put(face.pixels().buffer()));
    return Map.of(
        FaceNetwork.PIXELS,
        Tensor.wrap(Type.F32, pixels.flip(), some.size(), 1, 1, side, side),
        FaceNetwork.FRAME_MASK,
        everyFrame(some.size()));
  }

  private static ByteBuffer floats(int count) {
    return ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Tensor everyFrame(int rows) {
    boolean[] mask = new boolean[rows];
    Arrays.fill(mask, true);
    return Tensor.of(mask, rows, 1);
  }
}
