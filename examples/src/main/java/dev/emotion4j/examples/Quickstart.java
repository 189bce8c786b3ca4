package dev.emotion4j.examples;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.Recognition;
import dev.emotion4j.examples.data.SampleFields;
import dev.emotion4j.examples.media.BundledSample;
import dev.emotion4j.signal.AudioClip;
import dev.emotion4j.signal.FaceBox;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Text;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints the emotions that a sentence, a face and a voice express, each alone and fused: those of a
 * bundled sample (a drawn face, a synthetic voice), or your own by {@code ./mvnw -q -Pquickstart
 * -Dtext="I can't believe we won!" -Dimage=face.jpg -Daudio=voice.wav}, in any combination; {@code
 * -Dvideo=clip.mp4} takes pictures and sound.
 */
public final class Quickstart {
  private static final int NAME_WIDTH = 8;
  // Where a detector finds the drawn face.
  private static final FaceBox FACE = FaceBox.of(60, 62, 118, 150);
  private static final List<String> PROPERTIES = List.of("text", "image", "audio", "video");

  private Quickstart() {}

  /** Runs it; exit code 1 if nothing of the sample can be used, 2 if it is none. */
  public static void main(String[] args) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Map<String, String> own = new LinkedHashMap<>();
    for (String name : PROPERTIES) {
      String value = System.getProperty(name, "");
      if (!value.isBlank()) {
        own.put(name, value);
      }
    }
    Sample sample;
    try {
      sample = own.isEmpty() ? bundled() : SampleFields.of(own, Path.of("")).whole();
    } catch (IllegalArgumentException e) {
      System.err.println("quickstart: " + e.getMessage());
      System.exit(2);
      return;
    }
    try (EmotionRecognizer recognizer = EmotionRecognizer.builtIn()) {
      Recognition result = recognizer.recognizeAll(List.of(sample)).get(0);
      if (own.isEmpty()) {
        out.println("The bundled sample: \"" + BundledSample.SENTENCE + "\",");
        out.println("a drawn face and a synthetic voice. Give your own by -Dtext= -Dimage= ...");
        out.println();
      }
      out.print(table(result));
      if (result.isEmpty()) {
        System.exit(1);
      }
    }
  }

  private static Sample bundled() {
    return Sample.of(
        Text.of(BundledSample.SENTENCE),
        FaceImage.of(BundledSample.face()).within(FACE),
        AudioClip.of(BundledSample.voice()));
  }

  static String table(Recognition result) {
    StringBuilder text = new StringBuilder();
    if (!result.isEmpty()) {
      text.append("Expressed emotions, in percent\n\n");
      List<String> labels = new ArrayList<>(result.distribution().keySet());
      text.append(" ".repeat(NAME_WIDTH));
      labels.forEach(label -> text.append(String.format(" %8s", label)));
      text.append("  top        share  quality\n");
      result
          .alone()
          .forEach((modality, alone) -> text.append(row(modality.name(), labels, alone, result)));
      if (result.used().size() > 1) {
        text.append(row("fused", labels, result.distribution(), result));
      }
      text.append(
          String.format(
              "%nmodel %s, backend %s, device %s%n",
              result.provenance().model(),
              result.provenance().backend(),
              result.provenance().device()));
    }
    result
        .failed()
        .forEach((m, why) -> text.append("could not be used: ").append(m + ": " + why + "\n"));
    result.notes().forEach(note -> text.append("note: ").append(note).append('\n'));
    return text.toString();
  }

  private static String row(
      String name, List<String> labels, Map<String, Double> distribution, Recognition result) {
    StringBuilder text = new StringBuilder(String.format("%-" + NAME_WIDTH + "s", name));
    String top = labels.get(0);
    for (String label : labels) {
      double share = distribution.getOrDefault(label, 0.0);
      text.append(String.format(Locale.ROOT, " %8.1f", 100 * share));
      top = share > distribution.getOrDefault(top, 0.0) ? label : top;
    }
    text.append(String.format("  %-9s", top));
    if (!name.equals("fused")) {
      Modality modality = new Modality(name);
      text.append(
          String.format(
              Locale.ROOT,
              "  %.2f   %.2f",
              result.shares().getOrDefault(modality, 0.0),
              result.qualities().getOrDefault(modality, 1.0)));
    }
    return text.append('\n').toString();
  }
}
