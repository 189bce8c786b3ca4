package dev.emotion4j.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedTest {
  @Test
  void theLastUserClosesItAndNobodyCanComeAfter() {
    List<String> closed = new ArrayList<>();
    Shared<String> shared = new Shared<>("a detector", closed::add);
    shared.acquire();
    shared.release();
    assertThat(closed).isEmpty();
    shared.release();
    assertThat(closed).containsExactly("a detector");
    assertThatThrownBy(shared::acquire)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a detector is closed; open another encoder over it");
    assertThat(closed).hasSize(1);
  }
}
