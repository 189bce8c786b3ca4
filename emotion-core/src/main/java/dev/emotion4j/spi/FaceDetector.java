package dev.emotion4j.spi;

import dev.emotion4j.signal.FaceBox;
import dev.emotion4j.signal.Picture;
import java.util.List;

/** Finds faces in pictures. Thread-safe; the same picture gives the same boxes. */
public interface FaceDetector extends AutoCloseable {
  /**
   * The {@code smallest} that a portrait or a talking head needs: a face of an eighteenth of the
   * picture's longer side.
   */
  double PROMINENT = 1 / 18.0;

  /** The {@code smallest} that groups need; several times the work of {@link #PROMINENT}. */
  double ALL = 1 / 60.0;

  /**
   * Returns the faces of a picture, the largest first; none is a result, too.
   *
   * @param picture upright
   * @param smallest the side of the smallest face to look for, as a share of the picture's longer
   *     side, above 0 to 1. Smaller ones may be found as well; the work grows with the square of 1
   *     over it
   * @throws IllegalStateException after {@link #close}
   */
  List<FaceBox> detect(Picture picture, double smallest);

  /** Frees native memory; closing twice is fine. */
  @Override
  void close();
}
