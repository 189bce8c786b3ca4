package dev.emotion4j.examples;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.Recognition;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints the emotions that each sentence of a bundled sample expresses, or those of your own text:
 * {@code ./mvnw -q -Pquickstart -Dtext="I can't believe we won!"}.
 */
public final class Quickstart {
  private static final int TEXT_WIDTH = 38;

  private Quickstart() {}

  /** Runs it; the system property {@code text} replaces the bundled sample. */
  public static void main(String[] args) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    String own = System.getProperty("text", "");
    List<String> sentences = own.isBlank() ? bundled() : List.of(own);
    try (EmotionRecognizer recognizer = EmotionRecognizer.builtIn()) {
      List<Sample> samples = new ArrayList<>();
      sentences.forEach(sentence -> samples.add(Sample.of(Text.of(sentence))));
      out.print(table(sentences, recognizer.recognizeAll(samples)));
    }
  }

  private static List<String> bundled() throws IOException {
    try (InputStream in = Quickstart.class.getResourceAsStream("quickstart.txt")) {
      if (in == null) {
        throw new IOException("the resource quickstart.txt is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    }
  }

  static String table(List<String> sentences, List<Recognition> results) {
    StringBuilder text = new StringBuilder("Expressed emotions, in percent\n\n");
    List<String> labels = new ArrayList<>(results.get(0).distribution().keySet());
    text.append(String.format("%-" + TEXT_WIDTH + "s", "text"));
    labels.forEach(label -> text.append(String.format(" %5s", shorten(label, 5))));
    text.append("  top (confidence)\n").append("-".repeat(100)).append('\n');
    for (int i = 0; i < results.size(); i++) {
      Recognition result = results.get(i);
      text.append(String.format("%-" + TEXT_WIDTH + "s", shorten(sentences.get(i), TEXT_WIDTH)));
      for (String label : labels) {
        double share = result.distribution().getOrDefault(label, 0.0);
        text.append(String.format(Locale.ROOT, " %5.1f", 100 * share));
      }
      text.append(String.format(Locale.ROOT, "  %s (%.2f)%n", result.top(), result.confidence()));
    }
    Recognition first = results.get(0);
    text.append(
        String.format(
            "%nmodel %s, backend %s, device %s%n",
            first.provenance().model(), first.provenance().backend(), first.provenance().device()));
    return text.toString();
  }

  private static String shorten(String text, int width) {
    int[] points = text.codePoints().map(c -> Character.isWhitespace(c) ? ' ' : c).toArray();
    return points.length <= width
        ? new String(points, 0, points.length)
        : new String(points, 0, width - 1) + (width > 6 ? "…" : ".");
  }
}
