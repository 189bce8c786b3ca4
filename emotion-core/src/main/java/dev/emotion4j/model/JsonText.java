package dev.emotion4j.model;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** JSON text under construction. Not thread-safe. */
final class JsonText {
  private final StringBuilder out = new StringBuilder();
  private final boolean pretty;
  private int depth;

  JsonText(boolean pretty) {
    this.pretty = pretty;
  }

  JsonText append(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      object(map);
    } else if (value instanceof List<?> list) {
      list(list);
    } else if (value instanceof String text) {
      string(text);
    } else if (value instanceof Number number) {
      number(number);
    } else if (value == null || value instanceof Boolean) {
      out.append(value);
    } else {
      throw new IllegalArgumentException(
          "a "
              + value.getClass().getName()
              + " in JSON; expected Map, List, String, Number, Boolean or null");
    }
    return this;
  }

  String end() {
    return pretty ? out.append('\n').toString() : out.toString();
  }

  private void object(Map<?, ?> map) {
    List<String> keys = new ArrayList<>();
    map.keySet().forEach(key -> keys.add((String) key));
    if (!(map instanceof LinkedHashMap) && !(map instanceof SortedMap)) {
      keys.sort(null);
    }
    open('{');
    for (Iterator<String> rest = keys.iterator(); rest.hasNext(); ) {
      line();
      String key = rest.next();
      string(key);
      out.append(pretty ? ": " : ":");
      append(map.get(key));
      out.append(rest.hasNext() ? "," : "");
    }
    close('}', keys.isEmpty());
  }

  private void list(List<?> list) {
    boolean flat = list.stream().noneMatch(v -> v instanceof Map || v instanceof List);
    open('[');
    for (Iterator<?> rest = list.iterator(); rest.hasNext(); ) {
      if (!flat) {
        line();
      }
      append(rest.next());
      out.append(!rest.hasNext() ? "" : flat && pretty ? ", " : ",");
    }
    close(']', flat);
  }

  private void open(char bracket) {
    out.append(bracket);
    depth++;
  }

  private void close(char bracket, boolean sameLine) {
    depth--;
    if (!sameLine) {
      line();
    }
    out.append(bracket);
  }

  private void line() {
    if (pretty) {
      out.append('\n').append("  ".repeat(depth));
    }
  }

  private void number(Number number) {
    double real = number.doubleValue();
    if (Double.isNaN(real) || Double.isInfinite(real)) {
      throw new IllegalArgumentException("JSON has no number " + real + "; write null or a string");
    }
    out.append(number);
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || Character.isSurrogate(c) && !paired(text, i)) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static boolean paired(String text, int i) {
    if (Character.isHighSurrogate(text.charAt(i))) {
      return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
    }
    return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
