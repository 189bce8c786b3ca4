package dev.emotion4j.testkit;

import dev.emotion4j.encoder.KnowledgeEncoder;
import dev.emotion4j.encoder.KnowledgeSource;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.signal.Text;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.text.LexiconFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class KnowledgeEncoderContractTest extends EncoderContract {
  @TempDir static Path directory;

  @BeforeAll
  static void write() throws IOException {
    Files.writeString(
        directory.resolve("lexicon.tsv"),
        "word\tvalence\tarousal\nhappy\t8\t6\nsad\t2\t3\ncalm\t7\t1\nfurious\t2\t8\n");
    Files.writeString(
        directory.resolve("graph.tsv"),
        "高兴\tvalence\t0.9\n难过\tvalence\t-0.8\n难过\trelated\t眼泪\nhappy\tvalence\t1\n");
  }

  @Override
  protected ModalityEncoder encoder() {
    return KnowledgeEncoder.of(
            KnowledgeSource.of(
                directory.resolve("lexicon.tsv"),
                LexiconFormat.of("tab word=word value=valence,arousal")),
            KnowledgeSource.of(directory.resolve("graph.tsv"), LexiconFormat.TRIPLES).spread(0.5))
        .hidden(8);
  }

  @Override
  protected List<? extends Signal> signals() {
    return List.of(
        Text.of("I am so happy!"),
        Text.of("sad and calm"),
        Text.of("not happy, furious"),
        Text.of("我很高兴"),
        Text.of("眼泪"));
  }
}
