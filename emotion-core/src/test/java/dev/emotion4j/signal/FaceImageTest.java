package dev.emotion4j.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaceImageTest {
  @Test
  void aFileThatIsNotThereIsNoErrorBeforeItIsRead() {
    FaceImage image = FaceImage.of(Path.of("no", "such", "secret-name.jpg"));
    assertThat(image.modality()).isEqualTo(Modality.FACE);
    assertThat(image.face()).isEmpty();
    assertThat(image).hasToString("face picture of a file");
  }

  @Test
  void wordsTellTheFormAndNeverTheContent() {
    assertThat(FaceImage.of(new byte[] {77, 78, 79})).hasToString("face picture of 3 bytes");
    assertThat(FaceImage.of(new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB)))
        .hasToString("face picture of 4 x 3 pixels");
    assertThat(FaceImage.of(Picture.grey(2, 1, new byte[2])).within(FaceBox.of(0, 0, 1, 1)))
        .hasToString("face picture of 2 x 1 pixels, one face chosen");
  }

  @Test
  void choosingAFaceLeavesThePictureAsItWas() {
    FaceImage whole = FaceImage.of(Path.of("a.jpg"));
    FaceBox box = FaceBox.of(1, 2, 3, 4);
    assertThat(whole.within(box).face()).contains(box);
    assertThat(whole.within(box).content()).isEqualTo(whole.content());
    assertThat(whole.face()).isEmpty();
  }

  @Test
  void boxesOverlapByTheSharedAreaOverTheArea() {
    FaceBox box = FaceBox.of(0, 0, 10, 10);
    assertThat(box.overlap(box)).isEqualTo(1);
    assertThat(box.overlap(FaceBox.of(5, 0, 10, 10))).isEqualTo(50 / 150.0);
    assertThat(box.overlap(FaceBox.of(10, 0, 5, 5))).isZero();
  }

  @Test
  void aBoxHasAnAreaAndNoOrFiveLandmarks() {
    assertThatThrownBy(() -> FaceBox.of(0, 0, 0, 4)).hasMessageContaining("positive width");
    assertThatThrownBy(() -> FaceBox.of(Double.NaN, 0, 1, 4)).hasMessageContaining("finite");
    assertThatThrownBy(() -> new FaceBox(0, 0, 1, 1, List.of(new FaceBox.Point(0, 0)), 1))
        .hasMessage("1 landmarks; expected none or 5");
    assertThatThrownBy(() -> new FaceBox(0, 0, 1, 1, List.of(), 1.5))
        .hasMessageContaining("a score from 0 to 1");
  }

  // The picture  1 2 3   turned as EXIF says, row by row.
  //              4 5 6
  @ParameterizedTest
  @CsvSource({
    "1, 123456", "2, 321654", "3, 654321", "4, 456123",
    "5, 142536", "6, 415263", "7, 635241", "8, 362514"
  })
  void aPictureIsTurnedUpright(int orientation, String expected) {
    Picture picture = Picture.grey(3, 2, new byte[] {1, 2, 3, 4, 5, 6}).upright(orientation);
    StringBuilder found = new StringBuilder();
    byte[] row = new byte[3];
    for (int y = 0; y < picture.height(); y++) {
      picture.copyRow(y, 0, picture.width(), row);
      for (int x = 0; x < picture.width(); x++) {
        assertThat(picture.sample(x, y, 0)).isEqualTo(row[x]);
        found.append(row[x]);
      }
    }
    assertThat(found).hasToString(expected);
    assertThat(picture.width()).isEqualTo(orientation < 5 ? 3 : 2);
  }

  @Test
  void theBytesFillThePicture() {
    assertThatThrownBy(() -> Picture.rgb(2, 2, new byte[4]))
        .hasMessageContaining("4 bytes for a picture of 2 x 2 pixels and 3 channels; expected 12");
    assertThatThrownBy(() -> Picture.grey(1, 1, new byte[1]).upright(9))
        .hasMessage("orientation 9; expected 1 to 8");
    assertThat(Picture.rgb(1, 1, new byte[3])).hasToString("colour picture of 1 x 1");
  }
}
