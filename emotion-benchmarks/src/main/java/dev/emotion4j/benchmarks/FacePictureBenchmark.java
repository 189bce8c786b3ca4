package dev.emotion4j.benchmarks;

import ai.onnxruntime.OrtException;
import dev.emotion4j.EmotionRecognizer;
import dev.emotion4j.encoder.FaceEncoder;
import dev.emotion4j.encoder.FaceNetwork;
import dev.emotion4j.encoder.FaceOptions;
import dev.emotion4j.image.FaceDetectors;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.LabelSet;
import dev.emotion4j.signal.Sample;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A face in a JPEG of 640 x 480 to a recognition, with YuNet by path and the network that ships
 * (its weights do not matter to the time), against the bare runs of both models: {@code java -jar
 * emotion-benchmarks/target/benchmarks.jar FacePictureBenchmark -p photo=face.jpg -p
 * yunet=yunet.onnx}. Ours counts decoding, finding, cutting out and everything else.
 */
@SuppressWarnings("NullAway.Init") // JMH calls open() first
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 8, time = 2)
@Fork(1)
public class FacePictureBenchmark {
  /** Who computes: our recognizer, or the runtime alone. */
  @Param({"ours", "bare"})
  public String impl = "ours";

  /** A photograph with a face; it is brought to 640 x 480 first. */
  @Param("../shared/data/faces/media/frames/pexels_025.jpg")
  public String photo = "";

  /** YuNet's file. */
  @Param("../shared/weights/yunet_n_320_320.onnx")
  public String yunet = "";

  private EmotionRecognizer recognizer;
  private BareFaces bare;
  private Sample sample;

  /** Opens both sides; the benchmark runs one. */
  @Setup(Level.Trial)
  public void open() throws IOException, OrtException {
    byte[] jpeg = jpeg();
    FaceEncoder encoder =
        FaceEncoder.untrained(new FaceNetwork(FaceNetwork.Config.COMPACT), FaceOptions.DEFAULT, 1)
            .withDetector(FaceDetectors.YUNET, Path.of(yunet));
    recognizer =
        EmotionRecognizer.builder().encoder(encoder).labels(LabelSet.EKMAN).backend("onnx").build();
    sample = Sample.of(FaceImage.of(jpeg));
    bare = new BareFaces(recognizer.model(), Path.of(yunet), jpeg);
  }

  private byte[] jpeg() throws IOException {
    BufferedImage original = ImageIO.read(Path.of(photo).toFile());
    BufferedImage image = new BufferedImage(640, 480, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(original, 0, 0, 640, 480, null);
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", out);
    return out.toByteArray();
  }

  /** Closes both sides. */
  @TearDown(Level.Trial)
  public void close() throws OrtException {
    bare.close();
    recognizer.close();
  }

  /** One picture. */
  @Benchmark
  public Object recognize() throws OrtException {
    return impl.equals("bare") ? bare.run() : recognizer.recognize(sample);
  }
}
