package dev.emotion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Seeded damage to valid files. Run all of RELIABILITY's mutants with {@code
 * -Demotion.fuzz.full=true}; repeat a failure with {@code -Demotion.fuzz.seed=<the seed of the
 * message>}.
 */
final class Mutants {
  private static final long SEED = Long.getLong("emotion.fuzz.seed", 20261123);
  private static final long MOST_MEMORY = 64 << 20;
  private static final long[] NUMBERS = {
    0,
    1,
    2,
    7,
    8,
    255,
    256,
    65535,
    1 << 20,
    Integer.MAX_VALUE,
    1L << 31,
    1L << 40,
    1L << 60,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1
  };
  private static final String[] TEXTS = {
    "0",
    "-1",
    "1e999",
    "99999999999999999999",
    "9223372036854775807",
    "4611686018427387904",
    "null",
    "true",
    "{}",
    "[]",
    "\"\"",
    "\"F32\"",
    "\"BF16\"",
    "\"__metadata__\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\ud800",
    "\\u0000",
    "NaN",
    " ",
    "\u00e9"
  };

  private final SplittableRandom random;

  private Mutants(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Returns how many mutants to run: a tenth unless the full number is asked for. */
  static int count(int full) {
    return Boolean.getBoolean("emotion.fuzz.full") ? full : full / 10;
  }

  /** Runs a parser over mutants; only {@link FormatException} may come out, with bounded memory. */
  static void run(List<byte[]> seeds, int count, Consumer<ByteBuffer> parser) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int refused = 0;
    int accepted = 0;
    for (int i = 0; i < count; i++) {
      long seed = SEED + i;
      byte[] mutant = new Mutants(seed).mutate(seeds.get(i % seeds.size()));
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        parser.accept(ByteBuffer.wrap(mutant));
        accepted++;
      } catch (FormatException e) {
        if (e.problem().isBlank()) {
          fail("mutant of seed " + seed + " was refused without a reason");
        }
        refused++;
      } catch (RuntimeException | Error e) {
        fail("mutant of seed " + seed + " (index " + i % seeds.size() + ") gave " + e, e);
      }
      long used = threads.getCurrentThreadAllocatedBytes() - before;
      if (used > MOST_MEMORY + mutant.length) {
        fail("mutant of seed " + seed + " used " + used + " bytes");
      }
    }
    System.out.printf("%d mutants from seed %d: %d refused%n", count, SEED, refused);
    assertThat(refused).as("mutants refused").isGreaterThan(count / 4);
    assertThat(accepted).as("mutants that are still valid").isPositive();
  }

  private byte[] mutate(byte[] seed) {
    byte[] bytes = seed.clone();
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      bytes = once(bytes);
    }
    return bytes;
  }

  private byte[] once(byte[] bytes) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    // Headers are short and data long: look at the front more often.
    int at = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(512, bytes.length));
    int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 4 : 64));
    switch (random.nextInt(8)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 3 -> {
        return splice(bytes, at, at + length, new byte[0]);
      }
      case 4 -> {
        return splice(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
      }
      case 5 -> {
        ByteBuffer number = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        number.putLong(NUMBERS[random.nextInt(NUMBERS.length)]);
        int from = random.nextInt(4) == 0 ? 0 : at;
        System.arraycopy(number.array(), 0, bytes, from, Math.min(8, bytes.length - from));
      }
      case 6 -> {
        byte[] text =
            TEXTS[random.nextInt(TEXTS.length)].getBytes(
                java.nio.charset.StandardCharsets.ISO_8859_1);
        return splice(bytes, at, at + Math.min(length, random.nextInt(6)), text);
      }
      default -> {
        byte[] noise = new byte[length];
        for (int i = 0; i < length; i++) {
          noise[i] = (byte) random.nextInt();
        }
        return splice(bytes, at, at, noise);
      }
    }
    return bytes;
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, from);
    out.writeBytes(middle);
    out.write(bytes, to, bytes.length - to);
    return out.toByteArray();
  }
}
