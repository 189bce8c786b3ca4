package dev.emotion4j.peft;

import dev.emotion4j.model.PeftAdapter;
import dev.emotion4j.model.PeftSettings;
import dev.emotion4j.spi.Adapter;
import java.util.List;

/**
 * The parameter-efficient methods by name, for example {@code Adapters.lora(8, 16).on("query",
 * "value")}, and the way from and to the files of PEFT. Stateless.
 */
public final class Adapters {
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
    PeftSettings settings = file.settings();
    String[] paths =
        file.loraPaths().stream()
            .map(path -> path.replaceFirst("^bert\\.", ""))
            .toArray(String[]::new);
    Lora lora =
        new Lora(
            settings.rank(),
            settings.alpha(),
            settings.dropout(),
            settings.rsLora(),
            Targets.names(paths));
    return settings.dora() ? new Dora(lora) : lora;
  }

  /** Returns what PEFT's {@code adapter_config.json} says of a LoRA. */
  public static PeftSettings settings(Lora lora) {
    Targets targets = lora.targets();
    boolean named = targets.how() == Targets.How.NAMES;
    List<String> names = named ? targets.names() : List.of();
    String pattern =
        switch (targets.how()) {
          case NAMES -> "";
          case PATTERN -> targets.names().get(0);
          case ALL_LINEAR -> "all-linear";
        };
    return new PeftSettings(
        lora.rank(),
        lora.alpha(),
        names,
        pattern,
        lora.dropout(),
        lora.rankStabilized(),
        false,
        List.of(),
        "",
        "SEQ_CLS");
  }

  /** Returns what PEFT's {@code adapter_config.json} says of a DoRA. */
  public static PeftSettings settings(Dora dora) {
    return settings(dora.lora()).withDora(true);
  }
}
