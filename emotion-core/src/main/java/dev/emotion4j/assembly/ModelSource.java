package dev.emotion4j.assembly;

import dev.emotion4j.model.FormatException;
import dev.emotion4j.model.Json;
import dev.emotion4j.model.Safetensors;
import dev.emotion4j.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files of a model are: a directory, or resources of a jar. Names use {@code /}. */
interface ModelSource {
  /** Reads a JSON file. */
  Json json(String name) throws IOException;

  /** Opens a safetensors file; of a directory it is memory-mapped. */
  Safetensors tensors(String name) throws IOException;

  /** Returns the SHA-256 of a file in lower-case hexadecimal digits. */
  String sha256(String name) throws IOException;

  /** Returns what relative paths in settings are resolved against. */
  Path directory();

  /** Files below a directory; names that leave it are refused. */
  static ModelSource of(Path directory) {
    return new ModelSource() {
      @Override
      public Json json(String name) throws IOException {
        return Json.read(inside(name));
      }

      @Override
      public Safetensors tensors(String name) throws IOException {
        return Safetensors.of(inside(name));
      }

      @Override
      public String sha256(String name) throws IOException {
        return Sha256.of(inside(name));
      }

      @Override
      public Path directory() {
        return directory;
      }

      private Path inside(String name) {
        Path root = directory.toAbsolutePath().normalize();
        Path path = root.resolve(name).normalize();
        if (!path.startsWith(root)) {
          throw new FormatException(
              ModelDirectory.DESCRIPTION,
              "",
              "the path '" + name + "' leaves the model's directory");
        }
        if (!Files.isRegularFile(path)) {
          throw new FormatException(
              ModelDirectory.DESCRIPTION,
              "",
              "the file '"
                  + name
                  + "' is missing in '"
                  + directory
                  + "'; copy the whole directory");
        }
        return path;
      }
    };
  }

  /** Resources beside a class; the folder is empty or ends in {@code /}. */
  static ModelSource of(Class<?> beside, String folder) {
    return new ModelSource() {
      @Override
      public Json json(String name) throws IOException {
        return Json.parse(name, ByteBuffer.wrap(bytes(name)));
      }

      @Override
      public Safetensors tensors(String name) throws IOException {
        byte[] bytes = bytes(name);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length);
        return Safetensors.parse(name, direct.put(bytes).flip());
      }

      @Override
      public String sha256(String name) throws IOException {
        return Sha256.of(bytes(name));
      }

      @Override
      public Path directory() {
        return Path.of("");
      }

      private byte[] bytes(String name) throws IOException {
        try (InputStream in = beside.getResourceAsStream(folder + name)) {
          if (in == null) {
            throw new FormatException(
                name,
                "",
                "the resource is missing beside " + beside.getName() + "; is the jar whole?");
          }
          return in.readAllBytes();
        }
      }
    };
  }
}
