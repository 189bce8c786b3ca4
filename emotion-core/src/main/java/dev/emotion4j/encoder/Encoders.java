package dev.emotion4j.encoder;

import dev.emotion4j.math.Weights;
import dev.emotion4j.model.MiniLm;
import dev.emotion4j.model.OnnxCheckpoint;
import dev.emotion4j.model.Safetensors;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.spi.Meanwhile;
import dev.emotion4j.spi.Tokenizer;
import dev.emotion4j.spi.TokenizerProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Opens pretrained encoders. Stateless and thread-safe. */
public final class Encoders {
  private Encoders() {}

  /** Opens a BERT with {@link TextOptions#DEFAULT}; see {@link #bert(Path, TextOptions)}. */
  public static TextEncoder bert(Path directory) {
    return bert(directory, TextOptions.DEFAULT);
  }

  /**
   * Opens a BERT from a Hugging Face directory: {@code config.json}, {@code model.safetensors} (or
   * its shards) and {@code tokenizer.json}. Weights are memory-mapped; a prefix {@code bert.} in
   * their names is understood, and heads are ignored.
   *
   * @throws EmotionException if a file is missing or damaged, the configuration asks for another
   *     network, or no tokenizer provider is on the class path
   */
  public static TextEncoder bert(Path directory, TextOptions options) {
    BertConfig config = read(directory, "config.json", BertConfig::read);
    Bert network = network(config, options);
    Safetensors file = read(directory, "", Safetensors::of);
    Weights weights = BertWeights.select(directory.toString(), network, file.names(), file::tensor);
    byte[] json = read(directory, "tokenizer.json", Files::readAllBytes);
    Source source =
        new Source(
            Source.DIRECTORY,
            directory.toAbsolutePath().normalize().toString(),
            () -> Hashes.directory(directory));
    return new TextEncoder(source, tokenizer(json), config, weights, options);
  }

  /** Opens all-MiniLM-L6-v2 with {@link TextOptions#DEFAULT}; see {@link #miniLm(TextOptions)}. */
  public static TextEncoder miniLm() {
    return miniLm(TextOptions.DEFAULT);
  }

  /**
   * Opens all-MiniLM-L6-v2 (Apache-2.0, 384 features) from its Maven artifact {@link
   * MiniLm#ARTIFACT}; takes about a second and 90 MB outside the heap. The tokenizer is made in a
   * second thread.
   *
   * @throws IllegalStateException if the artifact is not on the class path
   */
  public static TextEncoder miniLm(TextOptions options) {
    Bert network = network(BertConfig.MINI_LM, options);
    byte[] json;
    try {
      json = MiniLm.tokenizer();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + MiniLm.ARTIFACT + " failed", e);
    }
    Meanwhile<Shared<Tokenizer>> tokenizer = Meanwhile.start("tokenizer", () -> tokenizer(json));
    try {
      OnnxCheckpoint checkpoint = MiniLm.checkpoint();
      Weights weights =
          BertWeights.select(MiniLm.ARTIFACT, network, checkpoint.names(), checkpoint::tensor);
      Source source = new Source(Source.ARTIFACT, MiniLm.ARTIFACT, checkpoint::sha256);
      return new TextEncoder(source, tokenizer.get(), BertConfig.MINI_LM, weights, options);
    } catch (IOException e) {
      tokenizer.undo(e, Shared::release);
      throw new UncheckedIOException("reading " + MiniLm.ARTIFACT + " failed", e);
    } catch (RuntimeException | Error e) {
      tokenizer.undo(e, Shared::release);
      throw e;
    }
  }

  /**
   * Opens an own ONNX face model by its settings file; see {@link ExternalFaceEncoder} for the
   * fields.
   *
   * @throws dev.emotion4j.model.FormatException if the settings have an unknown field, a missing
   *     one, or one that does not fit the model
   * @throws EmotionException if a file is missing or cannot be run
   * @throws IllegalArgumentException if no backend on the class path runs ONNX files
   */
  public static ExternalFaceEncoder onnxFace(Path settings) {
    return ExternalFaceEncoder.open(settings, FaceFinder.NONE);
  }

  private static Bert network(BertConfig config, TextOptions options) {
    if (options.maxTokens() > config.positions()) {
      throw new IllegalArgumentException(
          "maxTokens "
              + options.maxTokens()
              + "; the checkpoint has positions for "
              + config.positions()
              + " tokens, expected no more");
    }
    return new Bert(config, options.pooling());
  }

  private static Shared<Tokenizer> tokenizer(byte[] json) {
    List<TokenizerProvider> found = new ArrayList<>();
    ServiceLoader.load(TokenizerProvider.class, TokenizerProvider.class.getClassLoader())
        .forEach(found::add);
    if (found.isEmpty()) {
      throw new EmotionException(
          "no tokenizer provider on the class path; add dev.emotion4j:emotion-tokenizers");
    }
    if (found.size() > 1) {
      throw new EmotionException(
          "several tokenizer providers on the class path: "
              + found.stream().map(p -> p.name() + " in " + jar(p)).toList()
              + "; leave one");
    }
    return new Shared<>(found.get(0).create(json), Tokenizer::close);
  }

  private static String jar(TokenizerProvider provider) {
    java.security.CodeSource source = provider.getClass().getProtectionDomain().getCodeSource();
    return source == null ? "an unknown place" : String.valueOf(source.getLocation());
  }

  /**
   * Opens an own ONNX voice model by its settings file; see {@link ExternalVoiceEncoder} for the
   * fields.
   *
   * @throws EmotionException if a file is missing, damaged or not as the settings say
   * @throws IllegalArgumentException if no backend on the class path runs ONNX files
   */
  public static ExternalVoiceEncoder onnxVoice(Path settings) {
    return ExternalVoiceEncoder.open(settings);
  }

  private interface Reading<T> {
    T read(Path path) throws IOException;
  }

  private static <T> T read(Path directory, String name, Reading<T> reading) {
    Path path = name.isEmpty() ? directory : directory.resolve(name);
    if (!Files.exists(path)) {
      throw new EmotionException(
          "'"
              + path
              + "' does not exist; expected a Hugging Face directory with config.json,"
              + " model.safetensors and tokenizer.json");
    }
    try {
      return reading.read(path);
    } catch (IOException e) {
      throw new UncheckedIOException("reading '" + path + "' failed", e);
    }
  }
}
