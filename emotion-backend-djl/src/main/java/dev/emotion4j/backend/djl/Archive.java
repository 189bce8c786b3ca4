package dev.emotion4j.backend.djl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The TorchScript file format, as far as a module of methods without parameters needs it: an
 * uncompressed zip of a pickle (one object without state), the text of its class, no constants.
 */
final class Archive {
  /** The name of the class that the text declares. */
  static final String CLASS = "__torch__.Net";

  private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

  private Archive() {}

  /** Returns the file whose class has these methods. */
  static byte[] of(String methods) {
    String text =
        "class Net(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
            + methods;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, "net/data.pkl", pickle());
      put(zip, "net/code/__torch__.py", text.getBytes(StandardCharsets.UTF_8));
      put(zip, "net/constants.pkl", NO_CONSTANTS);
      put(zip, "net/version", "3\n".getBytes(StandardCharsets.US_ASCII));
      put(zip, "net/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  // Protocol 2: the class, an empty tuple, NEWOBJ, then BUILD with {"training": True}.
  private static byte[] pickle() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x80);
    out.write(2);
    out.writeBytes("c__torch__\nNet\n".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[] {')', (byte) 0x81, '}', '('});
    byte[] key = "training".getBytes(StandardCharsets.US_ASCII);
    out.writeBytes(new byte[] {'X', (byte) key.length, 0, 0, 0});
    out.writeBytes(key);
    out.writeBytes(new byte[] {(byte) 0x88, 'u', 'b', '.'});
    return out.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] data) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    CRC32 sum = new CRC32();
    sum.update(data);
    entry.setSize(data.length);
    entry.setCompressedSize(data.length);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(data);
    zip.closeEntry();
  }
}
