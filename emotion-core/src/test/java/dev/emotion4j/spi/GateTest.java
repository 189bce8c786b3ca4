package dev.emotion4j.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GateTest {
  private final AtomicInteger freed = new AtomicInteger();
  private final Gate gate = new Gate("the executable of text");

  @Test
  void refusesARunAfterClosingByName() {
    assertThat(gate.run(() -> 1)).isEqualTo(1);
    gate.close(freed::incrementAndGet);
    assertThatIllegalStateException()
        .isThrownBy(() -> gate.run(() -> 1))
        .withMessageContaining("the executable of text is closed");
  }

  @Test
  void freesOnceHoweverOftenItIsClosed() {
    gate.close(freed::incrementAndGet);
    gate.close(freed::incrementAndGet);
    assertThat(freed).hasValue(1);
  }

  @Test
  void waitsForTheRunsUnderWay() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicBoolean early = new AtomicBoolean();
    Thread runner =
        new Thread(
            () ->
                gate.run(
                    () -> {
                      running.countDown();
                      await(go);
                      early.set(freed.get() > 0);
                      return 0;
                    }));
    runner.start();
    await(running);
    Thread closer = new Thread(() -> gate.close(freed::incrementAndGet));
    closer.start();
    while (!gate.isClosed()) {
      Thread.onSpinWait();
    }
    assertThat(freed).hasValue(0);
    go.countDown();
    closer.join();
    runner.join();
    assertThat(early).isFalse();
    assertThat(freed).hasValue(1);
  }

  @Test
  void closingFromWithinARunFreesWhenTheRunLeaves() {
    int during =
        gate.run(
            () -> {
              gate.close(freed::incrementAndGet);
              return freed.get();
            });
    assertThat(during).isZero();
    assertThat(freed).hasValue(1);
  }

  @Test
  void leavesAfterAFailedRun() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                gate.run(
                    () -> {
                      throw new IllegalStateException("broken");
                    }))
        .withMessage("broken");
    gate.close(freed::incrementAndGet);
    assertThat(freed).hasValue(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
