package dev.emotion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {
  private static Json parse(String text) {
    return Json.parse("emotion.json", text);
  }

  private static void refused(String message, Runnable action) {
    assertThatExceptionOfType(FormatException.class).isThrownBy(action::run).withMessage(message);
  }

  @Test
  void valuesOfEveryKindAreRead() {
    Json json = parse("{\"a\": [1, -2.5, \"é😀\", true, null, {\"b\": 9007199254740993}]}");
    Map<String, Object> inner = new LinkedHashMap<>();
    inner.put("b", 9007199254740993L);
    assertThat(json.tree())
        .isEqualTo(Map.of("a", Arrays.asList(1L, -2.5, "é😀", true, null, inner)));
    assertThat(json.get("a").items().get(1).number()).isEqualTo(-2.5);
    assertThat(json.get("a").items().get(4).isNull()).isTrue();
  }

  @Test
  void aValueOfAnotherKindIsReportedWithItsPath() {
    refused(
        "emotion.json: at labels[2]: found a whole number, expected a string",
        () -> parse("{\"labels\": [\"a\", \"b\", 3]}").get("labels").texts());
    refused(
        "emotion.json: at a.b: found null, expected an object",
        () -> parse("{\"a\": {\"b\": null}}").get("a").fields().get("b").get("c"));
    refused("emotion.json: found a list, expected true or false", () -> parse("[]").truth());
    refused("emotion.json: found a number, expected a whole number", () -> parse("1.5").integer());
  }

  @Test
  void aMissingFieldIsReportedWithTheFieldsThatAreThere() {
    refused(
        "emotion.json: at a: the field 'c' is missing; found [b]",
        () -> parse("{\"a\": {\"b\": 1}}").get("a").get("c"));
  }

  @Test
  void anUnknownFieldIsReportedByName() {
    refused(
        "emotion.json: found the unknown field 'c'; expected only [a, b]",
        () -> parse("{\"a\": 1, \"c\": 2}").only(Set.of("b", "a")));
  }

  @Test
  void aNumberOutOfItsRangeIsReported() {
    refused(
        "emotion.json: at r: found 0, expected a whole number from 1 to 9",
        () -> parse("{\"r\": 0}").get("r").integer(1, 9));
  }

  @Test
  void aKeyThatStandsTwiceIsRefused() {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> parse("{\"a\": 1,\n \"a\": 2}"))
        .withMessageStartingWith("emotion.json: at line 2, column ")
        .withMessageContaining("a key stands twice in one object")
        .withMessageContaining("a");
  }

  @Test
  void brokenSyntaxIsRefusedWithItsLine() {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> parse("{\n\"a\": tru}"))
        .withMessageStartingWith("emotion.json: at line 2, column ")
        .withMessageEndingWith("not valid JSON, or beyond the library's limits");
  }

  @Test
  void aTextThatEndsTooEarlyIsRefused() {
    assertThatExceptionOfType(FormatException.class).isThrownBy(() -> parse("{\"a\": [1, "));
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> parse(""))
        .withMessageContaining("ends too early");
  }

  @Test
  void moreBehindTheEndIsRefused() {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> parse("{} {}"))
        .withMessageContaining("found more behind the end of the JSON value");
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    for (byte[] bytes :
        List.of(
            new byte[] {'"', (byte) 0xC3, '"'},
            new byte[] {'"', (byte) 0xC3},
            "\"é\"".getBytes(StandardCharsets.ISO_8859_1),
            "{}".getBytes(StandardCharsets.UTF_16LE))) {
      assertThatExceptionOfType(FormatException.class)
          .isThrownBy(() -> Json.parse("emotion.json", ByteBuffer.wrap(bytes)));
    }
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> Json.parse("x", ByteBuffer.wrap(new byte[] {'"', (byte) 0xFF, 'a', '"'})))
        .withMessageContaining("the bytes are not UTF-8");
  }

  @Test
  void halfASurrogatePairIsRefused() {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> parse("\"\\ud83d\""))
        .withMessageContaining("half of a surrogate pair");
  }

  @Test
  void numbersBeyondTheirLimitsAreRefused() {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> parse("9223372036854775808"))
        .withMessageContaining("does not fit into 64 bits");
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> parse("1e999"))
        .withMessageContaining("too large");
    assertThatExceptionOfType(FormatException.class).isThrownBy(() -> parse("1".repeat(401)));
    assertThatExceptionOfType(FormatException.class).isThrownBy(() -> parse("NaN"));
  }

  @Test
  void deepNestingAndTooManyValuesAreRefused() {
    assertThatExceptionOfType(FormatException.class).isThrownBy(() -> parse("[".repeat(100_000)));
    String many = "[" + "0,".repeat(400_000) + "0]";
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> parse(many))
        .withMessageContaining("found more than 400000 values");
  }

  @Test
  void aFileOfMoreThanItsLimitIsRefused(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("big.json");
    byte[] bytes = new byte[(16 << 20) + 1];
    Arrays.fill(bytes, (byte) ' ');
    Files.write(file, bytes);
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> Json.read(file))
        .withMessageContaining("big.json: the file is larger than 16777216 bytes");
  }

  @Test
  void writtenTextIsReadBackAsTheSameTree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("z", List.of(1L, 2.5, "a\"\\\n\u0001é😀", true));
    tree.put("a", Map.of());
    tree.put("n", null);
    tree.put("m", List.of(List.of(1L), Map.of("k", "v")));
    assertThat(parse(Json.write(tree)).tree()).isEqualTo(tree);
    assertThat(parse(Json.writeLine(tree)).tree()).isEqualTo(tree);
    assertThat(Json.writeLine(tree)).doesNotContain("\n").startsWith("{\"z\":[1,2.5,");
  }

  @Test
  void keysOfUnorderedMapsAreSorted() {
    Map<String, Object> map = new HashMap<>();
    for (String key : List.of("q", "b", "zz", "a")) {
      map.put(key, 1);
    }
    assertThat(Json.writeLine(map)).isEqualTo("{\"a\":1,\"b\":1,\"q\":1,\"zz\":1}");
    assertThat(Json.write(map))
        .isEqualTo("{\n  \"a\": 1,\n  \"b\": 1,\n  \"q\": 1,\n  \"zz\": 1\n}\n");
  }

  @Test
  void numbersThatJsonDoesNotHaveAreNotWritten() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.write(Collections.singletonMap("x", Double.NaN)))
        .withMessageContaining("JSON has no number NaN");
  }

  @Test
  void toStringTellsNoContent() {
    assertThat(parse("\"secret\"")).hasToString("emotion.json: a string");
  }

  @Test
  void damagedTextGivesFormatExceptionsOnly() {
    byte[] seed =
        "{\"labels\": [\"joy\", \"é\"], \"n\": {\"a\": -1.5e3, \"b\": [true, null, 12]}}"
            .getBytes(StandardCharsets.UTF_8);
    Mutants.run(List.of(seed), Mutants.count(200_000), bytes -> Json.parse("m.json", bytes));
  }
}
