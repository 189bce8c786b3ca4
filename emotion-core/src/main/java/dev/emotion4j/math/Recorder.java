package dev.emotion4j.math;

import static dev.emotion4j.math.Graph.node;

import dev.emotion4j.math.Graph.Node;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records every operation as one node; axes are stored counted from the front. */
final class Recorder implements Ops<Node> {
  @Override
  public Spec spec(Node x) {
    return x.spec();
  }

  @Override
  public Node constant(Tensor value) {
    return node(new Call.Constant(value));
  }

  @Override
  public Node add(Node a, Node b) {
    return node(Call.Plain.ADD, a, b);
  }

  @Override
  public Node sub(Node a, Node b) {
    return node(Call.Plain.SUB, a, b);
  }

  @Override
  public Node mul(Node a, Node b) {
    return node(Call.Plain.MUL, a, b);
  }

  @Override
  public Node div(Node a, Node b) {
    return node(Call.Plain.DIV, a, b);
  }

  @Override
  public Node exp(Node x) {
    return node(Call.Plain.EXP, x);
  }

  @Override
  public Node log(Node x) {
    return node(Call.Plain.LOG, x);
  }

  @Override
  public Node sqrt(Node x) {
    return node(Call.Plain.SQRT, x);
  }

  @Override
  public Node tanh(Node x) {
    return node(Call.Plain.TANH, x);
  }

  @Override
  public Node sigmoid(Node x) {
    return node(Call.Plain.SIGMOID, x);
  }

  @Override
  public Node relu(Node x) {
    return node(Call.Plain.RELU, x);
  }

  @Override
  public Node erf(Node x) {
    return node(Call.Plain.ERF, x);
  }

  @Override
  public Node greater(Node a, Node b) {
    return node(Call.Plain.GREATER, a, b);
  }

  @Override
  public Node equal(Node a, Node b) {
    return node(Call.Plain.EQUAL, a, b);
  }

  @Override
  public Node cast(Node x, Type type) {
    return x.spec().type() == type ? x : node(new Call.Cast(type), x);
  }

  @Override
  public Node where(Node condition, Node a, Node b) {
    return node(Call.Plain.WHERE, condition, a, b);
  }

  @Override
  public Node matmul(Node a, Node b) {
    return node(Call.Plain.MATMUL, a, b);
  }

  @Override
  public Node transpose(Node x, int... order) {
    return node(new Call.Transpose(front(x, order)), x);
  }

  @Override
  public Node reshape(Node x, Dim... target) {
    Shapes.INSTANCE.reshape(x.spec(), target);
    return node(Call.Reshape.of(shape(x), target), x);
  }

  @Override
  public Node expand(Node x, int axis, Node like, int likeAxis) {
    return node(new Call.Expand(shape(x).axis(axis), shape(like).axis(likeAxis)), x, like);
  }

  @Override
  public Node concat(int axis, List<Node> parts) {
    return node(new Call.Concat(shape(parts.get(0)).axis(axis)), parts.toArray(Node[]::new));
  }

  @Override
  public Node slice(Node x, int axis, int begin, int end) {
    return node(new Call.Slice(shape(x).axis(axis), begin, end), x);
  }

  @Override
  public Node gather(Node x, int axis, Node indices) {
    return node(new Call.Gather(shape(x).axis(axis)), x, indices);
  }

  @Override
  public Node iota(Node like, int axis) {
    return node(new Call.Iota(shape(like).axis(axis)), like);
  }

  @Override
  public Node foldRows(Node x) {
    return node(Call.Plain.FOLD_ROWS, x);
  }

  @Override
  public Node unfoldRows(Node x, Node like) {
    return node(Call.Plain.UNFOLD_ROWS, x, like);
  }

  @Override
  public Node sum(Node x, int... axes) {
    return node(new Call.Reduce(Call.Reduce.Kind.SUM, front(x, axes)), x);
  }

  @Override
  public Node mean(Node x, int... axes) {
    return node(new Call.Reduce(Call.Reduce.Kind.MEAN, front(x, axes)), x);
  }

  @Override
  public Node max(Node x, int... axes) {
    return node(new Call.Reduce(Call.Reduce.Kind.MAX, front(x, axes)), x);
  }

  @Override
  public Node convolution(Node x, Node weight, @Nullable Node bias, Convolution geometry) {
    return optional(new Call.Convolve(geometry), bias, x, weight);
  }

  @Override
  public Node pool(Node x, Pooling geometry) {
    return node(new Call.Pool(geometry), x);
  }

  @Override
  public Node stopGradient(Node x) {
    return node(Call.Plain.STOP_GRADIENT, x);
  }

  @Override
  public Node linear(Node x, Node weight, @Nullable Node bias) {
    return optional(Call.Plain.LINEAR, bias, x, weight);
  }

  @Override
  public Node layerNorm(Node x, Node gain, Node bias, double epsilon) {
    return node(new Call.LayerNorm(epsilon), x, gain, bias);
  }

  @Override
  public Node groupNorm(Node x, int groups, Node gain, Node bias, double epsilon) {
    return node(new Call.GroupNorm(groups, epsilon), x, gain, bias);
  }

  @Override
  public Node gelu(Node x) {
    return node(Call.Plain.GELU, x);
  }

  @Override
  public Node softmax(Node x, int axis) {
    return node(new Call.Softmax(shape(x).axis(axis), false), x);
  }

  @Override
  public Node logSoftmax(Node x, int axis) {
    return node(new Call.Softmax(shape(x).axis(axis), true), x);
  }

  @Override
  public Node attention(Node query, Node key, Node value, @Nullable Node mask, double dropout) {
    return optional(new Call.Attention(dropout), mask, query, key, value);
  }

  @Override
  public Node embedding(Node table, Node ids) {
    return node(Call.Plain.EMBEDDING, table, ids);
  }

  @Override
  public Node dropout(Node x, double rate) {
    return rate == 0 ? x : node(new Call.Dropout(rate), x);
  }

  private static Node optional(Call call, @Nullable Node last, Node... first) {
    if (last == null) {
      return node(call, first);
    }
    Node[] all = Arrays.copyOf(first, first.length + 1);
    all[first.length] = last;
    return node(call, all);
  }

  private List<Integer> front(Node x, int... axes) {
    return Arrays.stream(axes).map(shape(x)::axis).boxed().toList();
  }
}
