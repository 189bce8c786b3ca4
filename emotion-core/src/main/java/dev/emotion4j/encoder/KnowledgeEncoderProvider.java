package dev.emotion4j.encoder;

import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.spi.EncoderProvider;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.text.LexiconFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Opens a {@link KnowledgeEncoder} from its settings; the lexicons must be at their paths, with the
 * bytes that the model was made on. Stateless.
 */
public final class KnowledgeEncoderProvider implements EncoderProvider {
  private static final int MOST = 16;

  /** Makes the provider; for ServiceLoader. */
  public KnowledgeEncoderProvider() {}

  @Override
  public String name() {
    return KnowledgeEncoder.PROVIDER;
  }

  @Override
  public ModalityEncoder open(Map<String, String> settings, Path directory) {
    Set<String> unknown = new TreeSet<>(settings.keySet());
    int count = number(settings, "lexicons", Integer::valueOf);
    if (count < 1 || count > MOST) {
      throw new IllegalArgumentException("lexicons " + count + "; expected 1 to " + MOST);
    }
    KnowledgeSource[] sources = new KnowledgeSource[count];
    for (int i = 0; i < count; i++) {
      String name = "lexicon." + i + ".";
      Path file = directory.resolve(setting(settings, name + "path"));
      if (!Files.isRegularFile(file)) {
        throw new EmotionException(
            "the lexicon '"
                + file
                + "' is not there; models refer to lexicons, they do not hold them. Put it there");
      }
      sources[i] =
          new KnowledgeSource(
              file,
              LexiconFormat.of(setting(settings, name + "format")),
              number(settings, name + "spread", Double::valueOf));
      unknown.removeAll(Set.of(name + "path", name + "format", name + "spread", name + "sha256"));
    }
    unknown.removeAll(Set.of("lexicons", "hidden", "seed"));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown settings "
              + unknown
              + " of a knowledge encoder; this model is newer than the library");
    }
    KnowledgeEncoder encoder =
        KnowledgeEncoder.of(sources)
            .hidden(number(settings, "hidden", Integer::valueOf))
            .seed(number(settings, "seed", Long::valueOf));
    check(settings, encoder.settings(), count);
    return encoder;
  }

  private static void check(Map<String, String> wanted, Map<String, String> found, int count) {
    for (int i = 0; i < count; i++) {
      String name = "lexicon." + i + ".sha256";
      if (!setting(wanted, name).equals(found.get(name))) {
        throw new EmotionException(
            "the lexicon '"
                + found.get("lexicon." + i + ".path")
                + "' has SHA-256 "
                + found.get(name)
                + "; this model was made on "
                + wanted.get(name)
                + ". Use the same version of the file");
      }
    }
  }

  private static String setting(Map<String, String> settings, String name) {
    String value = settings.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the setting '" + name + "' of a knowledge encoder is missing");
    }
    return value;
  }

  private static <N> N number(
      Map<String, String> settings, String name, Function<String, N> parsing) {
    String value = setting(settings, name);
    try {
      return parsing.apply(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "setting '" + name + "' is '" + value + "'; expected a number", e);
    }
  }
}
