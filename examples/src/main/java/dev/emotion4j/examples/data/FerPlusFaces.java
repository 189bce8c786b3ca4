package dev.emotion4j.examples.data;

import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.signal.LabelSet;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;

/**
 * FER+ (Barsoum et al., 2016): the grey 48x48 faces of FER2013 with ten crowd votes each. Read from
 * a folder with {@code labels.csv} (path, split, label, votes), {@code train.npy} and the pictures
 * of the validation set. Immutable.
 *
 * <p>A vote that nobody shares is dropped, the others are the target distribution; the label is the
 * emotion with most votes. Training faces that are byte for byte also in the validation set are
 * left out.
 *
 * @param train to learn from
 * @param heldOut a twentieth of the training set, chosen by content so that copies fall on one
 *     side: for calibration
 * @param validation to measure with
 */
public record FerPlusFaces(List<Face> train, List<Face> heldOut, List<Face> validation) {
  /** The classes in the order of the votes. */
  public static final LabelSet LABELS =
      LabelSet.of("neutral", "joy", "surprise", "sadness", "anger", "disgust", "fear", "contempt");

  /** The side of a face in pixels. */
  public static final int SIDE = 48;

  private static final int AREA = SIDE * SIDE;
  private static final int VOTES = 3; // the column of the first vote
  private static final int HELD_OUT = 20;
  private static final long HELD_OUT_SEED = 7;

  /**
   * One face.
   *
   * @param pixels F32 {@code [1, 1, 48, 48]}, grey from 0 to 1
   * @param target the share of each class among the votes that are shared
   * @param label the class with most votes
   * @param key the grey values, to find copies by
   */
  public record Face(Tensor pixels, List<Float> target, int label, String key) {}

  /** Copies the lists. */
  public FerPlusFaces {
    train = List.copyOf(train);
    heldOut = List.copyOf(heldOut);
    validation = List.copyOf(validation);
  }

  /** Reads a folder. */
  public static FerPlusFaces read(Path folder) throws IOException {
    byte[] pictures = Files.readAllBytes(folder.resolve("train.npy"));
    int start = 10 + (pictures[8] & 0xff) + ((pictures[9] & 0xff) << 8); // format 1.0
    List<Face> training = new ArrayList<>();
    List<Face> validation = new ArrayList<>();
    Set<String> shown = new HashSet<>();
    List<String> lines = Files.readAllLines(folder.resolve("labels.csv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      if (cells[1].equals("train")) {
        int row = Integer.parseInt(cells[0].substring(cells[0].indexOf('#') + 1));
        byte[] grey = new byte[AREA];
        System.arraycopy(pictures, start + row * AREA, grey, 0, AREA);
        training.add(face(grey, cells));
      } else {
        Face face = face(picture(folder.resolve(cells[0])), cells);
        validation.add(face);
        shown.add(face.key());
      }
    }
    List<Face> train = new ArrayList<>();
    List<Face> heldOut = new ArrayList<>();
    for (Face face : training) {
      if (!shown.contains(face.key())) {
        long part = Math.floorMod(Initializer.mix(HELD_OUT_SEED, face.key()), (long) HELD_OUT);
        (part == 0 ? heldOut : train).add(face);
      }
    }
    return new FerPlusFaces(train, heldOut, validation);
  }

  // The raster, not getRGB: that would apply a gamma curve to grey pictures.
  private static byte[] picture(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    if (image == null || image.getWidth() != SIDE || image.getHeight() != SIDE) {
      throw new IOException(file + " is no picture of 48x48 pixels");
    }
    Raster raster = image.getRaster();
    byte[] grey = new byte[AREA];
    for (int i = 0; i < AREA; i++) {
      grey[i] = (byte) raster.getSample(i % SIDE, i / SIDE, 0);
    }
    return grey;
  }

  private static Face face(byte[] grey, String[] cells) {
    float[] pixels = new float[AREA];
    for (int i = 0; i < AREA; i++) {
      pixels[i] = (grey[i] & 0xff) / 255f;
    }
    int label = LABELS.index(cells[2]);
    String key = new String(grey, StandardCharsets.ISO_8859_1);
    return new Face(Tensor.of(pixels, 1, 1, SIDE, SIDE), target(cells, label), label, key);
  }

  private static List<Float> target(String[] cells, int label) {
    int[] votes = new int[LABELS.size()];
    int sum = 0;
    for (int i = 0; i < votes.length; i++) {
      int count = Integer.parseInt(cells[VOTES + i]);
      votes[i] = count > 1 ? count : 0;
      sum += votes[i];
    }
    List<Float> target = new ArrayList<>();
    for (int i = 0; i < votes.length; i++) {
      target.add(sum > 0 ? (float) votes[i] / sum : i == label ? 1f : 0f);
    }
    return target;
  }
}
