package dev.emotion4j.media;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The program that {@code org.bytedeco:ffmpeg} carries for this platform, unpacked with its
 * libraries into a folder of its own that goes when the JVM ends. JavaCPP's loader is not asked: on
 * its way to the program it loads FFmpeg into the JVM.
 */
final class UnpackedProgram {
  private static final String ROOT = "org/bytedeco/ffmpeg/";

  /** Bindings for the JVM, which the program does not need. */
  private static final Pattern NEEDLESS = Pattern.compile("(lib)?jni.*|ffprobe.*");

  /** Sound devices and screens, which the program links and reading files never calls. */
  private static final Pattern DEVICES = Pattern.compile("lib(pulse|asound|xcb)[\\w-]*\\.so.*");

  private UnpackedProgram() {}

  /**
   * Unpacks the program, which takes half a second.
   *
   * @return the program, or nothing if no such jar is on the class path
   */
  static Optional<Path> find() throws IOException {
    String folder =
        ROOT + platform(System.getProperty("os.name"), System.getProperty("os.arch")) + "/";
    String program = windows() ? "ffmpeg.exe" : "ffmpeg";
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = context == null ? UnpackedProgram.class.getClassLoader() : context;
    URL url = loader.getResource(folder + program);
    URLConnection connection = url == null ? null : url.openConnection();
    if (!(connection instanceof JarURLConnection jar)) {
      return Optional.empty();
    }
    jar.setUseCaches(false);
    Path target = Files.createTempDirectory("emotion-ffmpeg-");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(target)));
    try (JarFile file = jar.getJarFile()) {
      unpack(file, folder, target);
    }
    Path unpacked = target.resolve(program);
    if (!unpacked.toFile().setExecutable(true) && !windows()) {
      throw new IOException("its rights cannot be set");
    }
    supplyDevices(unpacked);
    return Optional.of(unpacked);
  }

  /** Returns JavaCPP's name of a platform. */
  static String platform(String system, String architecture) {
    String name = system.toLowerCase(Locale.ROOT);
    String os =
        name.startsWith("windows") ? "windows" : name.startsWith("mac") ? "macosx" : "linux";
    String machine =
        switch (architecture) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm64";
          default -> architecture;
        };
    return os + "-" + machine;
  }

  private static boolean windows() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
  }

  private static void unpack(JarFile jar, String folder, Path target) throws IOException {
    for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
      String name = entry.getName();
      String last = name.substring(name.lastIndexOf('/') + 1);
      boolean ours = name.equals(folder + last) && !last.isEmpty() && !last.endsWith(".h");
      if (ours && !NEEDLESS.matcher(last).matches()) {
        try (InputStream in = jar.getInputStream(entry)) {
          Files.copy(in, target.resolve(last));
        }
      }
    }
  }

  /**
   * Lets the program start where the libraries of sound devices and screens are not installed, as
   * on servers. The dynamic linker wants the files to be there, although their functions are bound
   * when they are first called, which reading files never does: any other library stands in.
   */
  private static void supplyDevices(Path program) throws IOException {
    Path folder = program.getParent();
    Optional<Path> standIn = folder == null ? Optional.empty() : standIn(folder);
    for (int attempt = 0; attempt < 8 && standIn.isPresent(); attempt++) {
      Optional<String> missing = Diagnosis.missingLibrary(complaints(program));
      if (missing.isEmpty() || !DEVICES.matcher(missing.get()).matches()) {
        return;
      }
      Files.copy(standIn.get(), program.resolveSibling(missing.get()));
    }
  }

  private static Optional<Path> standIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().contains(".so"))
          .min(Comparator.comparingLong(file -> file.toFile().length()));
    }
  }

  private static String complaints(Path program) throws IOException {
    try (Child child =
        Child.start(
            java.util.List.of(program.toString(), "-hide_banner", "-version"),
            Map.of("LD_BIND_NOW", "", "LD_LIBRARY_PATH", String.valueOf(program.getParent())),
            dev.emotion4j.spi.MediaDecoder.Limits.DEFAULT.patience())) {
      byte[] ignored = new byte[64 * 1024];
      child.read(ignored, 0, ignored.length);
      child.exit();
      return child.complaints();
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // Gone already, or in use until the machine cleans its temporary folder.
    }
    folder.toFile().delete();
  }
}
