package dev.emotion4j.peft;

import dev.emotion4j.math.Convolution;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Shape;
import dev.emotion4j.math.Site;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Values;
import dev.emotion4j.math.Weights;
import dev.emotion4j.spi.Adapter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Low-rank adaptation (Hu et al., 2021): beside a frozen weight W stands {@code s B A} with {@code
 * s = alpha / rank}, or {@code alpha / sqrt(rank)} if rank-stabilised (Kalajdzievski, 2023).
 * Immutable. A starts Kaiming-uniform and B at 0, so that training starts from the base model.
 *
 * <p>Parameters, as PEFT names them: {@code <site>.lora_A.weight [rank, in]} and {@code
 * <site>.lora_B.weight [out, rank]} at linear sites and (with the kernel) at convolutions without
 * groups; {@code <site>.lora_embedding_A [rank, count]} and {@code lora_embedding_B [width, rank]}
 * at embeddings, where A starts at 0.
 *
 * @param rank 1 or more
 * @param alpha the numerator of the scale
 * @param dropout the rate at which the input of A is dropped in training; not at embeddings
 * @param rankStabilized whether the scale is {@code alpha / sqrt(rank)}
 * @param targets the sites
 */
public record Lora(int rank, double alpha, double dropout, boolean rankStabilized, Targets targets)
    implements Adapter {
  /** Checks the numbers. */
  public Lora {
    Checks.rank(rank);
    Checks.positive("alpha", alpha);
    Checks.rate(dropout);
  }

  /** Returns a LoRA without dropout at the sites that PEFT chooses for BERT: query and value. */
  public static Lora of(int rank, double alpha) {
    return new Lora(rank, alpha, 0, false, Targets.names("query", "value"));
  }

  /** Returns a copy for sites by the last parts of their paths. */
  public Lora on(String... names) {
    return on(Targets.names(names));
  }

  /** Returns a copy for these sites. */
  public Lora on(Targets chosen) {
    return new Lora(rank, alpha, dropout, rankStabilized, chosen);
  }

  /** Returns a copy with this dropout. */
  public Lora dropout(double rate) {
    return new Lora(rank, alpha, rate, rankStabilized, targets);
  }

  /** Returns a copy whose scale is {@code alpha / sqrt(rank)} if {@code stabilized}. */
  public Lora rankStabilized(boolean stabilized) {
    return new Lora(rank, alpha, dropout, stabilized, targets);
  }

  /** Returns what B A is multiplied by. */
  public double scale() {
    return alpha / (rankStabilized ? Math.sqrt(rank) : rank);
  }

  @Override
  public String method() {
    return "lora";
  }

  @Override
  public boolean wraps(Site.Kind kind, String path) {
    return (kind == Site.Kind.LINEAR
            || kind == Site.Kind.CONVOLUTION
            || kind == Site.Kind.EMBEDDING)
        && targets.include(kind, path);
  }

  @Override
  public <T> Values<T> apply(Site<T> site, Values<T> inputs, Site.Base<T> base) {
    Ops<T> ops = site.ops();
    T change =
        switch (site.kind()) {
          case LINEAR -> LowRank.linear(site, ops.dropout(inputs.get("x"), dropout), rank);
          case CONVOLUTION -> convolution(site, ops.dropout(inputs.get("x"), dropout));
          default -> embedding(site, inputs.get("ids"));
        };
    return Values.of("out", ops.add(base.apply(inputs).get("out"), ops.scale(change, scale())));
  }

  private <T> T convolution(Site<T> site, T x) {
    Ops<T> ops = site.ops();
    Convolution geometry = site.convolution().orElseThrow();
    if (geometry.groups() != 1) {
      throw new IllegalArgumentException(
          "LoRA on the convolution '"
              + site.path()
              + "' with "
              + geometry.groups()
              + " groups; expected 1 group. Leave this site out of the targets");
    }
    Shape kernel = ops.shape(site.weight());
    int[] down = kernel.numbers();
    int out = down[0];
    down[0] = rank;
    int[] up = new int[down.length];
    Arrays.fill(up, 1);
    up[0] = out;
    up[1] = rank;
    T a = site.parameter("lora_A.weight", Initializer.uniformPerFanIn(1), down);
    T b = site.parameter("lora_B.weight", Initializer.zeros(), up);
    T narrow = ops.convolution(x, a, null, geometry);
    return ops.convolution(narrow, b, null, Convolution.of(down.length - 2));
  }

  private <T> T embedding(Site<T> site, T ids) {
    Ops<T> ops = site.ops();
    int[] table = ops.shape(site.weight()).numbers();
    T a = site.parameter("lora_embedding_A", Initializer.zeros(), rank, table[0]);
    T b = site.parameter("lora_embedding_B", Initializer.normal(1), table[1], rank);
    T rows = ops.embedding(ops.transpose(a, 1, 0), ids); // [..., rank]
    return ops.matmul(rows, ops.transpose(b, 1, 0));
  }

  /**
   * Adds {@code s B A} to every wrapped weight, for running without the adapter. Only the changed
   * weights are copied.
   *
   * @param parameters those of the graph that was recorded with this adapter
   * @param weights the values of the base and of the adapter
   * @return the same weights with the changed ones replaced; the adapter's own are still there,
   *     unused
   * @throws IllegalArgumentException if the graph has no parameter of this adapter
   */
  public Weights merge(List<Parameter> parameters, Weights weights) {
    return Merging.lora(this, parameters, weights);
  }

  /** Returns {@code W + s B A} of one linear site. */
  Tensor merged(Tensor weight, Tensor a, Tensor b) {
    return Merging.sum(weight, a, b, scale());
  }

  @Override
  public Optional<Weights> merged(List<Parameter> parameters, Weights weights) {
    return Optional.of(merge(parameters, weights));
  }

  @Override
  public String toString() {
    return "LoRA of rank " + rank + " on " + targets;
  }
}
