package dev.emotion4j.fusion;

import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.spi.FusionInputs;
import dev.emotion4j.spi.FusionProvider;
import dev.emotion4j.spi.FusionStrategy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A logarithmic pool of calibrated opinions (Genest and Zidek, 1986): each modality has a
 * classifier of its own, so that ready models can be joined without training, and what they say is
 * multiplied. Gives the logits of the model's labels. Immutable.
 *
 * <p>Branch {@code i} gives {@code p_i = softmax(classifier(features) / temperature)} over those of
 * its labels that the pool knows too; its others (contempt, boredom) are dropped. A pool label that
 * the branch does not know keeps its share of the branch's prior {@code pi_i}: {@code 1 / labels};
 * the labels that it knows share the rest in {@code pi_i} as in its own prior, and in {@code p_i}
 * as it says. With the quality {@code q_i} and the weight {@code w_i} of a modality and the sums
 * over those present,
 *
 * <pre>{@code
 * logits = sum_i w_i q_i log pi_i / sum_i w_i q_i + sum_i w_i q_i (log p_i - log pi_i)
 * }</pre>
 *
 * so one clean modality of weight 1 alone gives exactly its own calibrated distribution; one of low
 * quality, or one that says nothing beyond its prior, leaves it to the others; and the logits are
 * log-probabilities up to a constant per row.
 *
 * <p>Parameters: {@code branch.I.classifier} and {@code branch.I.log_weight [1]} per modality.
 *
 * @param labels what the pool tells apart, which are the model's labels
 * @param branches one per modality, in the model's order
 */
public record LateFusion(LabelSet labels, List<Branch> branches) implements FusionStrategy {
  static final String NAME = "late";

  /**
   * What is known about a modality's own classifier. Immutable.
   *
   * @param labels what it tells apart, in the order of its logits; matched to the pool's by name or
   *     alias
   * @param temperature what its logits are divided by, from its calibration
   * @param prior how often it expects each of its labels, above 0; scaled to add up to 1
   * @param weight how much it counts before training, above 0; 1 takes it at its word
   */
  public record Branch(List<String> labels, double temperature, List<Double> prior, double weight) {
    /** Copies the lists; scales the prior; checks the numbers. */
    public Branch {
      labels = LabelSet.of(labels).names();
      positive("temperature", temperature);
      positive("weight", weight);
      if (prior.size() != labels.size()) {
        throw new IllegalArgumentException(
            prior.size()
                + " prior shares for the "
                + labels.size()
                + " labels of a branch; expected one per label");
      }
      prior.forEach(share -> positive("prior share", share));
      double total = prior.stream().mapToDouble(Double::doubleValue).sum();
      prior = prior.stream().map(share -> share / total).toList();
    }

    /** A branch of weight 1 with the same prior for every label. */
    public Branch(List<String> labels, double temperature) {
      this(labels, temperature, labels.stream().map(label -> 1.0).toList(), 1);
    }

    private static void positive(String what, double value) {
      if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            what + " " + value + " of a branch; expected a finite number above 0");
      }
    }
  }

  /** Copies the list; checks that every branch knows some of the pool's labels, each once. */
  public LateFusion {
    branches = List.copyOf(branches);
    if (branches.isEmpty()) {
      throw new IllegalArgumentException("late fusion of no branch; expected one per modality");
    }
    for (int i = 0; i < branches.size(); i++) {
      check(labels, i, branches.get(i));
    }
  }

  private static void check(LabelSet pool, int number, Branch branch) {
    Set<String> known = new HashSet<>();
    for (String label : branch.labels()) {
      pool.find(label)
          .filter(name -> !known.add(name))
          .ifPresent(
              name -> {
                throw new IllegalArgumentException(
                    "two labels of branch "
                        + number
                        + " both mean '"
                        + name
                        + "' in the pool, one is '"
                        + label
                        + "'; expected one of them");
              });
    }
    if (known.isEmpty()) {
      throw new IllegalArgumentException(
          "branch "
              + number
              + " tells "
              + branch.labels()
              + " apart; expected some of the pool's labels "
              + pool.names());
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, String> settings() {
    return LateSettings.write(this);
  }

  @Override
  public boolean givesLogits() {
    return true;
  }

  @Override
  public <T> T fuse(Scope<T> scope, FusionInputs<T> inputs) {
    if (inputs.size() != branches.size()) {
      throw new IllegalArgumentException(
          "late fusion of "
              + branches.size()
              + " branches in a model of "
              + inputs.size()
              + " modalities; expected one branch per modality");
    }
    Ops<T> ops = scope.ops();
    T strengths = // [batch, modalities]
        ops.where(inputs.present(), ops.mul(weights(scope), inputs.quality()), ops.scalar(0));
    // What a modality expects counts as much as what it sees: of a sound in which nothing can be
    // heard, not even how often its labels are.
    T shares = ops.div(strengths, ops.sum(strengths, 1));
    T logits = ops.matmul(shares, ops.constant(priors())); // [batch, labels]
    List<T> features = Parts.masked(ops, inputs);
    for (int i = 0; i < branches.size(); i++) {
      T evidence = evidence(scope.at("branch." + i), features.get(i), branches.get(i));
      logits = ops.add(logits, ops.mul(evidence, ops.slice(strengths, 1, i, i + 1)));
    }
    return logits;
  }

  // Kept as logarithms, so that training cannot make one negative.
  private <T> T weights(Scope<T> scope) {
    List<T> logs = new ArrayList<>();
    for (int i = 0; i < branches.size(); i++) {
      Initializer start = Initializer.constant(Math.log(branches.get(i).weight()));
      logs.add(scope.at("branch." + i).parameter("log_weight", start, 1));
    }
    return scope.ops().exp(logs.size() == 1 ? logs.get(0) : scope.ops().concat(0, logs));
  }

  // log p - log pi: what the branch has seen beyond what it expects; 0 for labels unknown to it.
  private <T> T evidence(Scope<T> scope, T features, Branch branch) {
    Ops<T> ops = scope.ops();
    int own = branch.labels().size();
    boolean[] known = new boolean[own];
    float[] map = new float[own * labels.size()];
    float[] offset = new float[labels.size()];
    double[] prior = prior(branch);
    double share = knownShare(branch);
    for (int j = 0; j < own; j++) {
      OptionalInt at = poolIndex(branch.labels().get(j));
      if (at.isPresent()) {
        known[j] = true;
        map[j * labels.size() + at.getAsInt()] = 1;
        offset[at.getAsInt()] = (float) Math.log(share / prior[at.getAsInt()]);
      }
    }
    T all = ops.scale(scope.linear("classifier", features, own), 1 / branch.temperature());
    T kept = ops.where(ops.constant(Tensor.of(known, 1, own)), all, ops.scalar(Ops.MASKED));
    T mapped =
        ops.matmul(ops.logSoftmax(kept, 1), ops.constant(Tensor.of(map, own, labels.size())));
    return ops.add(mapped, ops.constant(Tensor.of(offset, 1, labels.size())));
  }

  private OptionalInt poolIndex(String label) {
    return labels.find(label).isPresent()
        ? OptionalInt.of(labels.index(label))
        : OptionalInt.empty();
  }

  private double knownShare(Branch branch) {
    long known = branch.labels().stream().filter(label -> labels.find(label).isPresent()).count();
    return known / (double) labels.size();
  }

  // The branch's prior over the pool's labels.
  private double[] prior(Branch branch) {
    double[] prior = new double[labels.size()];
    double total = 0;
    for (int j = 0; j < branch.labels().size(); j++) {
      OptionalInt at = poolIndex(branch.labels().get(j));
      if (at.isPresent()) {
        prior[at.getAsInt()] = branch.prior().get(j);
        total += branch.prior().get(j);
      }
    }
    for (int y = 0; y < prior.length; y++) {
      prior[y] = prior[y] > 0 ? knownShare(branch) * prior[y] / total : 1.0 / prior.length;
    }
    return prior;
  }

  private Tensor priors() {
    float[] logs = new float[branches.size() * labels.size()];
    for (int i = 0; i < branches.size(); i++) {
      double[] prior = prior(branches.get(i));
      for (int y = 0; y < prior.length; y++) {
        logs[i * prior.length + y] = (float) Math.log(prior[y]);
      }
    }
    return Tensor.of(logs, branches.size(), labels.size());
  }

  /** Makes it from settings. */
  public static final class Provider implements FusionProvider {
    /** For ServiceLoader. */
    public Provider() {}

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public FusionStrategy create(Map<String, String> settings) {
      return LateSettings.read(settings);
    }
  }
}
