package dev.emotion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Shape;
import dev.emotion4j.math.Spec;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxFileTest {
  private static final Spec X = new Spec(Type.F32, Shape.of(Dim.symbol("batch"), Dim.of(3)));
  private static final Tensor WEIGHT = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);

  @TempDir Path folder;

  static OnnxFile parse(byte[] bytes) {
    return OnnxFile.parse("m.onnx", ByteBuffer.wrap(bytes));
  }

  static OnnxMl.ModelProto.Builder model(OnnxMl.GraphProto.Builder graph) {
    return OnnxMl.ModelProto.newBuilder().setIrVersion(8).setGraph(graph);
  }

  private static OnnxInitializer only(OnnxMl.TensorProto.Builder tensor) {
    var graph = OnnxMl.GraphProto.newBuilder().addInitializer(tensor.setName("w"));
    return parse(model(graph).build().toByteArray()).initializers().values().iterator().next();
  }

  static OnnxMl.TensorProto.Builder tensor(int type, long... dims) {
    var tensor = OnnxMl.TensorProto.newBuilder().setDataType(type);
    Arrays.stream(dims).forEach(tensor::addDims);
    return tensor;
  }

  static void refused(byte[] bytes, String message) {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> parse(bytes))
        .withMessageStartingWith("m.onnx: ")
        .withMessageContaining(message);
  }

  private static OnnxWriter writer() {
    return OnnxWriter.graph("head")
        .metadata("k", "v")
        .producer("us", "1")
        .opset("com.microsoft", 1)
        .input("x", X)
        .initializer("w", WEIGHT)
        .external("e", WEIGHT.spec())
        .node("MatMul", List.of("x", "w"), List.of("h"))
        .node(
            "Made",
            List.of("h", "", "e"),
            List.of("y"),
            OnnxAttribute.of("i", -5),
            OnnxAttribute.of("f", 0.25f),
            OnnxAttribute.of("s", "é"),
            OnnxAttribute.of("t", Tensor.of(new long[] {7, -8}, 2)),
            OnnxAttribute.ofInts("is", 1L, -2L),
            OnnxAttribute.ofFloats("fs", 1f, -2f),
            new OnnxAttribute("ss", List.of("a", "b")))
        .output("y", X);
  }

  @Test
  void whatOurWriterWroteIsReadBack() {
    OnnxFile file = parse(writer().bytes());
    assertThat(file.irVersion()).isEqualTo(8);
    assertThat(file.producer()).isEqualTo("us");
    assertThat(file.opsets()).isEqualTo(Map.of("", 17L, "com.microsoft", 1L));
    assertThat(file.metadata()).isEqualTo(Map.of("k", "v"));
    assertThat(file.graphName()).isEqualTo("head");
    assertThat(file.inputs().get("x"))
        .isEqualTo(new OnnxFile.Value("x", Optional.of(OnnxType.FLOAT), Optional.of(X.shape())));
    assertThat(file.outputs()).containsOnlyKeys("y");
    assertThat(file.nodes()).extracting(OnnxNode::opType).containsExactly("MatMul", "Made");
    assertThat(file.nodes().get(1).inputs()).containsExactly("h", "", "e");
    assertThat(file.nodes().get(1).attributes())
        .extracting(OnnxAttribute::value)
        .containsExactly(
            -5L,
            0.25f,
            "é",
            Tensor.of(new long[] {7, -8}, 2),
            List.of(1L, -2L),
            List.of(1f, -2f),
            List.of("a", "b"));
    assertThat(file.initializers().get("w").tensor()).isEqualTo(WEIGHT);
    assertThat(file.externals())
        .containsExactly(new OnnxInitializer.External("weights.bin", 0, 24));
  }

  @Test
  void aMappedFileIsReadLikeItsBytes() throws Exception {
    Path path = folder.resolve("m.onnx");
    writer().write(path);
    OnnxFile file = OnnxFile.of(path);
    assertThat(file.nodes()).isEqualTo(parse(writer().bytes()).nodes());
    OnnxInitializer weight = file.initializers().get("w");
    byte[] bytes = Files.readAllBytes(path);
    assertThat(ByteBuffer.wrap(bytes, weight.rawPosition(), 24)).isEqualTo(WEIGHT.buffer());
    assertThat(weight.tensor()).isEqualTo(WEIGHT);
  }

  @Test
  void valuesInTypedFieldsAreRead() {
    assertThat(only(tensor(1, 2).addFloatData(1).addFloatData(-2)).tensor())
        .isEqualTo(Tensor.of(new float[] {1, -2}, 2));
    assertThat(only(tensor(7, 1, 2).addInt64Data(-1).addInt64Data(1L << 40)).tensor())
        .isEqualTo(Tensor.of(new long[] {-1, 1L << 40}, 1, 2));
    assertThat(only(tensor(9, 2).addInt32Data(1).addInt32Data(0)).tensor())
        .isEqualTo(Tensor.of(new boolean[] {true, false}, 2));
    assertThat(only(tensor(6, 1).addInt32Data(-3)).tensor())
        .isEqualTo(Tensor.of(new long[] {-3}, 1));
    assertThat(only(tensor(10, 1).addInt32Data(0x3C00)).tensor())
        .isEqualTo(Tensor.of(new float[] {1}, 1));
  }

  @Test
  void foreignTypesAreWidenedOrRefusedByName() {
    ByteString half = ByteString.copyFrom(new byte[] {0, (byte) 0xBC});
    assertThat(only(tensor(10, 1).setRawData(half)).tensor().floats()).containsExactly(-1f);
    assertThat(only(tensor(16, 1).setRawData(half)).tensor().type()).isEqualTo(Type.F32);
    ByteString three = ByteString.copyFrom(new byte[] {3, 0, 0, 0});
    assertThat(only(tensor(6, 1).setRawData(three)).tensor().longs()).containsExactly(3);
    OnnxInitializer bytes = only(tensor(2, 4).setRawData(three));
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(bytes::tensor)
        .withMessageContaining("m.onnx: at initializer 'w': has the type UINT8");
    OnnxInitializer unknown = only(tensor(99, 4).setRawData(three));
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(unknown::tensor)
        .withMessageContaining("has the unknown data type 99");
  }

  @Test
  void tooFewOrTooManyTypedValuesAreRefused() {
    OnnxInitializer few = only(tensor(1, 3).addFloatData(1));
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(few::tensor)
        .withMessageContaining("holds fewer values than its 3 elements");
    OnnxInitializer many = only(tensor(1, 1).addFloatData(1).addFloatData(1));
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(many::tensor)
        .withMessageContaining("holds more values");
    OnnxInitializer huge = only(tensor(1, 1 << 30, 1 << 9).addFloatData(1));
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(huge::tensor)
        .withMessageContaining("holds 4 bytes of values for 549755813888 elements");
  }

  @Test
  void rawDataOfAnotherSizeIsRefused() {
    ByteString raw = ByteString.copyFrom(new byte[7]);
    refused(
        model(
                OnnxMl.GraphProto.newBuilder()
                    .addInitializer(tensor(1, 2).setName("w").setRawData(raw)))
            .build()
            .toByteArray(),
        "the tensor 'w' holds 7 bytes; its shape takes 8");
  }

  @Test
  void dimensionsThatAreNegativeOrOverflowAreRefused() {
    for (long[] dims : new long[][] {{-1}, {1L << 40}, {1 << 30, 1 << 30}, {1 << 30, 1 << 30, 4}}) {
      refused(
          model(OnnxMl.GraphProto.newBuilder().addInitializer(tensor(1, dims)))
              .build()
              .toByteArray(),
          "expected dimensions from 0 and below 2^40 elements");
    }
  }

  @Test
  void anInitializerThatStandsTwiceIsRefused() {
    var graph =
        OnnxMl.GraphProto.newBuilder()
            .addInitializer(tensor(1, 0).setName("w"))
            .addInitializer(tensor(1, 0).setName("w"));
    refused(model(graph).build().toByteArray(), "the initializer 'w' stands twice");
  }

  @Test
  void aFieldThatStandsTwiceIsRefused() {
    byte[] once = writer().bytes();
    byte[] twice = Arrays.copyOf(once, once.length + 2);
    twice[once.length] = 8; // ir_version again
    twice[once.length + 1] = 7;
    refused(twice, "field 1 of the model stands twice");
  }

  @Test
  void aTruncatedFileIsRefusedWithThePosition() {
    byte[] bytes = writer().bytes();
    for (int length = 3; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      try {
        parse(cut);
        assertThat(bytes.length - length).as("only metadata may be missing").isLessThan(40);
      } catch (FormatException e) {
        assertThat(e.getMessage()).startsWith("m.onnx: ");
      }
    }
    refused(Arrays.copyOf(bytes, 100), "The file is cut off or damaged");
  }

  @Test
  void aFileOfAnotherKindIsRefused() {
    refused(new byte[0], "holds no ONNX graph");
    refused("PK\3\4 and more".getBytes(java.nio.charset.StandardCharsets.UTF_8), "zip archive");
    refused(new byte[] {(byte) 0x80, 2, '}', 'q', 0, '.'}, "Python pickle");
    refused("version https://git-lfs".getBytes(java.nio.charset.StandardCharsets.UTF_8), "LFS");
    refused("hello, world".getBytes(java.nio.charset.StandardCharsets.UTF_8), "byte");
  }

  @Test
  void tooManyObjectsAreRefused() {
    byte[] nodes = new byte[1_200_000];
    for (int i = 0; i < nodes.length; i += 2) {
      nodes[i] = 0x0A; // an empty node
    }
    byte[] bytes =
        OnnxMl.ModelProto.newBuilder()
            .setIrVersion(8)
            .setGraph(OnnxMl.GraphProto.newBuilder())
            .build()
            .toByteArray();
    var out = new java.io.ByteArrayOutputStream();
    out.write(bytes, 0, 2);
    out.writeBytes(new byte[] {0x3A, (byte) 0x80, (byte) 0x9F, 0x49}); // graph of 1,200,000 bytes
    out.writeBytes(nodes);
    refused(out.toByteArray(), "more nodes, names and numbers than the library accepts");
  }

  @Test
  void graphsWithinGraphsHaveALimit() {
    OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder();
    for (int i = 0; i < 20; i++) {
      graph =
          OnnxMl.GraphProto.newBuilder()
              .addNode(
                  OnnxMl.NodeProto.newBuilder()
                      .addAttribute(OnnxMl.AttributeProto.newBuilder().setName("g").setG(graph)));
    }
    refused(model(graph).build().toByteArray(), "graphs within graphs, more than 16 deep");
  }

  private static OnnxMl.TensorProto.Builder external(String location, String offset) {
    return tensor(1, 2)
        .setName("w")
        .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", location))
        .addExternalData(entry("offset", offset))
        .addExternalData(entry("length", "8"));
  }

  private static OnnxMl.StringStringEntryProto entry(String key, String value) {
    return OnnxMl.StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "//host/share",
        "\\\\host\\share",
        "C:\\secret",
        "c:secret",
        "../w.bin",
        "a/../../w.bin",
        "a\\..\\w.bin",
        "..",
        "",
        " ",
        "a\0b"
      })
  void externalDataOutsideTheFolderIsRefused(String location) {
    var graph = OnnxMl.GraphProto.newBuilder().addInitializer(external(location, "0"));
    refused(model(graph).build().toByteArray(), "expected a path inside the model's folder");
  }

  @Test
  void externalDataIsFoundWhereverATensorCanStand() {
    OnnxMl.TensorProto.Builder bad = external("../w.bin", "0");
    var inAttribute = OnnxMl.AttributeProto.newBuilder().setName("a").setT(bad);
    var inList = OnnxMl.AttributeProto.newBuilder().setName("a").addTensors(bad);
    var inGraph =
        OnnxMl.AttributeProto.newBuilder()
            .setName("a")
            .setG(OnnxMl.GraphProto.newBuilder().addInitializer(bad));
    for (var attribute : List.of(inAttribute, inList, inGraph)) {
      var node = OnnxMl.NodeProto.newBuilder().addAttribute(attribute);
      refused(model(OnnxMl.GraphProto.newBuilder().addNode(node)).build().toByteArray(), "'..'");
    }
    var sparse = OnnxMl.SparseTensorProto.newBuilder().setValues(bad);
    refused(
        model(OnnxMl.GraphProto.newBuilder().addSparseInitializer(sparse)).build().toByteArray(),
        "'..'");
    var training =
        OnnxMl.TrainingInfoProto.newBuilder()
            .setAlgorithm(OnnxMl.GraphProto.newBuilder().addInitializer(bad));
    refused(
        model(OnnxMl.GraphProto.newBuilder()).addTrainingInfo(training).build().toByteArray(),
        "'..'");
    var function =
        OnnxMl.FunctionProto.newBuilder()
            .addNode(OnnxMl.NodeProto.newBuilder().addAttribute(inAttribute));
    refused(
        model(OnnxMl.GraphProto.newBuilder()).addFunctions(function).build().toByteArray(), "'..'");
  }

  @Test
  void anOffsetThatIsNoNumberIsRefused() {
    var graph = OnnxMl.GraphProto.newBuilder().addInitializer(external("w.bin", "-1"));
    refused(model(graph).build().toByteArray(), "an offset or length that is no number");
  }

  private OnnxFile withExternal(String location, String offset) throws Exception {
    var graph = OnnxMl.GraphProto.newBuilder().addInitializer(external(location, offset));
    Path file = folder.resolve("m.onnx");
    Files.write(file, model(graph).build().toByteArray());
    return OnnxFile.of(file);
  }

  private void externalRefused(String location, String offset, String message) throws Exception {
    OnnxFile file = withExternal(location, offset);
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(file::externalFiles)
        .withMessageContaining("m.onnx: at external data: '" + location + "' " + message);
  }

  @Test
  void externalFilesAreChecked() throws Exception {
    Files.write(folder.resolve("w.bin"), new byte[16]);
    assertThat(withExternal("w.bin", "8").externalFiles())
        .containsExactly(folder.resolve("w.bin").toAbsolutePath());
    externalRefused("w.bin", "9", "has 16 bytes, too few");
    externalRefused("v.bin", "0", "is no file");
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(withExternal("w.bin", "0").initializers().get("w")::tensor)
        .withMessageContaining("has its values in 'w.bin'");
  }

  @Test
  void symbolicLinksToExternalDataAreRefused() throws Exception {
    Path outside = Files.createTempDirectory("outside");
    Files.write(outside.resolve("w.bin"), new byte[16]);
    Files.createSymbolicLink(folder.resolve("link.bin"), outside.resolve("w.bin"));
    Files.createSymbolicLink(folder.resolve("dir"), outside);
    externalRefused("link.bin", "0", "goes through a symbolic link");
    externalRefused("dir/w.bin", "0", "goes through a symbolic link");
  }

  @Test
  void bytesHaveNoFolderForExternalFiles() {
    OnnxFile file = parse(writer().bytes());
    assertThatIllegalStateException()
        .isThrownBy(file::externalFiles)
        .withMessageContaining("use OnnxFile.of(path)");
  }

  @Test
  void damagedFilesGiveFormatExceptionsOnly() {
    byte[] typed =
        model(
                OnnxMl.GraphProto.newBuilder()
                    .addInitializer(tensor(1, 2).setName("f").addFloatData(1).addFloatData(2))
                    .addInitializer(tensor(7, 2).setName("l").addInt64Data(1).addInt64Data(-2))
                    .addInitializer(tensor(10, 1).setName("h").addInt32Data(7)))
            .build()
            .toByteArray();
    Mutants.run(
        List.of(writer().bytes(), typed),
        Mutants.count(200_000),
        bytes ->
            OnnxFile.parse("m.onnx", bytes)
                .initializers()
                .values()
                .forEach(
                    initializer -> {
                      if (initializer.external().isEmpty()) {
                        initializer.tensor();
                      }
                    }));
  }
}
