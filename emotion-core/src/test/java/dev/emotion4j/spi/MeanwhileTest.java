package dev.emotion4j.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class MeanwhileTest {
  private static final IllegalStateException BROKEN = new IllegalStateException("broken");

  @Test
  void worksInAnotherThreadThatSeesTheSameClasses() {
    ClassLoader own = Thread.currentThread().getContextClassLoader();
    Meanwhile<Thread> work = Meanwhile.start("test", Thread::currentThread);
    assertThat(work.get()).isNotSameAs(Thread.currentThread());
    assertThat(work.get().getName()).isEqualTo("emotion4j-test");
    assertThat(Meanwhile.start("t", () -> Thread.currentThread().getContextClassLoader()).get())
        .isSameAs(own);
  }

  @Test
  void whatTheWorkThrowsIsThrownItself() {
    assertThatThrownBy(MeanwhileTest::fail).isSameAs(BROKEN);
    OutOfMemoryError error = new OutOfMemoryError();
    Meanwhile<String> work =
        Meanwhile.start(
            "test",
            () -> {
              throw error;
            });
    assertThatThrownBy(work::get).isSameAs(error);
  }

  private static String fail() {
    return Meanwhile.<String>start(
            "test",
            () -> {
              throw BROKEN;
            })
        .get();
  }

  @Test
  void undoingClosesWhatCameOutAndKeepsWhatFailed() {
    List<String> closed = new ArrayList<>();
    Meanwhile.start("test", () -> "opened").undo(BROKEN, closed::add);
    assertThat(closed).containsExactly("opened");
    IllegalArgumentException other = new IllegalArgumentException("first");
    Meanwhile.<String>start(
            "test",
            () -> {
              throw BROKEN;
            })
        .undo(other, closed::add);
    assertThat(closed).hasSize(1);
    assertThat(other.getSuppressed()).containsExactly(BROKEN);
  }

  @Test
  void anInterruptionIsKeptForTheCaller() {
    CountDownLatch go = new CountDownLatch(1);
    Meanwhile<String> work =
        Meanwhile.start(
            "test",
            () -> {
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return "done";
            });
    Thread.currentThread().interrupt();
    go.countDown();
    assertThat(work.get()).isEqualTo("done");
    assertThat(Thread.interrupted()).isTrue();
  }
}
