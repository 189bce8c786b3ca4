package dev.emotion4j.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Reference;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Weights;
import dev.emotion4j.numbers.Services;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.FaceVideo;
import dev.emotion4j.signal.FaceVideo.Frame;
import dev.emotion4j.signal.Picture;
import dev.emotion4j.signal.Signal;
import dev.emotion4j.spi.MediaDecoder;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.ModalityEncoder.Prepared;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FaceFramesTest {
  private static final int SIDE = 16;
  private static final FaceNetwork NETWORK =
      new FaceNetwork(new FaceNetwork.Config(SIDE, List.of(2, 4), List.of(4, 8), List.of(1, 1), 4));
  private final FaceEncoder encoder = FaceEncoder.untrained(NETWORK, FaceOptions.DEFAULT, 3);

  private static Frame frame(double seconds, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] pixels = new byte[40 * 40];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    return new Frame(seconds, FaceImage.of(Picture.grey(40, 40, pixels)));
  }

  private static Frame broken(double seconds) {
    return new Frame(seconds, FaceImage.of(Path.of("no", "such.jpg")));
  }

  private static FaceVideo video(int frames) {
    List<Frame> all = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      all.add(frame(i / 2.0, i));
    }
    return FaceVideo.ofFrames(all);
  }

  private Prepared prepare(Signal signal) {
    return encoder.prepare(List.of(signal)).get(0);
  }

  private float[] features(Prepared... rows) {
    var inputs = encoder.batch(List.of(rows));
    var outputs = Reference.run(Graph.record(NETWORK), Weights.initialized(3), inputs);
    return Objects.requireNonNull(outputs.get(ModalityEncoder.FEATURES)).floats();
  }

  @Test
  void aVideoIsAFacePerFrame() {
    Prepared row = prepare(video(5));
    assertThat(row.problem()).isEmpty();
    assertThat(row.length()).isEqualTo(5);
    Tensor pixels = Objects.requireNonNull(row.tensors().get(FaceNetwork.PIXELS));
    assertThat(pixels.shape()).containsExactly(5, 1, SIDE, SIDE);
  }

  @Test
  void itsFeaturesAreTheMeanOverItsFramesWhateverTheyArePaddedTo() {
    Prepared two = prepare(video(2));
    Prepared first = prepare(frame(0, 0).image());
    Prepared second = prepare(frame(0, 1).image());
    int width = encoder.width();
    float[] padded = features(two, prepare(video(4)), first, second);
    for (int i = 0; i < width; i++) {
      float mean = (padded[2 * width + i] + padded[3 * width + i]) / 2;
      assertThat(padded[i]).isCloseTo(mean, within(1e-5f));
    }
    assertThat(java.util.Arrays.copyOf(padded, width)).containsExactly(features(two));
  }

  @Test
  void framesThatCannotBeUsedAreLeftOutAndCounted() {
    Prepared row =
        prepare(FaceVideo.ofFrames(List.of(frame(0, 1), broken(0.5), broken(1), frame(1.5, 2))));
    assertThat(row.length()).isEqualTo(2);
    assertThat(row.notes())
        .anySatisfy(
            note ->
                assertThat(note)
                    .startsWith("2 of 4 frames were left out, the first because of this: "));
    Prepared none = prepare(FaceVideo.ofFrames(List.of(broken(0), broken(1))));
    assertThat(none.problem()).isPresent();
  }

  @Test
  void aLongVideoCountsWithEvenlySpreadFrames() {
    Prepared row = prepare(video(40).maxFrames(8));
    assertThat(row.length()).isEqualTo(5);
    assertThat(row.notes()).contains("5 of 40 frames count, evenly spread: the limit is 8");
  }

  @Test
  void aVideoThatCannotBeOpenedIsAProblemNotAnException() throws Exception {
    Prepared row =
        Services.with(
            MediaDecoder.class, List.of(), () -> prepare(FaceVideo.of(Path.of("clip.mp4"))));
    assertThat(row.problem().orElseThrow()).contains("Add dev.emotion4j:emotion-media");
  }

  @Test
  void ownModelsGiveTheMeanOfWhatTheySayOfTheFrames() {
    Prepared one = row(0.5, "small", 1, 4);
    Prepared other = row(1, "small", 3, 0);
    Prepared joined =
        FaceFrames.mean(List.of(one, Prepared.failed("no face"), other), List.of("of the whole"));
    assertThat(Objects.requireNonNull(joined.tensors().get(ReadyFeatures.INPUT)).floats())
        .containsExactly(2, 2);
    assertThat(joined.quality()).isCloseTo(0.75, within(1e-9));
    assertThat(joined.notes())
        .containsExactly(
            "of the whole",
            "small",
            "1 of 3 frames were left out, the first because of this: no face");
    assertThat(FaceFrames.mean(List.of(Prepared.failed("no face")), List.of()).problem())
        .contains("no face");
  }

  private static Prepared row(double quality, String note, float... features) {
    return new Prepared(
        java.util.Map.of(ReadyFeatures.INPUT, Tensor.of(features, features.length)),
        1,
        List.of(note),
        quality,
        java.util.Optional.empty());
  }
}
