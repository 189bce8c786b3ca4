package dev.emotion4j.peft;

import dev.emotion4j.model.PeftAdapter;
import dev.emotion4j.model.PeftSettings;
import dev.emotion4j.spi.Adapter;
import java.util.List;
import java.util.Optional;

/**
 * The parameter-efficient methods by name, for example {@code Adapters.lora(8, 16).on("query",
 * "value")}, and the way from and to the files of PEFT. Stateless.
 */
public final class Adapters {
  private static final String ALL_LINEAR = "all-linear";

  private Adapters() {}

  /** Returns {@link Lora} of this rank and alpha on query and value. */
  public static Lora lora(int rank, double alpha) {
    return Lora.of(rank, alpha);
  }

  /** Returns {@link Dora} of this rank and alpha on query and value. */
  public static Dora dora(int rank, double alpha) {
    return new Dora(Lora.of(rank, alpha));
  }

  /** Returns {@link Ia3} on key, value and the feed-forward branch. */
  public static Ia3 ia3() {
    return Ia3.of();
  }

  /** Returns {@link PrefixTuning} with this many keys and values. */
  public static PrefixTuning prefix(int length) {
    return new PrefixTuning(length);
  }

  /** Returns a {@link BottleneckAdapter} of this width. */
  public static BottleneckAdapter bottleneck(int size) {
    return new BottleneckAdapter(size);
  }

  /**
   * Returns the adapter that a PEFT directory describes, on exactly the sites that it has weights
   * for; a pattern in the file is never evaluated. Sites may lie deeper in our network than in the
   * file: {@code text.encoder...} for {@code encoder...}.
   *
   * @throws IllegalArgumentException if it has weights for no site
   */
  public static Adapter of(PeftAdapter file) {
    String[] paths =
        file.loraPaths().stream()
            .map(path -> path.replaceFirst("^bert\\.", ""))
            .toArray(String[]::new);
    return of(file.settings(), Targets.names(paths));
  }

  /** Returns the adapter that PEFT's {@code adapter_config.json} describes. */
  public static Adapter of(PeftSettings settings) {
    if (settings.targetPattern().isEmpty()) {
      return of(settings, Targets.names(settings.targetModules().toArray(String[]::new)));
    }
    boolean all = settings.targetPattern().equals(ALL_LINEAR);
    return of(settings, all ? Targets.ALL_LINEAR : Targets.matching(settings.targetPattern()));
  }

  private static Adapter of(PeftSettings settings, Targets targets) {
    Lora lora =
        new Lora(settings.rank(), settings.alpha(), settings.dropout(), settings.rsLora(), targets);
    return settings.dora() ? new Dora(lora) : lora;
  }

  /** Returns what {@code adapter_config.json} says of it, if PEFT's LoRA family has it. */
  public static Optional<PeftSettings> settings(Adapter adapter) {
    if (adapter instanceof Dora dora) {
      return Optional.of(settings(dora.lora()).withDora(true));
    }
    return adapter instanceof Lora lora ? Optional.of(settings(lora)) : Optional.empty();
  }

  private static PeftSettings settings(Lora lora) {
    Targets targets = lora.targets();
    String pattern =
        switch (targets.how()) {
          case NAMES -> "";
          case PATTERN -> targets.names().get(0);
          case ALL_LINEAR -> ALL_LINEAR;
        };
    return new PeftSettings(
        lora.rank(),
        lora.alpha(),
        targets.how() == Targets.How.NAMES ? targets.names() : List.of(),
        pattern,
        lora.dropout(),
        lora.rankStabilized(),
        false,
        List.of(),
        "",
        "FEATURE_EXTRACTION");
  }
}
