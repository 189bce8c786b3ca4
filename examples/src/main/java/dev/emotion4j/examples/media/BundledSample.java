package dev.emotion4j.examples.media;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One moment of a made-up person in every modality, brought along in the jar: what {@link
 * SampleMedia} makes. Every call reads afresh and the caller owns what it gets. May be called from
 * any thread.
 */
public final class BundledSample {
  /** What the person says. */
  public static final String SENTENCE = "I can't believe we won, this is wonderful!";

  /** How fast the frames of {@link #faceSequence()} follow each other. */
  public static final double FRAMES_PER_SECOND = 5;

  private static final String FOLDER = "/dev/emotion4j/examples/sample/";
  private static final List<String> WEARABLE =
      List.of("ACC.csv", "BVP.csv", "EDA.csv", "IBI.csv", "TEMP.csv");

  private BundledSample() {}

  /** A smiling face from the front, a PNG of 240 by 240 pixels, RGB. */
  public static byte[] face() {
    return read("face.png");
  }

  /** A lively voice, a WAV of 2.9 s: 16 kHz, mono, 16 bits. */
  public static byte[] voice() {
    return read("voice.wav");
  }

  /** A face that goes from sad to smiling in two seconds: ten PNGs of 96 by 96 pixels, RGB. */
  public static List<byte[]> faceSequence() {
    return IntStream.range(0, SampleMedia.FRAMES)
        .mapToObj(frame -> read(SampleMedia.frame(frame)))
        .toList();
  }

  /**
   * Writes 70 s of a wristband into a folder, as an Empatica E4 exports them: ACC, BVP, EDA, IBI
   * and TEMP, each with the ending .csv. The folder is made if need be; files of these names are
   * replaced.
   *
   * @return the folder
   * @throws IOException if the folder cannot be written
   */
  public static Path wearable(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String name : WEARABLE) {
      Files.write(folder.resolve(name), read("wearable/" + name));
    }
    return folder;
  }

  private static byte[] read(String name) {
    try (InputStream in = BundledSample.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException(
            "no resource "
                + FOLDER
                + name
                + ", expected in the jar of emotion-examples; build it anew");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "resource " + FOLDER + name + " cannot be read; check the jar of emotion-examples", e);
    }
  }
}
