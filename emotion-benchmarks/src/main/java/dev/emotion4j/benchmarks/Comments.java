package dev.emotion4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Made-up comments whose lengths are spread like those of real ones: many short, a few long. */
final class Comments {
  private static final String[] WORDS =
      ("the a my your this that we they she he it was is feels seems looks really so very quite too"
              + " happy sad angry scared surprised tired great awful lovely boring strange game movie"
              + " dog train friend mother work night morning story picture song and but because when"
              + " after before again never always maybe today yesterday here there")
          .split(" ");

  private Comments() {}

  /** Returns {@code count} comments of 3 to 70 words, 14 on average; the same for the same seed. */
  static List<String> of(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> comments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double u = random.nextDouble();
      comments.add(words(Math.min(70, 3 + (int) (-11 * Math.log(1 - u))), random));
    }
    return comments;
  }

  /** Returns a text of this many words. */
  static String words(int count, SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.append('.').toString();
  }
}
