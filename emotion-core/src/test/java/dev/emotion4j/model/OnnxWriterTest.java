package dev.emotion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.onnx.proto.OnnxMl;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Shape;
import dev.emotion4j.math.Spec;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxWriterTest {
  private static final Spec X = new Spec(Type.F32, Shape.of(Dim.symbol("batch"), Dim.of(3)));
  private static final Spec Y = new Spec(Type.F32, Shape.of(Dim.symbol("batch"), Dim.of(2)));
  private static final Tensor WEIGHT = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);

  private static OnnxWriter open() {
    return OnnxWriter.graph("head").input("x", X).output("y", Y);
  }

  private static OnnxWriter small() {
    return open()
        .initializer("w", WEIGHT)
        .node("MatMul", List.of("x", "w"), List.of("h"))
        .node("Softmax", List.of("h"), List.of("y"), OnnxAttribute.of("axis", -1));
  }

  private static OnnxMl.ModelProto parse(OnnxWriter writer) throws Exception {
    return OnnxMl.ModelProto.parseFrom(writer.bytes());
  }

  @Test
  void protobufClassesReadTheSameHeader() throws Exception {
    OnnxMl.ModelProto model =
        parse(
            small()
                .irVersion(9)
                .opset(18)
                .opset("com.microsoft", 1)
                .producer("someone", "1.2")
                .metadata("labels", "joy, é"));
    assertThat(model.getIrVersion()).isEqualTo(9);
    assertThat(model.getProducerName()).isEqualTo("someone");
    assertThat(model.getProducerVersion()).isEqualTo("1.2");
    assertThat(model.getOpsetImportList())
        .extracting(o -> o.getDomain() + ":" + o.getVersion())
        .containsExactly(":18", "com.microsoft:1");
    assertThat(model.getMetadataProps(0).getKey()).isEqualTo("labels");
    assertThat(model.getMetadataProps(0).getValue()).isEqualTo("joy, é");
    assertThat(model.getUnknownFields().asMap()).isEmpty();
  }

  @Test
  void protobufClassesReadTheSameGraph() throws Exception {
    OnnxMl.GraphProto graph = parse(small()).getGraph();
    assertThat(graph.getName()).isEqualTo("head");
    assertThat(graph.getNodeList())
        .extracting(OnnxMl.NodeProto::getOpType)
        .containsExactly("MatMul", "Softmax");
    assertThat(graph.getNode(0).getInputList()).containsExactly("x", "w");
    assertThat(graph.getNode(0).getOutputList()).containsExactly("h");
    assertThat(graph.getNode(1).getAttribute(0).getI()).isEqualTo(-1);
    var dims = graph.getInput(0).getType().getTensorType().getShape();
    assertThat(dims.getDim(0).getDimParam()).isEqualTo("batch");
    assertThat(dims.getDim(1).getDimValue()).isEqualTo(3);
    assertThat(graph.getOutput(0).getType().getTensorType().getElemType()).isEqualTo(1);
  }

  @Test
  void everyKindOfAttributeArrives() throws Exception {
    OnnxWriter writer =
        open()
            .node(
                "Made",
                List.of("x"),
                List.of("y"),
                OnnxAttribute.of("i", -5),
                OnnxAttribute.of("f", 0.25f),
                OnnxAttribute.of("s", "text"),
                OnnxAttribute.of("t", Tensor.of(new long[] {7, -8}, 2)),
                OnnxAttribute.ofInts("is", 1L, -2L),
                OnnxAttribute.ofFloats("fs", 1f, -2f),
                new OnnxAttribute("ss", List.of("a", "b")));
    List<OnnxMl.AttributeProto> list = parse(writer).getGraph().getNode(0).getAttributeList();
    assertThat(list)
        .extracting(a -> a.getName() + " " + a.getType())
        .containsExactly(
            "i INT", "f FLOAT", "s STRING", "t TENSOR", "is INTS", "fs FLOATS", "ss STRINGS");
    assertThat(list.get(0).getI()).isEqualTo(-5);
    assertThat(list.get(1).getF()).isEqualTo(0.25f);
    assertThat(list.get(2).getS().toStringUtf8()).isEqualTo("text");
    assertThat(list.get(3).getT().getRawData().asReadOnlyByteBuffer())
        .isEqualTo(Tensor.of(new long[] {7, -8}, 2).buffer());
    assertThat(list.get(4).getIntsList()).containsExactly(1L, -2L);
    assertThat(list.get(5).getFloatsList()).containsExactly(1f, -2f);
    assertThat(list.get(6).getStrings(1).toStringUtf8()).isEqualTo("b");
  }

  @Test
  void weightsOfEveryTypeAreInlined() throws Exception {
    OnnxWriter writer =
        small()
            .initializer("ids", Tensor.of(new long[] {1, -1}, 2))
            .initializer("mask", Tensor.of(new boolean[] {true, false}, 1, 2))
            .initializer("one", Tensor.scalar(1));
    List<OnnxMl.TensorProto> weights = parse(writer).getGraph().getInitializerList();
    assertThat(weights)
        .extracting(t -> t.getName() + " " + t.getDataType() + " " + t.getDimsList())
        .containsExactly("w 1 [3, 2]", "ids 7 [2]", "mask 9 [1, 2]", "one 1 []");
    assertThat(weights.get(0).getRawData().asReadOnlyByteBuffer()).isEqualTo(WEIGHT.buffer());
    assertThat(weights.get(2).getRawData().toByteArray()).containsExactly(1, 0);
  }

  @Test
  void declaredWeightsAreExternalOneBehindTheOther() throws Exception {
    OnnxWriter writer = open().external("a", WEIGHT.spec()).external("b", WEIGHT.spec());
    OnnxMl.TensorProto b =
        parse(writer.node("Add", List.of("x", "b"), List.of("y"))).getGraph().getInitializer(1);
    assertThat(b.getDataLocation()).isEqualTo(OnnxMl.TensorProto.DataLocation.EXTERNAL);
    assertThat(b.getExternalDataList())
        .extracting(e -> e.getKey() + "=" + e.getValue())
        .containsExactly("location=weights.bin", "offset=24", "length=24");
    assertThat(b.getDimsList()).containsExactly(3L, 2L);
    assertThat(writer.externals().keySet()).containsExactly("a", "b");
  }

  @Test
  void inliningGivesTheBytesOfAnInlineModel() {
    OnnxWriter declared =
        open()
            .external("w", WEIGHT.spec())
            .node("MatMul", List.of("x", "w"), List.of("h"))
            .node("Softmax", List.of("h"), List.of("y"), OnnxAttribute.of("axis", -1));
    assertThat(declared.inlined(Map.of("w", WEIGHT)).bytes()).isEqualTo(small().bytes());
  }

  @Test
  void inliningRefusesAMissingOrMisshapenWeight() {
    OnnxWriter declared = open().external("w", WEIGHT.spec());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> declared.inlined(Map.of()))
        .withMessage("weight 'w' is missing; expected f32[3, 2]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> declared.inlined(Map.of("w", Tensor.scalar(1))))
        .withMessage("weight 'w' is f32[]; expected f32[3, 2]");
  }

  @Test
  void largeWeightsAreStreamedToTheFile(@TempDir Path folder) throws Exception {
    Tensor large = Tensor.zeros(Type.F32, 1000, 1000);
    Path file = folder.resolve("sub/large.onnx");
    OnnxWriter writer =
        open().initializer("w", large).node("MatMul", List.of("x", "w"), List.of("y"));
    writer.write(file);
    assertThat(Files.readAllBytes(file)).isEqualTo(writer.bytes()).hasSizeGreaterThan(4_000_000);
    try (var files = Files.list(folder.resolve("sub"))) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aValueUsedBeforeItsDefinitionIsRefused() {
    OnnxWriter writer = open().node("Relu", List.of("z"), List.of("y"));
    assertThatIllegalStateException()
        .isThrownBy(writer::bytes)
        .withMessage("node 'y' (Relu) reads 'z', which nothing before it defines; define it first");
  }

  @Test
  void aValueDefinedTwiceIsRefused() {
    OnnxWriter writer = open().node("Relu", List.of("x"), List.of("x"));
    assertThatIllegalStateException()
        .isThrownBy(writer::bytes)
        .withMessage(
            "value 'x' is defined again by node 'x' (Relu); every value needs its own name");
  }

  @Test
  void anOutputThatNobodyMakesIsRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> open().bytes())
        .withMessage("graph output 'y' is made by no node; add one or drop the output");
  }

  @Test
  void aTakenNameIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> small().initializer("w", WEIGHT))
        .withMessageContaining("the name 'w' is empty or taken");
  }

  @Test
  void anExternalWeightOfSymbolicShapeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> open().external("w", X))
        .withMessage("weight 'w' of f32[batch, 3]; expected a shape of numbers only");
  }

  @Test
  void anExternalWeightOfTheWrongLengthIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> open().external("w", WEIGHT.spec(), "w.bin", 0, 23))
        .withMessageContaining("with 23 bytes in 'w.bin'; expected an offset from 0, 24 bytes");
  }
}
