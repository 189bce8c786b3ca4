package dev.emotion4j.testkit;

import dev.emotion4j.peft.Adapters;
import dev.emotion4j.peft.Targets;
import dev.emotion4j.spi.Adapter;
import org.junit.jupiter.api.Nested;

class PeftContractTest {
  @Nested
  class Lora extends AdapterContract {
    @Override
    protected Adapter adapter() {
      return Adapters.lora(2, 4).on("query", "value");
    }
  }

  @Nested
  class LoraOnAllLinearLayers extends AdapterContract {
    @Override
    protected Adapter adapter() {
      return Adapters.lora(2, 4).on(Targets.ALL_LINEAR).rankStabilized(true).dropout(0.1);
    }
  }

  @Nested
  class LoraOnEmbeddings extends AdapterContract {
    @Override
    protected Adapter adapter() {
      return Adapters.lora(2, 4).on("word_embeddings");
    }
  }

  @Nested
  class Dora extends AdapterContract {
    @Override
    protected Adapter adapter() {
      return Adapters.dora(2, 4);
    }
  }

  @Nested
  class Ia3 extends AdapterContract {
    @Override
    protected Adapter adapter() {
      return Adapters.ia3();
    }
  }

  @Nested
  class Prefix extends AdapterContract {
    @Override
    protected Adapter adapter() {
      return Adapters.prefix(2);
    }

    @Override
    protected boolean startsAsIdentity() {
      return false;
    }
  }

  @Nested
  class Bottleneck extends AdapterContract {
    @Override
    protected Adapter adapter() {
      return Adapters.bottleneck(3);
    }
  }
}
