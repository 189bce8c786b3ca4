package dev.emotion4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.math.Tensor;
import dev.emotion4j.signal.EmotionException;
import dev.emotion4j.signal.FaceBox;
import dev.emotion4j.signal.Picture;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.Executable;
import dev.emotion4j.spi.FaceDetector;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The search for faces of all sizes, with a network that takes every bright patch for a face. */
class FaceScanTest {
  /** Takes what is bright for a face if it is 4 to 40 pixels wide in its input of 64 x 64. */
  private static final class Bright implements FaceDecoding, Executable {
    private int runs;

    @Override
    public int width() {
      return 64;
    }

    @Override
    public int height() {
      return 64;
    }

    @Override
    public double smallest() {
      return 4;
    }

    @Override
    public boolean blueFirst() {
      return true;
    }

    @Override
    public Map<String, Tensor> inputs(float[] planes) {
      return Map.of("input", Tensor.of(planes, 3, 64, 64));
    }

    @Override
    public Map<String, Tensor> run(Map<String, Tensor> inputs) {
      runs++;
      return inputs;
    }

    @Override
    public List<FaceBox> faces(Map<String, Tensor> outputs) {
      Tensor input = Objects.requireNonNull(outputs.get("input"));
      int left = 64;
      int right = -1;
      int top = 64;
      int bottom = -1;
      for (int i = 0; i < 64 * 64; i++) {
        if (input.getFloat(i) > 130) {
          left = Math.min(left, i % 64);
          right = Math.max(right, i % 64);
          top = Math.min(top, i / 64);
          bottom = Math.max(bottom, i / 64);
        }
      }
      int size = right - left + 1;
      return size < 4 || size > 40
          ? List.of()
          : List.of(FaceBox.of(left, top, size, bottom - top + 1));
    }

    @Override
    public Device device() {
      return Device.CPU;
    }

    @Override
    public void close() {}
  }

  private final Bright network = new Bright();
  private final FaceDetector detector = new FaceScan(network, network);

  /** A dark picture with a square whose blue is bright. */
  private static Picture square(int width, int height, int x, int y, int side) {
    byte[] rgb = new byte[width * height * 3];
    for (int row = y; row < y + side; row++) {
      for (int column = x; column < x + side; column++) {
        rgb[(row * width + column) * 3 + 2] = (byte) 250;
      }
    }
    return Picture.rgb(width, height, rgb);
  }

  private static void assertAt(FaceBox face, double x, double y, double side, double tolerance) {
    assertThat(face.x()).isCloseTo(x, within(tolerance));
    assertThat(face.y()).isCloseTo(y, within(tolerance));
    assertThat(face.width()).isCloseTo(side, within(2 * tolerance));
  }

  @Test
  void aProminentFaceTakesOneRunAndItsBoxIsInPixelsOfThePicture() {
    List<FaceBox> faces = detector.detect(square(640, 480, 200, 100, 150), 0.2);
    assertThat(faces).hasSize(1);
    assertAt(faces.get(0), 200, 100, 150, 10);
    assertThat(network.runs).isEqualTo(1);
  }

  @Test
  void smallFacesAreFoundInTilesWhereverTheyAre() {
    int[][] places = {{0, 0}, {317, 233}, {620, 460}, {10, 450}};
    for (int[] place : places) {
      Picture picture = square(640, 480, place[0], place[1], 20);
      List<FaceBox> faces = detector.detect(picture, 20 / 640.0);
      assertThat(faces).as("at %d, %d", place[0], place[1]).hasSize(1);
      assertAt(faces.get(0), place[0], place[1], 20, 4);
    }
  }

  @Test
  void aFaceThatFillsThePictureIsFoundBySteppingBack() {
    List<FaceBox> faces = detector.detect(square(60, 60, 2, 2, 56), 0.5);
    assertThat(faces).hasSize(1);
    assertAt(faces.get(0), 2, 2, 56, 4);
  }

  @Test
  void greyPicturesAreDrawnIntoEveryChannel() {
    byte[] grey = new byte[64 * 64];
    for (int i = 20; i < 40; i++) {
      java.util.Arrays.fill(grey, i * 64 + 20, i * 64 + 40, (byte) 255);
    }
    assertThat(detector.detect(Picture.grey(64, 64, grey), 0.2)).hasSize(1);
  }

  @Test
  void ofOverlappingBoxesTheBestStaysAndOneInsideALargerOneGoes() {
    FaceBox good = new FaceBox(0, 0, 100, 100, List.of(), 0.9);
    FaceBox shifted = new FaceBox(20, 0, 100, 100, List.of(), 0.8);
    FaceBox nose = new FaceBox(40, 40, 20, 20, List.of(), 0.7);
    FaceBox neighbour = new FaceBox(110, 0, 90, 90, List.of(), 0.6);
    assertThat(FaceScan.suppressed(List.of(nose, neighbour, shifted, good)))
        .containsExactly(good, neighbour);
  }

  @Test
  void outputsOfAnotherNetworkAreRefused() {
    for (FaceDecoding decoding : List.of(new UltraFace(0.7), new YuNet(0.6))) {
      Map<String, Tensor> outputs = Map.of("scores", Tensor.scalar(1), "cls_8", Tensor.scalar(1));
      assertThatThrownBy(() -> decoding.faces(outputs))
          .isInstanceOf(EmotionException.class)
          .hasMessageContaining("Is it the file of another detector?");
    }
  }

  @Test
  void aSizeThatIsNoShareIsRefused() {
    assertThatThrownBy(() -> detector.detect(square(8, 8, 0, 0, 1), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a smallest face of 0.0 of the picture; expected above 0, at most 1");
  }
}
