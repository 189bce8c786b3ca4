package dev.emotion4j.audio;

import dev.emotion4j.math.Input;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.ExecutionOptions;
import dev.emotion4j.spi.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Silero's voice activity detector (version 5, MIT), an ONNX file by path, run by the backend on
 * the class path. Each window is given with the 64 samples before it, and the network's state is
 * kept from window to window. Thread-safe; closing frees the model.
 */
public final class SileroActivity implements VoiceActivity {
  private static final int CONTEXT = 64;
  private static final int STATE = 128;

  private final Executable model;
  private final String input;
  private final String state;
  private final boolean takesRate;

  private SileroActivity(Executable model, String input, String state, boolean takesRate) {
    this.model = model;
    this.input = input;
    this.state = state;
    this.takesRate = takesRate;
  }

  /**
   * Opens the model.
   *
   * @throws IOException if the file cannot be read
   * @throws EmotionException if it is no ONNX file, or not this model
   * @throws IllegalArgumentException if no backend on the class path runs ONNX files
   */
  public static SileroActivity open(Path file) throws IOException {
    ModelFiles files = ModelFiles.any();
    List<Input> inputs = files.inputs(file);
    List<String> names = inputs.stream().map(Input::name).toList();
    if (!names.contains("input") || !names.contains("state")) {
      throw new EmotionException(
          "'"
              + file
              + "' takes "
              + names
              + "; expected input and state, as Silero VAD 5 for 16 kHz does");
    }
    Executable model = files.open(file, ExecutionOptions.DEFAULT);
    return new SileroActivity(model, "input", "state", names.contains("sr"));
  }

  @Override
  public Detector start() {
    return new Listening();
  }

  @Override
  public void close() {
    model.close();
  }

  private final class Listening implements Detector {
    private final float[] samples = new float[CONTEXT + WINDOW];
    private Tensor memory = Tensor.zeros(Type.F32, 2, 1, STATE);

    @Override
    public double speech(float[] window) {
      System.arraycopy(samples, WINDOW, samples, 0, CONTEXT);
      System.arraycopy(window, 0, samples, CONTEXT, WINDOW);
      Map<String, Tensor> inputs = new LinkedHashMap<>();
      inputs.put(input, Tensor.of(samples.clone(), 1, samples.length));
      inputs.put(state, memory);
      if (takesRate) {
        inputs.put("sr", Tensor.of(new long[] {SAMPLE_RATE}));
      }
      double probability = Double.NaN;
      for (Tensor output : model.run(inputs).values()) {
        if (Arrays.equals(output.shape(), memory.shape())) {
          memory = output;
        } else {
          probability = output.getFloat(0);
        }
      }
      if (!(probability >= 0 && probability <= 1)) {
        throw new EmotionException(
            "the voice activity model gave " + probability + "; expected a probability");
      }
      return probability;
    }
  }
}
