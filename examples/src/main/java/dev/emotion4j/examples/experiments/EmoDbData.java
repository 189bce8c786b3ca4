package dev.emotion4j.examples.experiments;

import dev.emotion4j.audio.Recording;
import dev.emotion4j.signal.AudioClip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** EMO-DB (Burkhardt et al., 2005) as a folder of WAV files with {@code manifest.csv}. */
final class EmoDbData {
  static final Set<String> FOUR = Set.of("anger", "joy", "neutral", "sadness");

  /** Samples per second of the recordings. */
  static final int RATE = 16_000;

  /** Seconds of a clip that are read at most; none is longer. */
  static final double LONGEST = 30;

  private EmoDbData() {}

  /** One recording: who speaks, with what expression, the samples and how many are a second. */
  @SuppressWarnings("ArrayRecordComponent") // read only, never compared
  record Utterance(String speaker, String label, float[] samples, int rate) {
    AudioClip clip() {
      return AudioClip.of(samples, rate);
    }

    Utterance with(float[] others, int otherRate) {
      return new Utterance(speaker, label, others, otherRate);
    }

    Utterance firstSeconds(double seconds) {
      int most = (int) (seconds * rate);
      return samples.length <= most
          ? this
          : new Utterance(speaker, label, Arrays.copyOf(samples, most), rate);
    }
  }

  static List<Utterance> read(Path directory) throws IOException {
    List<String> lines = Files.readAllLines(directory.resolve("manifest.csv"));
    List<String> header = List.of(lines.get(0).split(",", -1));
    List<Utterance> all = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      Path file = directory.resolve(cells[header.indexOf("file")]);
      String label = cells[header.indexOf("unified")];
      all.add(
          new Utterance(
              cells[header.indexOf("speaker")],
              label.equals("happiness") ? "joy" : label,
              Recording.read(AudioClip.of(file), RATE, LONGEST).samples(),
              RATE));
    }
    return all;
  }
}
