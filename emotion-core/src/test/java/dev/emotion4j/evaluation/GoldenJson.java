package dev.emotion4j.evaluation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One value of a JSON document, with the conversions that tests need. */
record GoldenJson(@Nullable Object value) {

  static GoldenJson resource(String name) {
    try (InputStream in = GoldenJson.class.getResourceAsStream("/dev/emotion4j/golden/" + name)) {
      if (in == null) {
        throw new IllegalStateException("no golden file " + name);
      }
      return parse(new JsonFactory().createParser(in));
    } catch (IOException e) {
      throw new IllegalStateException("cannot read golden file " + name, e);
    }
  }

  static GoldenJson parse(String text) {
    try {
      return parse(new JsonFactory().createParser(text));
    } catch (IOException e) {
      throw new IllegalStateException("no JSON: " + text, e);
    }
  }

  private static GoldenJson parse(JsonParser parser) throws IOException {
    parser.nextToken();
    return new GoldenJson(read(parser));
  }

  private static @Nullable Object read(JsonParser parser) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT:
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          fields.put(name, read(parser));
        }
        return fields;
      case START_ARRAY:
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(read(parser));
        }
        return items;
      case VALUE_NULL:
        return null;
      case VALUE_STRING:
        return parser.getText();
      default:
        return parser.getDoubleValue();
    }
  }

  GoldenJson get(String name) {
    Map<?, ?> fields = fields();
    if (!fields.containsKey(name)) {
      throw new IllegalStateException("no field " + name + " in " + fields.keySet());
    }
    return new GoldenJson(fields.get(name));
  }

  Map<?, ?> fields() {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalStateException("no object: " + value);
  }

  boolean isNull() {
    return value == null;
  }

  List<GoldenJson> list() {
    if (value instanceof List<?> list) {
      List<GoldenJson> result = new ArrayList<>();
      list.forEach(item -> result.add(new GoldenJson(item)));
      return result;
    }
    throw new IllegalStateException("no list: " + value);
  }

  String text() {
    return String.valueOf(value);
  }

  double number() {
    if (value instanceof Double number) {
      return number;
    }
    throw new IllegalStateException("no number: " + value);
  }

  List<String> strings() {
    return list().stream().map(GoldenJson::text).toList();
  }

  int[] ints() {
    return list().stream().mapToInt(item -> (int) item.number()).toArray();
  }

  double[] numbers() {
    return list().stream().mapToDouble(GoldenJson::number).toArray();
  }

  double[][] rows() {
    return list().stream().map(GoldenJson::numbers).toArray(double[][]::new);
  }

  boolean[][] sets() {
    double[][] rows = rows();
    boolean[][] sets = new boolean[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      sets[i] = new boolean[rows[i].length];
      for (int j = 0; j < rows[i].length; j++) {
        sets[i][j] = rows[i][j] != 0;
      }
    }
    return sets;
  }
}
