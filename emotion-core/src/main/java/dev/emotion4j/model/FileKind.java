package dev.emotion4j.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a file that is not what it should be probably is, told by its first bytes. */
final class FileKind {
  private static final String PROGRAM =
      ", which can run code when it is opened, so this library never reads it. Convert it once, in"
          + " Python: safetensors.torch.save_file(torch.load(file, weights_only=True), target)";

  private FileKind() {}

  /** Returns what the content looks like and what to do; empty if nothing is recognised. */
  static String guess(ByteBuffer file) {
    byte[] start = new byte[Math.min(64, file.remaining())];
    file.duplicate().get(start);
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (text.startsWith("PK\3\4")) {
      return "it is a zip archive, the form of PyTorch's pickle files (.bin, .pt)" + PROGRAM;
    }
    if (start.length > 1 && start[0] == (byte) 0x80 && start[1] > 0 && start[1] <= 5) {
      return "it is a Python pickle" + PROGRAM;
    }
    if (text.startsWith("version https://git-lfs")) {
      return "it is a Git LFS pointer, not the file itself; run 'git lfs pull' or download it";
    }
    String lower = text.stripLeading().toLowerCase(java.util.Locale.ROOT);
    if (lower.startsWith("<!doctype") || lower.startsWith("<html")) {
      return "it is a web page, probably the error page of a failed download; download it again";
    }
    if (text.startsWith("\u0089HDF")) {
      return "it is an HDF5 file (Keras); convert it to safetensors";
    }
    if (text.startsWith("\u001f\u008b")) {
      return "it is a gzip archive; unpack it first";
    }
    if (text.startsWith("GGUF")) {
      return "it is a GGUF file; take the original safetensors checkpoint";
    }
    return "";
  }
}
