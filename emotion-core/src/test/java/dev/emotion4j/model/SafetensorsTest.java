package dev.emotion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  static final Path GOLDEN = Path.of("src/test/resources/dev/emotion4j/golden/bert");

  @TempDir Path folder;

  static byte[] file(String header, int dataBytes) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + text.length + dataBytes);
    file.order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text);
    for (int i = 0; i < dataBytes; i++) {
      file.put((byte) i);
    }
    return file.array();
  }

  private static Map<String, Tensor> tensors() {
    Map<String, Tensor> map = new LinkedHashMap<>();
    map.put("b.mask", Tensor.of(new boolean[] {true, false, true}, 3));
    map.put("a.weight", Tensor.of(new float[] {1, -2, 3.5f, Float.MIN_VALUE, 5, 6}, 2, 3));
    map.put("c.ids", Tensor.of(new long[] {Long.MIN_VALUE, 7}, 1, 2));
    map.put("empty", Tensor.zeros(Type.F32, 0, 4));
    map.put("scalar", Tensor.scalar(3));
    return map;
  }

  @Test
  void whatIsWrittenIsReadBackBitEqual() throws Exception {
    Path file = folder.resolve("x.safetensors");
    Safetensors.write(file, tensors(), Map.of("who", "é"));
    Safetensors read = Safetensors.of(file);
    assertThat(read.tensors()).isEqualTo(tensors());
    assertThat(read.metadata()).isEqualTo(Map.of("who", "é"));
    assertThat(read.dtype("c.ids")).isEqualTo("I64");
    assertThat(read.shape("a.weight")).containsExactly(2, 3);
    assertThat(Safetensors.parse("x", ByteBuffer.wrap(Files.readAllBytes(file))).tensors())
        .isEqualTo(tensors());
  }

  @Test
  void equalTensorsGiveEqualBytesInAnyOrder() throws Exception {
    Map<String, Tensor> shuffled = new LinkedHashMap<>();
    tensors().keySet().stream().sorted().forEach(n -> shuffled.put(n, tensors().get(n)));
    Safetensors.write(folder.resolve("1"), tensors());
    Safetensors.write(folder.resolve("2"), shuffled);
    assertThat(Sha256.of(folder.resolve("1"))).isEqualTo(Sha256.of(folder.resolve("2")));
  }

  @Test
  void tensorsAreMappedAndAlignedAndReadOnly() throws Exception {
    Path file = folder.resolve("x.safetensors");
    Safetensors.write(file, tensors());
    for (Tensor tensor : Safetensors.of(file).tensors().values()) {
      assertThat(tensor.buffer().isDirect()).isTrue();
      assertThat(tensor.buffer().isReadOnly()).isTrue();
      assertThat(tensor.buffer().alignmentOffset(0, tensor.type().bytes())).isZero();
    }
  }

  @Test
  void aTiedTensorIsStoredOnceAndFoundUnderBothNames() throws Exception {
    Tensor shared = Tensor.of(new float[1000], 1000);
    Path file = folder.resolve("tied.safetensors");
    Safetensors.write(file, Map.of("decoder.weight", shared, "a.embedding", shared), Map.of());
    assertThat(Files.size(file)).isLessThan(4400);
    Safetensors read = Safetensors.of(file);
    assertThat(read.metadata()).isEqualTo(Map.of("decoder.weight", "a.embedding"));
    assertThat(read.tensor("decoder.weight")).isEqualTo(shared);
    assertThat(read.tensor("a.embedding")).isEqualTo(shared);
  }

  @Test
  void anOldFileStaysUntilTheNewOneIsComplete() throws Exception {
    Path file = folder.resolve("x.safetensors");
    Safetensors.write(file, tensors());
    Safetensors old = Safetensors.of(file);
    Safetensors.write(file, Map.of("other", Tensor.scalar(1)));
    assertThat(old.tensors()).isEqualTo(tensors());
    assertThat(Safetensors.of(file).names()).containsExactly("other");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aFailedWriteLeavesTheOldFileAndNoTemporaryOne() throws Exception {
    Path file = folder.resolve("x.safetensors");
    Safetensors.write(file, tensors());
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    channel -> {
                      channel.write(ByteBuffer.wrap(new byte[10]));
                      throw new IllegalStateException("the disk is full");
                    }));
    assertThat(Safetensors.of(file).tensors()).isEqualTo(tensors());
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void everyHalfIsWidenedExactly() {
    ByteBuffer halves = ByteBuffer.allocate(2 * 65536).order(ByteOrder.LITTLE_ENDIAN);
    for (int bits = 0; bits < 65536; bits++) {
      halves.putShort((short) bits);
    }
    ByteBuffer floats = Halves.widen(halves.flip(), true).order(ByteOrder.LITTLE_ENDIAN);
    for (int bits = 0; bits < 65536; bits++) {
      float found = floats.getFloat(4 * bits);
      int exponent = bits >> 10 & 31;
      double fraction = (bits & 1023) / 1024.0;
      double size =
          exponent == 0 ? fraction * 0x1p-14 : (1 + fraction) * Math.pow(2, exponent - 15);
      double expected = exponent == 31 ? (fraction == 0 ? 1 / 0.0 : Double.NaN) : size;
      assertThat(found)
          .as("half %x", bits)
          .isEqualTo(Float.valueOf((float) (bits < 32768 ? expected : -expected)));
      assertThat(Float.floatToRawIntBits(found) >>> 31).isEqualTo(bits >>> 15);
    }
  }

  @Test
  void bfloat16IsWidened() {
    byte[] bytes = file("{\"x\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4);
    bytes[bytes.length - 4] = (byte) 0x80;
    bytes[bytes.length - 3] = (byte) 0xBF; // -1
    bytes[bytes.length - 2] = 0x49;
    bytes[bytes.length - 1] = 0x40; // 3.140625
    assertThat(Safetensors.parse("x", ByteBuffer.wrap(bytes)).tensor("x").floats())
        .containsExactly(-1f, 3.140625f);
  }

  @Test
  void anUnalignedTensorIsCopiedAndEqual() throws Exception {
    byte[] bytes = file("{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} ", 4);
    Path file = Files.write(folder.resolve("odd.safetensors"), bytes);
    assertThat((8 + bytes[0]) % 4).isNotZero();
    assertThat(Safetensors.of(file).tensor("x").buffer().alignmentOffset(0, 4)).isZero();
    assertThat(Safetensors.of(file).tensor("x").floats())
        .containsExactly(Float.intBitsToFloat(0x03020100));
  }

  @Test
  void aDtypeThatIsNotReadIsRefusedByName() {
    byte[] bytes = file("{\"x\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8);
    Safetensors read = Safetensors.parse("x.safetensors", ByteBuffer.wrap(bytes));
    assertThat(read.names()).containsExactly("x");
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> read.tensor("x"))
        .withMessage(
            "x.safetensors: at 'x': has the dtype F64; the library reads F32, F16, BF16, I64 and"
                + " BOOL. Convert it");
  }

  @Test
  void aTensorThatIsNotThereIsReportedWithSomeThatAre() throws Exception {
    Path file = folder.resolve("x.safetensors");
    Safetensors.write(file, Map.of("a", Tensor.scalar(1)));
    Safetensors read = Safetensors.of(file);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read.tensor("b"))
        .withMessage("no tensor named 'b'; found 1, the first are [a]");
  }

  @Test
  void filesBeyondTwoGigabytesAreMappedInPieces() throws Exception {
    // A sparse file: three tensors of 1 GB each and a small one behind them.
    long gb = 1L << 30;
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < 3; i++) {
      header.append(
          "\"t%d\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[%d,%d]},"
              .formatted(i, gb / 4, i * gb, (i + 1) * gb));
    }
    header.append(
        "\"end\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}}"
            .formatted(3 * gb, 3 * gb + 4));
    header.append(" ".repeat(-header.length() & 7));
    byte[] start = file(header.toString(), 0);
    Path file = Files.write(folder.resolve("large.safetensors"), start);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, 1);
      channel.write(one, start.length + 3 * gb);
    }
    Safetensors read = Safetensors.of(file);
    assertThat(read.tensor("t2").size()).isEqualTo(gb / 4);
    assertThat(read.tensor("end").floats()).containsExactly(1f);
  }

  @Test
  void theGoldenBertIsRead() throws Exception {
    Safetensors read = Safetensors.of(GOLDEN.resolve("model"));
    assertThat(read.metadata()).containsEntry("format", "pt");
    assertThat(read.names()).contains("bert.embeddings.word_embeddings.weight", "classifier.bias");
    assertThat(read.tensor("bert.encoder.layer.0.attention.self.query.weight").rank()).isEqualTo(2);
    Path copy = folder.resolve("copy.safetensors");
    Safetensors.write(copy, read.tensors(), read.metadata());
    assertThat(Safetensors.of(copy).tensors()).isEqualTo(read.tensors());
  }

  private void shards(String weightMap) throws Exception {
    Safetensors.write(folder.resolve("model-1.safetensors"), Map.of("a", Tensor.scalar(1)));
    Safetensors.write(folder.resolve("model-2.safetensors"), Map.of("b", Tensor.scalar(2)));
    Files.writeString(
        folder.resolve("model.safetensors.index.json"), "{\"weight_map\": " + weightMap + "}");
  }

  private void shardsRefused(String weightMap, String message) throws Exception {
    shards(weightMap);
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> Safetensors.of(folder))
        .withMessageContaining("model.safetensors.index.json: at weight_map.")
        .withMessageContaining(message);
  }

  @Test
  void aShardedCheckpointIsReadAsOne() throws Exception {
    shards("{\"a\": \"model-1.safetensors\", \"b\": \"model-2.safetensors\"}");
    Safetensors read = Safetensors.of(folder);
    assertThat(read.names()).containsExactly("a", "b");
    assertThat(read.tensor("b").floats()).containsExactly(2f);
  }

  @Test
  void aShardOutsideTheDirectoryIsRefused() throws Exception {
    shardsRefused("{\"a\": \"../model-1.safetensors\"}", "no plain file name");
    shardsRefused("{\"a\": \"/etc/passwd\"}", "no plain file name");
    Path outside = Files.createTempFile("outside", ".safetensors");
    Files.createSymbolicLink(folder.resolve("link.safetensors"), outside);
    shardsRefused("{\"a\": \"link.safetensors\"}", "a link that leaves the model's directory");
    Files.delete(outside);
  }

  @Test
  void aMissingShardIsRefused() throws Exception {
    shardsRefused("{\"a\": \"model-3.safetensors\"}", "'model-3.safetensors' is missing");
  }

  @Test
  void aTensorThatItsShardDoesNotHoldIsRefused() throws Exception {
    shardsRefused("{\"c\": \"model-1.safetensors\"}", "has no tensor of this name");
  }

  @Test
  void aDirectoryWithoutWeightsIsRefused() {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> Safetensors.of(folder))
        .withMessageContaining("found neither model.safetensors nor model.safetensors.index.json");
  }
}
