package dev.emotion4j.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.spi.FusionProvider;
import dev.emotion4j.spi.FusionStrategy;
import dev.emotion4j.testkit.FusionContract;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FusionContractTest {
  @Nested
  class Concat extends FusionContract {
    @Override
    protected FusionStrategy strategy() {
      return Fusion.concat();
    }
  }

  @Nested
  class ProjectedConcat extends FusionContract {
    @Override
    protected FusionStrategy strategy() {
      return Fusion.concat(6);
    }
  }

  @Nested
  class Gated extends FusionContract {
    @Override
    protected FusionStrategy strategy() {
      return Fusion.gated(6);
    }
  }

  @Nested
  class Attention extends FusionContract {
    @Override
    protected FusionStrategy strategy() {
      return Fusion.attention(6, 2);
    }
  }

  @Nested
  class CrossAttention extends FusionContract {
    @Override
    protected FusionStrategy strategy() {
      return Fusion.crossAttention(6, 2, 2);
    }
  }

  @Nested
  class LowRank extends FusionContract {
    @Override
    protected FusionStrategy strategy() {
      return Fusion.lowRank(5, 3);
    }
  }

  @Nested
  class Late extends FusionContract {
    @Override
    protected FusionStrategy strategy() {
      return strategy(3);
    }

    @Override
    protected FusionStrategy strategy(int modalities) {
      return Fusion.late(LabelSet.EKMAN, modalities);
    }
  }

  @Test
  void everyStrategyIsFoundByItsName() {
    assertThat(ServiceLoader.load(FusionProvider.class).stream().map(p -> p.get().name()))
        .containsExactlyInAnyOrder(
            "concat", "gated", "attention", "late", "cross-attention", "low-rank");
  }

  @Test
  void wrongSizesAreRefusedByName() {
    assertThatThrownBy(() -> Fusion.concat(0)).hasMessageContaining("width 0");
    assertThatThrownBy(() -> Fusion.attention(6, 4)).hasMessageContaining("4 heads");
    assertThatThrownBy(() -> Fusion.crossAttention(6, 4, 1)).hasMessageContaining("4 heads");
    assertThatThrownBy(() -> Fusion.crossAttention(6, 2, 0)).hasMessageContaining("layers 0");
    assertThatThrownBy(() -> Fusion.lowRank(6, 0)).hasMessageContaining("rank 0");
    assertThatThrownBy(() -> new GatedFusion.Provider().create(Map.of()))
        .hasMessageContaining("'width' of fusion 'gated' is missing");
    assertThatThrownBy(() -> new GatedFusion.Provider().create(Map.of("width", "wide")))
        .hasMessageContaining("'wide'");
  }
}
