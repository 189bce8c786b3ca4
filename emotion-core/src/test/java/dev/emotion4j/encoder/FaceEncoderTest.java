package dev.emotion4j.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.image.PictureFiles;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.signal.FaceBox;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.Picture;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.signal.Text;
import dev.emotion4j.spi.FaceDetector;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaceEncoderTest {
  private static final FaceNetwork TINY =
      new FaceNetwork(new FaceNetwork.Config(16, List.of(2, 4), List.of(8), List.of(1), 4));

  @TempDir Path folder;

  private final FaceEncoder plain = FaceEncoder.untrained(TINY, FaceOptions.DEFAULT, 1);

  /** Says that there are faces here. */
  private static final class Fixed implements FaceDetector {
    private final List<FaceBox> faces;
    private boolean closed;

    Fixed(FaceBox... faces) {
      this.faces = List.of(faces);
    }

    @Override
    public List<FaceBox> detect(Picture picture, double smallest) {
      return faces;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static Prepared one(ModalityEncoder encoder, Signal signal) {
    return encoder.prepare(List.of(signal)).get(0);
  }

  private static float[] pixels(Prepared row) {
    return Objects.requireNonNull(row.tensors().get(FaceNetwork.PIXELS)).floats();
  }

  /** A picture that is dark but for a bright square at (20, 10) of side 20. */
  private static Picture square() {
    byte[] bytes = new byte[60 * 40];
    for (int y = 10; y < 30; y++) {
      Arrays.fill(bytes, y * 60 + 20, y * 60 + 40, (byte) 250);
    }
    return Picture.grey(60, 40, bytes);
  }

  @Test
  void withoutADetectorTheMiddleOfThePictureIsTheFaceAndTheResultSaysSo() {
    Prepared row = one(plain, FaceImage.of(square()));
    assertThat(row.problem()).isEmpty();
    assertThat(row.notes())
        .containsExactly("no face detector: the whole picture was taken as the face");
    assertThat(row.length()).isEqualTo(1);
    assertThat(pixels(row)).hasSize(256);
    assertThat(row.quality()).isGreaterThan(0).isLessThanOrEqualTo(1);
  }

  @Test
  void theFoundFaceIsCutOutWithTheMargin() {
    FaceEncoder tight =
        FaceEncoder.untrained(TINY, FaceOptions.DEFAULT.margin(0), 1)
            .withDetector(new Fixed(FaceBox.of(20, 10, 20, 20)));
    for (float pixel : pixels(one(tight, FaceImage.of(square())))) {
      assertThat(pixel).isBetween(0.5f, 1f); // antialiasing reaches over the edge of the box
    }
    FaceEncoder wide =
        FaceEncoder.untrained(TINY, FaceOptions.DEFAULT.margin(0.5), 1)
            .withDetector(new Fixed(FaceBox.of(20, 10, 20, 20)));
    float[] pixels = pixels(one(wide, FaceImage.of(square())));
    assertThat(pixels[0]).isZero();
    assertThat(pixels[8 * 16 + 8]).isCloseTo(250 / 255f, within(1e-4f));
  }

  @Test
  void ofTenFacesTheLargestIsTakenAndTheOthersAreMentioned() {
    FaceBox[] ten = new FaceBox[10];
    for (int i = 0; i < 10; i++) {
      ten[i] = FaceBox.of(i, i, 30 - i, 30 - i);
    }
    FaceEncoder encoder = plain.withDetector(new Fixed(ten));
    assertThat(one(encoder, FaceImage.of(square())).notes())
        .containsExactly("10 faces in the picture: the largest was taken");
    assertThat(encoder.faces(FaceImage.of(square()))).hasSize(10);
    assertThat(encoder.faces(FaceImage.of(square())).get(9).face()).contains(ten[9]);
  }

  @Test
  void aPictureWithoutAFaceIsAProblemOfThatPictureOnly() {
    FaceEncoder encoder = plain.withDetector(new Fixed());
    FaceImage chosen = FaceImage.of(square()).within(FaceBox.of(1, 1, 20, 20));
    List<Prepared> rows = encoder.prepare(List.of(FaceImage.of(square()), chosen));
    assertThat(rows.get(0).problem().orElseThrow())
        .startsWith("no face was found in the picture; expected at least one");
    assertThat(rows.get(1).problem()).isEmpty();
    assertThat(encoder.faces(FaceImage.of(square()))).isEmpty();
  }

  @Test
  void everyBadPictureIsAStatedProblem() throws IOException {
    byte[] png = PictureFiles.file(PictureFiles.stripes(20, 20), "png");
    Path text = Files.writeString(folder.resolve("face.jpg"), "not a picture");
    Map<Signal, String> bad = new HashMap<>();
    bad.put(FaceImage.of(PictureFiles.pngHeader(30_000, 30_000)), "900 megapixels");
    bad.put(FaceImage.of(Arrays.copyOf(png, png.length / 2)), "cut off");
    bad.put(FaceImage.of(new byte[0]), "0 bytes");
    bad.put(FaceImage.of(text), "no picture that this library reads");
    bad.put(FaceImage.of(folder.resolve("none.jpg")), "does not exist");
    bad.put(FaceImage.of(square()).within(FaceBox.of(500, 0, 9, 9)), "outside the picture");
    bad.forEach(
        (signal, words) -> {
          Prepared row = one(plain, signal);
          assertThat(row.problem().orElse("")).contains(words);
          assertThat(row.tensors()).isEmpty();
        });
  }

  @Test
  void aPictureOfOneGreyGivesFiniteNumbersAndTheLeastQuality() {
    Prepared row = one(plain, FaceImage.of(Picture.grey(30, 30, new byte[900])));
    assertThat(row.problem()).isEmpty();
    assertThat(row.quality()).isEqualTo(0.05);
    for (float pixel : pixels(row)) {
      assertThat(pixel).isZero();
    }
  }

  @Test
  void framesBecomeOneRowAndThoseWithoutAFaceAreLeftOut() {
    FaceEncoder.Frame good = plain.frame(FaceImage.of(square()));
    FaceEncoder.Frame bad = plain.frame(FaceImage.of(new byte[0]));
    Prepared row = plain.row(List.of(good, bad, good), List.of("of a video"));
    assertThat(row.length()).isEqualTo(2);
    assertThat(row.notes())
        .containsExactly(
            "of a video",
            "no face detector: the whole picture was taken as the face",
            "1 of 3 frames were left out, the first because of this: "
                + bad.problem().orElseThrow());
    Map<String, Tensor> batch = plain.batch(List.of(one(plain, FaceImage.of(square())), row));
    assertThat(Objects.requireNonNull(batch.get(FaceNetwork.PIXELS)).shape())
        .containsExactly(2, 2, 1, 16, 16);
    assertThat(Objects.requireNonNull(batch.get(FaceNetwork.FRAME_MASK)).booleans())
        .containsExactly(true, false, true, true);
    assertThat(plain.row(List.of(bad, bad), List.of()).problem()).isPresent();
  }

  @Test
  void theSettingsOpenTheSameEncoderAgain() {
    FaceNetwork network = new FaceNetwork(TINY.config(), TemporalPooling.ATTENTION);
    FaceEncoder encoder =
        FaceEncoder.untrained(network, FaceOptions.DEFAULT.margin(0.2).aligned(true), 1);
    ModalityEncoder again = new FaceEncoderProvider().open(encoder.settings(), folder);
    assertThat(again.settings()).isEqualTo(encoder.settings());
    assertThat(again.network()).isEqualTo(network);
    assertThat(again.provider()).isEqualTo("face");
    assertThat(again.opensWithWeights()).as("a saved model holds its weights").isFalse();
  }

  @Test
  void aDetectorThatIsNotThereIsSaidAndAnotherOneIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("detector.onnx"), "x");
    Map<String, String> settings = new HashMap<>(plain.settings());
    settings.put("detector", "yunet");
    settings.put("detectorFile", "gone.onnx");
    settings.put("detectorSha256", "00");
    ModalityEncoder without = new FaceEncoderProvider().open(settings, folder);
    assertThat(one(without, FaceImage.of(square())).notes().get(0))
        .contains("the model's face detector 'yunet' is not at")
        .contains("gone.onnx");
    assertThat(without.settings()).isEqualTo(settings);
    settings.put("detectorFile", String.valueOf(file.getFileName()));
    assertThatThrownBy(() -> new FaceEncoderProvider().open(settings, folder))
        .hasMessageContaining("is not the face detector that this model was made with");
    settings.remove("detectorSha256");
    assertThatThrownBy(() -> new FaceEncoderProvider().open(settings, folder))
        .hasMessageContaining("expected all of");
  }

  @Test
  void wrongSettingsAndSignalsAreNamed() {
    assertThatThrownBy(() -> new FaceEncoderProvider().open(Map.of("colour", "red"), folder))
        .hasMessageContaining("unknown settings [colour]");
    assertThatThrownBy(() -> new FaceEncoderProvider().open(Map.of("margin", "9"), folder))
        .hasMessageContaining("a crop margin of 9.0");
    assertThatThrownBy(() -> new FaceEncoderProvider().open(Map.of("aligned", "yes"), folder))
        .hasMessageContaining("expected true or false");
    assertThatThrownBy(() -> plain.prepare(List.of(Text.of("hello"))))
        .hasMessage(
            "a signal of modality 'text' for the face encoder; expected FaceImage or FaceVideo");
  }

  @Test
  void aDetectorOfTheCallersStaysOpenAndAClosedEncoderSaysSo() {
    Fixed detector = new Fixed(FaceBox.of(0, 0, 9, 9));
    FaceEncoder encoder = plain.withDetector(detector);
    encoder.close();
    encoder.close();
    assertThat(detector.closed).isFalse();
    assertThatThrownBy(() -> encoder.prepare(List.of(FaceImage.of(square()))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed");
  }
}
