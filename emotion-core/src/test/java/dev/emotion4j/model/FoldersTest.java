package dev.emotion4j.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emotion4j.text.ConceptGraph;
import dev.emotion4j.text.LexiconFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
  @TempDir Path folder;

  @Test
  void aFolderIsNamedWhereAFileIsRead() {
    Map<String, ThrowingCallable> readers =
        Map.of(
            "a JSON file", () -> Json.read(folder),
            "an ONNX file", () -> OnnxFile.of(folder),
            "an ONNX file of weights", () -> OnnxCheckpoint.of(folder),
            "a file of words or concepts", () -> ConceptGraph.read(folder, LexiconFormat.TRIPLES));
    readers.forEach(
        (expected, reader) ->
            assertThatThrownBy(reader)
                .isInstanceOf(IOException.class)
                .hasMessage(folder + ": this is a folder; expected " + expected));
  }
}
