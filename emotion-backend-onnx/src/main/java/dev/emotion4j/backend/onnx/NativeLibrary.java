package dev.emotion4j.backend.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import dev.emotion4j.signal.EmotionException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The native library, loaded once. The version is read from the jar before the environment is made,
 * because from 1.29.0 on making it sends telemetry and may end the process.
 */
final class NativeLibrary {
  /** The variable by which ONNX Runtime itself is told to send nothing. */
  static final String OPT_OUT = "ORT_DISABLE_TELEMETRY";

  private static final String POM = "META-INF/maven/com.microsoft.onnxruntime/onnxruntime/pom.xml";
  private static final Pattern POM_VERSION = Pattern.compile("<version>([^<]+)</version>");
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)(\\..*)?");

  private NativeLibrary() {}

  private static final class Holder {
    static final OrtEnvironment ENVIRONMENT = load();
  }

  /**
   * Returns the environment, which lives as long as the process.
   *
   * @throws EmotionException if this version is refused, or there is no native library for this
   *     machine
   */
  static OrtEnvironment environment() {
    refuseTelemetry(version(), Optional.ofNullable(System.getenv(OPT_OUT)));
    try {
      return Holder.ENVIRONMENT;
    } catch (LinkageError e) {
      throw new EmotionException(
          "ONNX Runtime has no native library for "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + ", or it does not load; its jar carries Linux (glibc) x64 and arm64, macOS arm64 and"
              + " Windows x64. Use the backend 'djl' there",
          e);
    }
  }

  private static OrtEnvironment load() {
    // Plain, without ThreadingOptions: whoever asks second with options fails for good.
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try {
      environment.setTelemetry(false);
    } catch (OrtException e) {
      throw new EmotionException("ONNX Runtime does not let its telemetry be switched off", e);
    }
    keep();
    return environment;
  }

  // When a process ends, ONNX Runtime's own hook gives back its reference to the environment. As
  // the last one it destroys it amid what others load, and aborts the process. A second reference
  // keeps it: the loads under way end, because ProcessEnd waits for them. Only a private method
  // takes one; where it is not there, all is as without.
  private static void keep() {
    try {
      Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
      Method create =
          OrtEnvironment.class.getDeclaredMethod(
              "createHandle", long.class, int.class, String.class);
      api.setAccessible(true);
      create.setAccessible(true);
      create.invoke(
          null,
          api.getLong(null),
          OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL.getValue(),
          OrtEnvironment.DEFAULT_NAME);
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      return; // another version of ONNX Runtime
    }
  }

  /** Refuses versions that send telemetry, and unknown ones. */
  static void refuseTelemetry(Optional<String> version, Optional<String> optOut) {
    if (optOut.filter("1"::equals).isPresent()) {
      return;
    }
    Matcher parts = VERSION.matcher(version.orElse(""));
    boolean silent =
        parts.matches()
            && (number(parts.group(1)) < 1
                || (number(parts.group(1)) == 1 && number(parts.group(2)) < 29));
    if (!silent) {
      throw new EmotionException(
          "ONNX Runtime "
              + version.orElse("of an unknown version")
              + " on the class path; expected 1.28.0 or earlier, because 1.29.0 and later send"
              + " telemetry by default. Depend on com.microsoft.onnxruntime:onnxruntime:1.28.0, or"
              + " set the environment variable "
              + OPT_OUT
              + "=1");
    }
  }

  private static int number(String digits) {
    return digits.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }

  /** Returns the version on the class path, without initialising any of its classes. */
  static Optional<String> version() {
    try {
      Optional<String> fromPom = versionInPom();
      return fromPom.isPresent() ? fromPom : versionInManifest();
    } catch (IOException e) {
      throw new EmotionException("the version of ONNX Runtime cannot be read from its jar", e);
    }
  }

  // The pom also survives in a jar that merges others.
  private static Optional<String> versionInPom() throws IOException {
    ClassLoader loader = OrtEnvironment.class.getClassLoader();
    try (InputStream pom = loader == null ? null : loader.getResourceAsStream(POM)) {
      if (pom == null) {
        return Optional.empty();
      }
      String text = new String(pom.readNBytes(1 << 16), StandardCharsets.UTF_8);
      Matcher found = POM_VERSION.matcher(text);
      return found.find() ? Optional.of(found.group(1).strip()) : Optional.empty();
    }
  }

  private static Optional<String> versionInManifest() throws IOException {
    URL url = OrtEnvironment.class.getResource("OrtEnvironment.class");
    URLConnection connection = url == null ? null : url.openConnection();
    if (!(connection instanceof JarURLConnection jar)) {
      return Optional.empty();
    }
    jar.setUseCaches(false);
    try (var file = jar.getJarFile()) {
      Manifest manifest = file.getManifest();
      Attributes main = manifest == null ? new Attributes() : manifest.getMainAttributes();
      return "onnxruntime".equals(main.getValue(Attributes.Name.IMPLEMENTATION_TITLE))
          ? Optional.ofNullable(main.getValue(Attributes.Name.IMPLEMENTATION_VERSION))
          : Optional.empty();
    }
  }
}
