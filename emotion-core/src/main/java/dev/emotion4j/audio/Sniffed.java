package dev.emotion4j.audio;

import java.nio.charset.StandardCharsets;

/** Names a kind of file by its first bytes, for messages. */
final class Sniffed {
  private Sniffed() {}

  /** Returns for example {@code "FLAC"}, or what little can be said. */
  static String name(byte[] head) {
    if (head.length == 0) {
      return "an empty file";
    }
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith("fLaC")) {
      return "FLAC";
    }
    if (text.startsWith("OggS")) {
      return "Ogg";
    }
    if (text.startsWith("ID3") || head.length > 1 && head[0] == -1 && (head[1] & 0xE0) == 0xE0) {
      return "MPEG audio (MP3 or AAC)";
    }
    if (text.startsWith("ftyp", 4)) {
      return "MP4";
    }
    if (text.startsWith("FORM")) {
      return "AIFF";
    }
    if (text.startsWith("RIFX")) {
      return "big-endian WAV (RIFX)";
    }
    if (text.startsWith("RIFF")) {
      return "RIFF, but not of type WAVE";
    }
    if (text.startsWith("\u001aE\u00df\u00a3")) {
      return "Matroska or WebM";
    }
    return "an unknown format";
  }
}
