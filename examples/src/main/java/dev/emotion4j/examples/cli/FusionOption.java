package dev.emotion4j.examples.cli;

import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.FineTuning;
import dev.emotion4j.fusion.Fusion;
import dev.emotion4j.spi.FusionStrategy;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code --fusion}: the strategies by name, in sizes that suit a few thousand examples. */
final class FusionOption {
  private static final String GATED = "gated";
  private static final int WIDTH = 64;
  private static final int HEADS = 4;
  private static final int RANK = 4;

  private static final Map<String, FusionStrategy> STRATEGIES =
      new TreeMap<>(
          Map.of(
              "concat",
              Fusion.concat(WIDTH),
              GATED,
              Fusion.gated(WIDTH),
              "attention",
              Fusion.attention(WIDTH, HEADS),
              "low-rank",
              Fusion.lowRank(WIDTH, RANK),
              "cross-attention",
              Fusion.crossAttention(WIDTH, HEADS, 1)));

  private FusionOption() {}

  static void check(Usage usage, @Nullable String name) {
    usage.require(
        name == null || STRATEGIES.containsKey(name),
        "--fusion is '" + name + "'; expected one of " + STRATEGIES.keySet());
  }

  /** Sets the strategy that was chosen; a pool of ready models gets gates without a choice. */
  static FineTuning apply(@Nullable String name, EmotionRecognizer start, FineTuning tuning) {
    String chosen = name != null ? name : start.model().fusion().givesLogits() ? GATED : "";
    FusionStrategy strategy = STRATEGIES.get(chosen);
    return strategy == null ? tuning : tuning.fusion(strategy);
  }
}
