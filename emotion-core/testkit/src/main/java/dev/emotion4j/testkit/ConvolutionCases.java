package dev.emotion4j.testkit;

import dev.emotion4j.math.Convolution;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Pooling;
import java.util.List;
import java.util.stream.Stream;

/** Small networks of convolutions and poolings in every geometry. */
final class ConvolutionCases {
  private static final String LINE = "x f32 batch 4 samples";
  private static final String PLANE = "x f32 batch 4 7 9";
  private static final Convolution ONE = Convolution.of(1);
  private static final Convolution TWO = Convolution.of(2);

  private ConvolutionCases() {}

  static Stream<OpCase> all() {
    return Stream.of(lines(), planes(), pools()).flatMap(List::stream);
  }

  private static OpCase line(String name, Convolution geometry, int out, int kernel) {
    return OpCase.of(
        name,
        e ->
            e.o.convolution(
                e.x(),
                e.parameter("weight", out, 4 / geometry.groups(), kernel),
                e.parameter("bias", out),
                geometry),
        LINE);
  }

  private static OpCase plane(String name, Convolution geometry, int out, int height, int width) {
    return OpCase.of(
        name,
        e ->
            e.o.convolution(
                e.x(),
                e.parameter("weight", out, 4 / geometry.groups(), height, width),
                e.parameter("bias", out),
                geometry),
        PLANE);
  }

  private static List<OpCase> lines() {
    return List.of(
        line("convolution over a line", ONE, 3, 3),
        line("convolution over a line with kernel 1", ONE, 3, 1),
        line("convolution over a line with stride", ONE.stride(2), 3, 3),
        line("convolution over a line with padding", ONE.padding(2), 3, 3),
        line("convolution over a line with dilation", ONE.dilation(2), 3, 3),
        line("convolution over a line in groups", ONE.groups(2), 6, 3),
        line("convolution over a line per channel", ONE.groups(4), 4, 3),
        line(
            "convolution over a line in every way",
            ONE.stride(2).padding(3).dilation(2).groups(2),
            6,
            4),
        OpCase.of(
            "convolution without bias",
            e -> e.o.convolution(e.x(), e.parameter("weight", 3, 4, 3), null, ONE),
            LINE),
        OpCase.of(
            "convolution by a computed weight",
            e -> {
              Object v = e.parameter("v", 4, 2, 3);
              Object norm = e.o.sqrt(e.o.sum(e.o.square(v), 0, 1));
              Object weight = e.o.mul(e.parameter("g", 1, 1, 3), e.o.div(v, norm));
              return e.o.convolution(e.x(), weight, e.parameter("bias", 4), ONE.groups(2));
            },
            LINE),
        OpCase.of(
            "convolutions of one geometry add up",
            e ->
                e.o.add(
                    e.o.convolution(
                        e.x(), e.parameter("a", 3, 4, 3), null, ONE.stride(2).padding(1)),
                    e.o.convolution(
                        e.x(), e.parameter("b", 3, 4, 3), null, ONE.stride(2).padding(1))),
            LINE));
  }

  private static List<OpCase> planes() {
    return List.of(
        plane("convolution over a plane", TWO, 3, 3, 3),
        plane("convolution over a plane, kernel not square", TWO, 3, 2, 4),
        plane("convolution over a plane with stride", TWO.stride(2), 3, 3, 3),
        plane("convolution over a plane with padding", TWO.padding(1), 3, 3, 3),
        plane("convolution over a plane with dilation", TWO.dilation(2), 3, 3, 3),
        plane("convolution over a plane in groups", TWO.groups(2), 6, 3, 3),
        plane("convolution over a plane per channel", TWO.groups(4).padding(1), 8, 3, 3),
        plane(
            "convolution over a plane, axes unlike",
            new Convolution(List.of(1, 2), List.of(2, 1), List.of(2, 1), 2),
            4,
            3,
            2),
        OpCase.of(
            "convolution over patches",
            e ->
                e.o.reshape(
                    e.o.convolution(e.x(), e.parameter("weight", 5, 3, 4, 4), null, TWO.stride(4)),
                    dev.emotion4j.math.Input.BATCH,
                    Dim.of(5),
                    Dim.REST),
            "x f32 batch 3 8 8"));
  }

  private static OpCase pool(String name, Pooling geometry) {
    return OpCase.of(name, e -> e.o.pool(e.x(), geometry), geometry.axes() == 1 ? LINE : PLANE);
  }

  private static List<OpCase> pools() {
    return List.of(
        pool("max pooling over a line", Pooling.max(1, 2)),
        pool("max pooling with overlap", Pooling.max(1, 3).stride(2)),
        pool("max pooling ignores padding", Pooling.max(1, 3).stride(2).padding(1)),
        pool("average pooling over a line", Pooling.average(1, 2)),
        pool("average pooling with overlap", Pooling.average(1, 3).stride(2)),
        pool("average pooling leaves out padding", Pooling.average(1, 3).stride(2).padding(1)),
        pool("max pooling over a plane", Pooling.max(2, 2)),
        pool("max pooling over a plane ignores padding", Pooling.max(2, 3).stride(2).padding(1)),
        pool("average pooling over a plane", Pooling.average(2, 2)),
        pool(
            "average pooling over a plane leaves out padding",
            Pooling.average(2, 3).stride(2).padding(1)),
        pool(
            "pooling over a plane, axes unlike",
            new Pooling(Pooling.Kind.AVERAGE, List.of(3, 2), List.of(1, 2), List.of(1, 0))),
        OpCase.of(
            "max pooling of negative values with padding",
            e -> e.o.pool(e.o.sub(e.x(), e.o.scalar(9)), Pooling.max(2, 3).padding(1)),
            PLANE));
  }
}
