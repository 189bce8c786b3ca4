package dev.emotion4j.examples.data;

import dev.emotion4j.model.FormatException;
import dev.emotion4j.model.Json;
import dev.emotion4j.signal.AudioClip;
import dev.emotion4j.signal.BodySignal;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.FaceVideo;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.signal.Text;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The signals of a line, in any combination: {@code text}; {@code image} (a picture); {@code audio}
 * (a recording); {@code video} (its pictures and, without {@code audio}, its sound); {@code
 * signals} (a wearable's folder or CSV). All but the text are paths, relative to the file's folder.
 * Of a dialogue a line may say who speaks ({@code speaker}) and what was said before, the oldest
 * first: {@code {"text": "Fine!", "speaker": "Ann", "history": [{"speaker": "Ben", "text":
 * "Well?"}]}}.
 *
 * @param signals what is there
 * @param failed fields that cannot be read, by modality, with the reason
 */
public record SampleFields(List<Signal> signals, Map<Modality, String> failed) {
  /** The names of the fields. */
  public static final List<String> NAMES = List.of("text", "image", "audio", "video", "signals");

  /** Returns the folder that paths in a file are relative to. */
  public static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? Path.of("") : parent;
  }

  /**
   * Reads the fields of a line.
   *
   * @throws IllegalArgumentException if it has none of them, or both a picture and a video
   */
  public static SampleFields of(Json line, Path folder) {
    Map<String, String> values = new LinkedHashMap<>();
    Map<Modality, String> failed = new LinkedHashMap<>();
    for (String name : NAMES) {
      try {
        line.find(name).ifPresent(value -> values.put(name, value.text()));
      } catch (FormatException e) {
        failed.put(modality(name), String.valueOf(e.getMessage()));
      }
    }
    if (values.isEmpty() && failed.isEmpty()) {
      throw new IllegalArgumentException(
          "no field of " + NAMES + "; found " + named(line) + ", expected one of them");
    }
    SampleFields read = of(values, folder, words -> text(words, line));
    failed.putAll(read.failed());
    return new SampleFields(read.signals(), failed);
  }

  /** Names the fields of a line for a message; null is as good as none. */
  static String named(Json line) {
    List<String> found = new ArrayList<>();
    List<String> empty = new ArrayList<>();
    line.fields().forEach((name, value) -> (value.isNull() ? empty : found).add(name));
    return empty.isEmpty() ? found.toString() : found + ", and null in " + empty;
  }

  private static Text text(String words, Json line) {
    List<Text.Turn> history = new ArrayList<>();
    for (Json turn : line.find("history").map(Json::items).orElse(List.of())) {
      history.add(new Text.Turn(speaker(turn), turn.get("text").text()));
    }
    return new Text(words, speaker(line), history);
  }

  private static Optional<String> speaker(Json object) {
    return object.find("speaker").filter(name -> !name.isNull()).map(Json::text);
  }

  /**
   * Makes signals of values by the names of {@link #NAMES}.
   *
   * @throws IllegalArgumentException if there are both a picture and a video
   */
  public static SampleFields of(Map<String, String> values, Path folder) {
    return of(values, folder, Text::of);
  }

  private static SampleFields of(
      Map<String, String> values, Path folder, Function<String, Text> text) {
    if (values.containsKey("image") && values.containsKey("video")) {
      throw new IllegalArgumentException(
          "both 'image' and 'video'; a sample has one face, expected one of them");
    }
    List<Signal> signals = new ArrayList<>();
    Map<Modality, String> failed = new LinkedHashMap<>();
    boolean ownSound = values.containsKey("audio");
    values.forEach(
        (name, value) -> {
          try {
            signals.addAll(signals(name, value, ownSound, folder, text));
          } catch (InvalidPathException e) {
            failed.put(modality(name), "the field '" + name + "' is no path: " + e.getReason());
          } catch (IllegalArgumentException e) {
            failed.put(modality(name), String.valueOf(e.getMessage()));
          }
        });
    return new SampleFields(List.copyOf(signals), failed);
  }

  private static List<Signal> signals(
      String name, String value, boolean ownSound, Path folder, Function<String, Text> text) {
    return switch (name) {
      case "text" -> List.of(text.apply(value));
      case "image" -> List.of(FaceImage.of(folder.resolve(value)));
      case "audio" -> List.of(AudioClip.of(folder.resolve(value)));
      case "signals" -> List.of(BodySignal.read(folder.resolve(value)));
      default ->
          ownSound
              ? List.of(FaceVideo.of(folder.resolve(value)))
              : List.of(FaceVideo.of(folder.resolve(value)), AudioClip.of(folder.resolve(value)));
    };
  }

  private static Modality modality(String field) {
    return switch (field) {
      case "text" -> Modality.TEXT;
      case "audio" -> Modality.VOICE;
      case "signals" -> Modality.BODY;
      default -> Modality.FACE;
    };
  }

  /** Returns the sample of what could be read; empty if that is nothing. */
  public Optional<Sample> sample() {
    return signals.isEmpty() ? Optional.empty() : Optional.of(Sample.of(signals));
  }

  /**
   * Returns the sample.
   *
   * @throws IllegalArgumentException if a field cannot be read; the message says why
   */
  public Sample whole() {
    if (!failed.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", failed.values()));
    }
    return Sample.of(signals);
  }
}
