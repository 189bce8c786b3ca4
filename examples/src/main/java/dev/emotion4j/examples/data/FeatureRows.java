package dev.emotion4j.examples.data;

import dev.emotion4j.model.Json;
import dev.emotion4j.signal.FeatureVector;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.signal.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Sets whose modalities are ready-made features. Immutable.
 *
 * @param name of the set
 * @param labels what its rows are labelled with
 * @param modalities what each row has
 * @param rows in the order of the files
 */
public record FeatureRows(
    String name, LabelSet labels, List<Modality> modalities, List<FeatureRows.Row> rows) {
  private static final double PRIOR_VOTES = 0.5;
  private static final int MOST_LINES = 10_000;

  /**
   * One clip.
   *
   * @param parts the features of each modality
   * @param label what it is
   * @param group who it is of: never on both sides of a split
   * @param held whether the set keeps it for measuring
   */
  public record Row(Map<Modality, FeatureVector> parts, String label, String group, boolean held) {
    /** Copies the map. */
    public Row {
      parts = Map.copyOf(parts);
    }

    /** Returns a sample of some of its modalities. */
    public Sample sample(List<Modality> some) {
      return Sample.of(some.stream().map(this::part).toList());
    }

    /** Returns the features of a modality. */
    public FeatureVector part(Modality modality) {
      FeatureVector part = parts.get(modality);
      if (part == null) {
        throw new IllegalArgumentException("no " + modality + "; the row has " + parts.keySet());
      }
      return part;
    }
  }

  /** Copies the lists. */
  public FeatureRows {
    modalities = List.copyOf(modalities);
    rows = List.copyOf(rows);
  }

  /**
   * Reads RAVDESS (Livingstone and Russo, 2018) from {@code ravdess_au_mfcc.csv}: 35 facial action
   * units and 259 acoustic values per clip, eight emotions; a group is an actor.
   */
  public static FeatureRows ravdess(Path file) throws IOException {
    List<String[]> cells = cells(file);
    int face = column(cells, "v00_AU01_r");
    int voice = column(cells, "a000");
    List<Row> rows = new ArrayList<>();
    for (String[] line : cells.subList(1, cells.size())) {
      Map<Modality, FeatureVector> parts =
          Map.of(
              Modality.FACE, vector(Modality.FACE, line, face, voice),
              Modality.VOICE, vector(Modality.VOICE, line, voice, line.length));
      rows.add(
          new Row(
              parts,
              line[column(cells, "label")],
              line[column(cells, "actor")],
              line[column(cells, "split")].equals("dev")));
    }
    return of("RAVDESS", List.of(Modality.FACE, Modality.VOICE), rows);
  }

  /**
   * Reads CREMA-D (Cao et al., 2014) from {@code crema_d_votes.csv}: how often people who only
   * heard, and who only saw a clip chose each of six emotions; the label is the one that the actor
   * intended, a group is an actor. Features are the shares of the votes and the logarithms of the
   * votes plus one half over their sum.
   */
  public static FeatureRows cremaD(Path file) throws IOException {
    List<String[]> cells = cells(file);
    int voice = column(cells, "audio_anger");
    int face = column(cells, "face_anger");
    int both = column(cells, "av_anger");
    List<Row> rows = new ArrayList<>();
    for (String[] line : cells.subList(1, cells.size())) {
      Map<Modality, FeatureVector> parts = new LinkedHashMap<>();
      parts.put(Modality.FACE, votes(Modality.FACE, line, face, both));
      parts.put(Modality.VOICE, votes(Modality.VOICE, line, voice, face));
      rows.add(
          new Row(
              parts,
              line[column(cells, "intended")],
              line[column(cells, "actor")],
              line[column(cells, "split")].equals("dev")));
    }
    return of("CREMA-D", List.of(Modality.FACE, Modality.VOICE), rows);
  }

  /**
   * Reads CMU-MOSI (Zadeh et al., 2016) from a folder with {@code train} and {@code valid}: 100
   * values of text, 73 of voice, 100 of video per utterance, two classes; a group is a video.
   *
   * <p>The values of text and video were learned by their authors from labels of these very videos,
   * {@code valid} among them: a linear model reaches .98 and .93 there, while text reaches .75 on
   * videos that they had not seen. What is measured on {@code valid} is no estimate of that.
   */
  public static FeatureRows mosi(Path folder) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String split : List.of("train", "valid")) {
      FloatBuffer text = npy(folder.resolve(split + ".text100.npy"));
      FloatBuffer voice = npy(folder.resolve(split + ".audio73.npy"));
      FloatBuffer face = npy(folder.resolve(split + ".video100.npy"));
      try (JsonLines lines = new JsonLines(folder.resolve(split + ".jsonl"))) {
        for (JsonLines.Line line : lines.next(MOST_LINES)) {
          Json json = line.json();
          int row = (int) json.get("row").integer();
          Map<Modality, FeatureVector> parts =
              Map.of(
                  Modality.TEXT, row(Modality.TEXT, text, row, 100),
                  Modality.VOICE, row(Modality.VOICE, voice, row, 73),
                  Modality.FACE, row(Modality.FACE, face, row, 100));
          rows.add(
              new Row(
                  parts,
                  json.get("label").text(),
                  json.get("dialogue").text(),
                  split.equals("valid")));
        }
      }
    }
    return of("CMU-MOSI", List.of(Modality.TEXT, Modality.VOICE, Modality.FACE), rows);
  }

  /**
   * Returns rows whose vectors hold each value and, after them, its distance from the mean over all
   * clips of the group: what a system can know that has met the person before. Labels play no part,
   * but a person's clips are judged together, so numbers with it are no estimate for strangers.
   */
  public FeatureRows withPersonBaseline() {
    Map<String, List<Row>> groups = rows.stream().collect(Collectors.groupingBy(Row::group));
    Map<String, Map<Modality, double[]>> means = new HashMap<>();
    groups.forEach(
        (group, own) ->
            means.put(
                group, modalities.stream().collect(Collectors.toMap(m -> m, m -> mean(own, m)))));
    return new FeatureRows(
        name,
        labels,
        modalities,
        rows.stream()
            .map(
                row -> {
                  Map<Modality, double[]> mean = Objects.requireNonNull(means.get(row.group()));
                  Map<Modality, FeatureVector> parts = new LinkedHashMap<>();
                  modalities.forEach(
                      m -> parts.put(m, beside(row.part(m), Objects.requireNonNull(mean.get(m)))));
                  return new Row(parts, row.label(), row.group(), row.held());
                })
            .toList());
  }

  private static double[] mean(List<Row> rows, Modality modality) {
    double[] mean = new double[rows.get(0).part(modality).values().length];
    for (Row row : rows) {
      float[] values = row.part(modality).values();
      for (int i = 0; i < mean.length; i++) {
        mean[i] += values[i] / rows.size();
      }
    }
    return mean;
  }

  private static FeatureVector beside(FeatureVector vector, double[] mean) {
    float[] values = Arrays.copyOf(vector.values(), 2 * mean.length);
    for (int i = 0; i < mean.length; i++) {
      values[mean.length + i] = (float) (values[i] - mean[i]);
    }
    return new FeatureVector(vector.modality(), values);
  }

  private static FeatureRows of(String name, List<Modality> modalities, List<Row> rows) {
    List<String> labels = rows.stream().map(Row::label).distinct().sorted().toList();
    return new FeatureRows(name, LabelSet.of(labels), modalities, rows);
  }

  private static List<String[]> cells(Path file) throws IOException {
    return Files.readAllLines(file).stream().map(line -> line.split(",", -1)).toList();
  }

  private static int column(List<String[]> cells, String name) {
    int column = List.of(cells.get(0)).indexOf(name);
    if (column < 0) {
      throw new IllegalArgumentException("no column '" + name + "' in the first line");
    }
    return column;
  }

  private static FeatureVector vector(Modality modality, String[] line, int from, int to) {
    float[] values = new float[to - from];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(line[from + i]);
    }
    return new FeatureVector(modality, values);
  }

  private static FeatureVector votes(Modality modality, String[] line, int from, int to) {
    float[] votes = vector(modality, line, from, to).values();
    float total = 0;
    for (float vote : votes) {
      total += vote;
    }
    float[] values = new float[2 * votes.length];
    for (int i = 0; i < votes.length; i++) {
      values[i] = total > 0 ? votes[i] / total : 0;
      double smoothed = (votes[i] + PRIOR_VOTES) / (total + PRIOR_VOTES * votes.length);
      values[votes.length + i] = (float) Math.log(smoothed);
    }
    return new FeatureVector(modality, values);
  }

  // Format 1.0 of NumPy, little-endian float32, row-major.
  private static FloatBuffer npy(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(10 + (bytes.getShort(8) & 0xffff));
    return bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }

  private static FeatureVector row(Modality modality, FloatBuffer all, int row, int width) {
    float[] values = new float[width];
    all.get(row * width, values);
    return new FeatureVector(modality, values);
  }
}
