package dev.emotion4j.examples.media;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * Makes the media that the examples bring along, out of formulas: a drawn smiling face, a synthetic
 * voice, a face that goes from sad to smiling, and a made-up wristband. Nobody was photographed,
 * recorded or measured. The same input (none) makes the same media.
 *
 * <pre>java -cp emotion.jar dev.emotion4j.examples.media.SampleMedia FOLDER</pre>
 */
public final class SampleMedia {
  static final int FRAMES = 10;

  private SampleMedia() {}

  /**
   * Writes the files into the folder given as the only argument, which is made if need be; files of
   * these names are replaced.
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException(
          "found " + arguments.length + " arguments, expected one: the folder to write into");
    }
    System.setProperty("java.awt.headless", "true");
    write(Path.of(arguments[0]));
  }

  /**
   * Writes the files; takes about a second.
   *
   * @throws IOException if the folder cannot be written
   */
  public static void write(Path folder) throws IOException {
    for (Map.Entry<String, byte[]> file : files().entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.toAbsolutePath().getParent());
      Files.write(path, file.getValue());
    }
  }

  /** Names with slashes, and contents. */
  static Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("face.png", png(new DrawnFace(Expression.HAPPY).draw(240)));
    for (int frame = 0; frame < FRAMES; frame++) {
      Expression expression =
          Expression.SAD.towards(Expression.HAPPY, Soft.step(0.1, 0.9, frame / (FRAMES - 1.0)));
      files.put(frame(frame), png(new DrawnFace(expression).draw(96)));
    }
    files.put("voice.wav", SyntheticVoice.wav());
    SyntheticWearable.files()
        .forEach(
            (name, text) ->
                files.put("wearable/" + name, text.getBytes(StandardCharsets.US_ASCII)));
    return files;
  }

  static String frame(int index) {
    return String.format(Locale.ROOT, "face-sequence/%02d.png", index);
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "png", out)) {
      throw new IOException("this JDK writes no PNG; use one with the module java.desktop");
    }
    return out.toByteArray();
  }
}
