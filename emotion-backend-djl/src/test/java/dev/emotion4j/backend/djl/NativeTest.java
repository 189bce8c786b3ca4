package dev.emotion4j.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.emotion4j.spi.Backend;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.ExecutionOptions;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class NativeTest {
  @Test
  void isFoundAsAService() {
    assertThat(ServiceLoader.load(Backend.class)).extracting(Backend::name).containsOnlyOnce("djl");
  }

  @Test
  void aMissingLibtorchIsNamedWithItsDependency() throws Exception {
    assumeTrue(System.getenv("PYTORCH_LIBRARY_PATH") == null, "PYTORCH_LIBRARY_PATH is set");
    Throwable found = loadWithout("pytorch-native-cpu");
    assertThat(found.getClass().getName()).isEqualTo("dev.emotion4j.signal.EmotionException");
    assertThat(found)
        .hasMessageContaining("found no libtorch")
        .hasMessageContaining("Add ai.djl.pytorch:pytorch-native-cpu:2.7.1 with classifier");
  }

  @Test
  void aMissingJniBridgeIsNamedWithItsDependency() throws Exception {
    assertThat(loadWithout("pytorch-jni"))
        .hasMessageContaining("Add ai.djl.pytorch:pytorch-jni:2.7.1-0.36.0 to the class path");
  }

  // The same class path less one jar, in a class loader of its own; nothing native loads.
  private static Throwable loadWithout(String artifact) throws Exception {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(
            without(artifact).toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Thread.currentThread().setContextClassLoader(loader);
      var engine = loader.loadClass(Native.class.getName()).getDeclaredMethod("engine", int.class);
      engine.setAccessible(true);
      Throwable thrown = catchThrowable(() -> engine.invoke(null, 1));
      assertThat(thrown).isInstanceOf(InvocationTargetException.class);
      return thrown.getCause();
    } finally {
      Thread.currentThread().setContextClassLoader(context);
    }
  }

  private static List<URL> without(String artifact) throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    String path = System.getProperty("java.class.path");
    assertThat(path).contains(artifact);
    for (String entry : path.split(File.pathSeparator)) {
      if (!entry.contains(artifact)) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return urls;
  }

  @Test
  void anUnknownDeviceIsRefusedWithWhatThereIs() {
    ExecutionOptions options = ExecutionOptions.DEFAULT.device(new Device("cuda:99"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Native.device(options))
        .withMessageContaining("no device 'cuda:99'; found cpu");
  }
}
