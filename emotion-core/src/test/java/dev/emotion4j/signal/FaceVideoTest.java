package dev.emotion4j.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.emotion4j.signal.FaceVideo.Frame;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaceVideoTest {
  private static final FaceImage IMAGE = FaceImage.of(Path.of("face.jpg"));

  @Test
  void aVideoIsFaceEvidenceAndOpensNothing() {
    FaceVideo video = FaceVideo.of(Path.of("no/such/file.mp4"));
    assertThat(video.modality()).isEqualTo(Modality.FACE);
    assertThat(video.perSecond()).isEqualTo(2);
    assertThat(video.maxFrames()).isEqualTo(64);
    assertThat(video).hasToString("face video of a file at 2.0 per second");
  }

  @Test
  void samplingAndLimitAreCopies() {
    FaceVideo video = FaceVideo.ofFolder(Path.of("frames"), 25);
    FaceVideo other = video.perSecond(5).maxFrames(8);
    assertThat(video.perSecond()).isEqualTo(2);
    assertThat(other.perSecond()).isEqualTo(5);
    assertThat(other.maxFrames()).isEqualTo(8);
    assertThat(other.source()).isEqualTo(new FaceVideo.Folder(Path.of("frames"), 25));
  }

  @Test
  void framesComeInTheOrderOfTheirTimes() {
    List<Frame> turned = List.of(new Frame(1, IMAGE), new Frame(0.5, IMAGE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaceVideo.ofFrames(turned))
        .withMessage(
            "frame 1 at 0.5 s after one at 1.0 s; expected frames in the order of their times");
    assertThat(FaceVideo.ofFrames(List.of(new Frame(0, IMAGE), new Frame(0, IMAGE))))
        .hasToString("face video of 2 frames at 2.0 per second");
  }

  @Test
  void wrongNumbersAreRefused() {
    FaceVideo video = FaceVideo.of(Path.of("clip.mp4"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> video.perSecond(0))
        .withMessage("sampling of 0.0 frames per second; expected more than 0, at most 60");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> video.maxFrames(0))
        .withMessage("at most 0 frames of a sample; expected 1 to 512");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaceVideo.ofFolder(Path.of("frames"), Double.NaN))
        .withMessage("NaN frames per second; expected more than 0, at most 1000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Frame(-1, IMAGE))
        .withMessageStartingWith("a frame at -1.0 s; expected 0 or more");
  }
}
