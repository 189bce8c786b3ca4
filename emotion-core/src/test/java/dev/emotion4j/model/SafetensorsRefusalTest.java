package dev.emotion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsRefusalTest {
  private static final String GOOD = "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";

  private static FormatException refused(byte[] bytes) {
    FormatException[] thrown = new FormatException[1];
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> Safetensors.parse("m.safetensors", ByteBuffer.wrap(bytes)))
        .satisfies(e -> thrown[0] = e);
    return thrown[0];
  }

  private static void refused(String header, int dataBytes, String message) {
    assertThat(refused(SafetensorsTest.file(header, dataBytes))).hasMessageContaining(message);
  }

  private static String entry(String dtype, String shape, long begin, long end) {
    return "{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
        .formatted(dtype, shape, begin, end);
  }

  @Test
  void theGoodEntryIsAccepted() {
    byte[] bytes = SafetensorsTest.file("{\"a\":" + GOOD + "}", 4);
    assertThat(Safetensors.parse("m", ByteBuffer.wrap(bytes)).names()).containsExactly("a");
  }

  @Test
  void anEmptyOrShortFileIsRefused() {
    for (int size = 0; size < 10; size++) {
      assertThat(refused(new byte[size])).hasMessageContaining("the file has " + size + " bytes");
    }
  }

  @Test
  void aHeaderOfTwoToTheSixtyBytesIsRefusedBeforeItIsAllocated() {
    byte[] bytes = SafetensorsTest.file("{}", 0);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1L << 60);
    assertThat(refused(bytes))
        .hasMessage(
            "m.safetensors: at byte 0: the header claims 1152921504606846976 bytes; expected 2 to"
                + " 100000000. The file is damaged or no safetensors file");
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, -1);
    assertThat(refused(bytes)).hasMessageContaining("claims 18446744073709551615 bytes");
  }

  @Test
  void aTruncatedHeaderIsRefused() {
    byte[] bytes = SafetensorsTest.file("{\"a\":" + GOOD + "}", 4);
    assertThat(refused(java.util.Arrays.copyOf(bytes, 30)))
        .hasMessageContaining("but only 22 follow. The file is cut off");
  }

  @Test
  void truncatedDataIsRefused() {
    refused("{\"a\":" + GOOD + "}", 3, "data_offsets are 0 to 4, but the file holds bytes 0 to 3");
  }

  @Test
  void overlappingTensorsAreRefused() {
    refused(
        "{\"a\":" + entry("F32", "[2]", 0, 8) + ",\"b\":" + entry("F32", "[1]", 4, 8) + "}",
        8,
        "m.safetensors: at 'b': overlaps 'a': begins at 4, before that one ends at 8");
    refused("{\"a\":" + GOOD + ",\"b\":" + GOOD + "}", 4, "overlaps");
  }

  @Test
  void aHoleIsRefused() {
    refused(
        "{\"a\":" + GOOD + ",\"b\":" + entry("F32", "[1]", 8, 12) + "}",
        12,
        "m.safetensors: at 'b': a hole of 4 bytes lies before it, at data offset 4");
    refused("{\"a\":" + entry("F32", "[1]", 4, 8) + "}", 8, "a hole of 4 bytes");
  }

  @Test
  void trailingBytesAreRefused() {
    refused("{\"a\":" + GOOD + "}", 5, "1 bytes follow the last tensor");
    refused("{}", 1, "1 bytes follow the last tensor");
  }

  @Test
  void aKeyThatStandsTwiceIsRefused() {
    refused("{\"a\":" + GOOD + ",\"a\":" + GOOD + "}", 4, "a key stands twice in one object");
    refused("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"I64\"}}", 4, "a key stands twice");
    refused("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0, "a key stands twice");
  }

  @Test
  void offsetsBeyondTheFileAreRefused() {
    refused("{\"a\":" + entry("F32", "[1]", 1L << 60, (1L << 60) + 4) + "}", 4, "data_offsets are");
  }

  @Test
  void offsetsInReverseAreRefused() {
    refused("{\"a\":" + entry("F32", "[1]", 4, 0) + "}", 4, "data_offsets are 4 to 0");
  }

  @Test
  void aShapeOfAnotherSizeThanTheDataIsRefused() {
    refused(
        "{\"a\":" + entry("F32", "[2]", 0, 4) + "}",
        4,
        "F32 of shape [2] takes 8 bytes, but data_offsets give it 4");
    refused("{\"a\":" + entry("BF16", "[]", 0, 4) + "}", 4, "BF16 of shape [] takes 2 bytes");
  }

  @Test
  void aShapeThatOverflowsIsRefused() {
    String huge = "[2147483647,2147483647,2147483647]";
    refused("{\"a\":" + entry("F32", huge, 0, 4) + "}", 4, "is too large to be counted");
    refused("{\"a\":" + entry("F32", "[0,4294967296]", 0, 0) + "}", 0, "is too large");
    // 2^62 elements of four bytes would wrap around to 0.
    refused("{\"a\":" + entry("F32", "[1073741824,1073741824,4]", 0, 0) + "}", 0, "is too large");
  }

  @Test
  void numbersThatAreNoneAreRefused() {
    refused("{\"a\":" + entry("F32", "[-1]", 0, 4) + "}", 4, "found a negative number");
    refused("{\"a\":" + entry("F32", "[1.0]", 0, 4) + "}", 4, "found a number, expected whole");
    refused("{\"a\":" + entry("F32", "[\"1\"]", 0, 4) + "}", 4, "found a string, expected whole");
    refused(
        "{\"a\":" + entry("F32", "[99999999999999999999]", 0, 4) + "}", 4, "does not fit into 64");
    refused("{\"a\":" + entry("F32", "1", 0, 4) + "}", 4, "found a number, expected a list");
  }

  @Test
  void thirtyThreeAxesAreRefused() {
    String shape = "[1" + ",1".repeat(32) + "]";
    refused("{\"a\":" + entry("F32", shape, 0, 4) + "}", 4, "or more than 32");
  }

  @Test
  void offsetsThatAreNoPairAreRefused() {
    refused("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4, "has 1 numbers");
    refused("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,4]}}", 4, "more than 2");
  }

  @Test
  void anUnknownDtypeIsRefused() {
    refused("{\"a\":" + entry("F33", "[1]", 0, 4) + "}", 4, "at 'a': unknown dtype 'F33'");
    refused("{\"a\":" + entry("f32", "[1]", 0, 4) + "}", 4, "unknown dtype 'f32'");
  }

  @Test
  void unknownAndMissingFieldsAreRefused() {
    refused("{\"a\":{\"dtyp\":\"F32\"}}", 0, "unknown field 'dtyp'");
    refused("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 0, "a field is missing");
  }

  @Test
  void entriesAndMetadataOfAnotherKindAreRefused() {
    refused("{\"a\":[]}", 0, "at 'a': found a list, expected an object");
    refused("{\"__metadata__\":[]}", 0, "found a list, expected an object of strings");
    refused("{\"__metadata__\":{\"k\":1}}", 0, "'__metadata__.k': found a number");
    refused("{\"__metadata__\":{\"k\":{}}}", 0, "found an object, expected a string");
  }

  @Test
  void aHeaderThatIsNoJsonIsRefused() {
    refused("{\"a\":" + GOOD, 4, "not valid JSON");
    refused("{\"a\" " + GOOD + "}", 4, "not valid JSON");
    refused("{} x", 0, "not valid JSON");
    refused("[]", 0, "at byte 8: the header does not start with '{'");
    refused(" {}", 0, "does not start with '{'");
  }

  @Test
  void aHeaderThatIsNotUtf8IsRefused() {
    byte[] bytes = SafetensorsTest.file("{\"a\":" + GOOD + "}", 4);
    bytes[10] = (byte) 0xFF;
    assertThat(refused(bytes)).hasMessageContaining("the bytes are not UTF-8");
    refused("{\"\\udc00\":" + GOOD + "}", 4, "half of a surrogate pair");
    byte[] wide = "{\"a\":{}}".getBytes(StandardCharsets.UTF_16LE);
    byte[] file = new byte[8 + wide.length];
    file[0] = (byte) wide.length;
    System.arraycopy(wide, 0, file, 8, wide.length);
    refused(file);
  }

  @Test
  void moreThanAHundredThousandTensorsAreRefused() {
    StringBuilder header = new StringBuilder("{\"t\":" + entry("F32", "[0]", 0, 0));
    for (int i = 0; i < 100_000; i++) {
      header.append(",\"").append(i).append("\":").append(entry("F32", "[0]", 0, 0));
    }
    refused(header + "}", 0, "more than 100000 tensors");
  }

  @Test
  void aPickleNamedSafetensorsIsRefusedByItsContent() throws Exception {
    for (int protocol = 2; protocol <= 5; protocol++) {
      byte[] pickle = new byte[200];
      pickle[0] = (byte) 0x80;
      pickle[1] = (byte) protocol;
      pickle[2] = '}';
      pickle[7] = 'q';
      assertThat(refused(pickle))
          .hasMessageContaining("not a safetensors file: it is a Python pickle")
          .hasMessageContaining("can run code")
          .hasMessageContaining("Convert it once");
    }
    // Protocol 4 with a short frame: its first eight bytes are a plausible header length.
    byte[] framed = new byte[100];
    byte[] start = {(byte) 0x80, 4, (byte) 0x95, 0, 0, 0, 0, 0};
    System.arraycopy(start, 0, framed, 0, 8);
    assertThat(refused(framed)).hasMessageContaining("it is a Python pickle");
  }

  @Test
  void aTorchArchiveNamedSafetensorsIsRefusedByItsContent(@TempDir Path folder) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(new byte[100]);
    }
    assertThat(refused(bytes.toByteArray())).hasMessageContaining("it is a zip archive");
    Path file = Files.write(folder.resolve("model.safetensors"), bytes.toByteArray());
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> Safetensors.of(folder))
        .withMessageContaining("model.safetensors: at byte 0: not a safetensors file");
    assertThatExceptionOfType(FormatException.class).isThrownBy(() -> Safetensors.of(file));
  }

  @ParameterizedTest
  @CsvSource({
    "'version https://git-lfs.github.com/spec/v1', Git LFS pointer",
    "'<!DOCTYPE html><html><head>', web page",
    "'<html><head><title>429</title>', web page",
    "'GGUF012345678901234567890123', GGUF",
    "'\u0089HDF\r\n0123456789012345', HDF5",
    "'\u001f\u008b0123456789012345678', gzip"
  })
  void anotherFileIsRefusedByWhatItIs(String start, String kind) {
    assertThat(refused(start.getBytes(StandardCharsets.ISO_8859_1))).hasMessageContaining(kind);
  }

  @Test
  void aHeaderWhoseLengthLooksLikeAPickleIsStillRead() {
    // 0x0280 = 640 bytes: the first two bytes are those of a pickle.
    String header = "{\"a\":" + GOOD + "}";
    byte[] bytes = SafetensorsTest.file(header + " ".repeat(640 - header.length()), 4);
    assertThat(bytes[0]).isEqualTo((byte) 0x80);
    assertThat(Safetensors.parse("m", ByteBuffer.wrap(bytes)).names()).containsExactly("a");
  }

  @Test
  void damagedFilesGiveFormatExceptionsOnly() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(SafetensorsTest.file("{\"a\":" + GOOD + "}", 4));
    seeds.add(
        SafetensorsTest.file(
            "{\"__metadata__\":{\"format\":\"pt\",\"c\":\"b\"},\"a\":"
                + entry("F32", "[2,1]", 0, 8)
                + ",\"b\":"
                + entry("BF16", "[2]", 8, 12)
                + ",\"é\":"
                + entry("BOOL", "[]", 12, 13)
                + "}  ",
            13));
    Path golden = SafetensorsTest.GOLDEN.resolve("lora/adapter_model.safetensors");
    seeds.add(Files.readAllBytes(golden));
    Mutants.run(
        seeds,
        Mutants.count(1_000_000),
        bytes -> Safetensors.parse("m.safetensors", bytes).tensors());
  }
}
