package dev.emotion4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.emotion4j.numbers.Services;
import dev.emotion4j.signal.FaceImage;
import dev.emotion4j.signal.FaceVideo;
import dev.emotion4j.signal.FaceVideo.Frame;
import dev.emotion4j.spi.MediaDecoder;
import dev.emotion4j.spi.MediaException;
import dev.emotion4j.spi.MediaException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoFramesTest {
  @TempDir Path folder;

  /** Two pictures at 0 and 0.5 s, with a note at the end. */
  public static final class TwoPictures implements MediaDecoder {
    @Override
    public String name() {
      return "two-pictures";
    }

    @Override
    public Sound sound(Path file, int rate, Limits limits) {
      throw new MediaException(Reason.NO_SOUND, "no sound track in " + file);
    }

    @Override
    public Pictures pictures(Path file, double perSecond, int maxSide, Limits limits) {
      return new Pictures() {
        private int count;

        @Override
        public Optional<Picture> next() {
          return count == 2
              ? Optional.empty()
              : Optional.of(new Picture(count++ / perSecond, 2, 1, new byte[6]));
        }

        @Override
        public List<String> notes() {
          return count == 2 ? List.of("the file is damaged") : List.of();
        }

        @Override
        public void close() {}
      };
    }
  }

  private static List<Frame> all(FaceVideo video) {
    List<Frame> all = new ArrayList<>();
    try (VideoFrames frames = VideoFrames.open(video)) {
      for (var next = frames.next(); next.isPresent(); next = frames.next()) {
        all.add(next.get());
      }
    }
    return all;
  }

  private static List<Double> times(FaceVideo video) {
    return all(video).stream().map(Frame::seconds).toList();
  }

  private void touch(String... names) throws IOException {
    for (String name : names) {
      Files.createFile(folder.resolve(name));
    }
  }

  private static Path file(Frame frame) {
    return ((FaceImage.File) frame.image().content()).path();
  }

  @Test
  void aFolderIsReadInNaturalOrderPicturesOnly() throws IOException {
    touch("f10.jpg", "f9.JPG", "f1.png", "labels.csv", "f010.webp");
    FaceVideo video = FaceVideo.ofFolder(folder, 2);
    assertThat(all(video).stream().map(frame -> file(frame).getFileName().toString()))
        .containsExactly("f1.png", "f9.JPG", "f10.jpg", "f010.webp");
    assertThat(times(video)).containsExactly(0.0, 0.5, 1.0, 1.5);
  }

  @Test
  void fastPicturesAreThinnedOutAndSlowOnesAllTaken() {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      files.add(Path.of(i + ".jpg"));
    }
    assertThat(times(FaceVideo.ofPictures(files, 25)))
        .containsExactly(0.0, 13 / 25.0, 1.0, 38 / 25.0, 2.0);
    assertThat(times(FaceVideo.ofPictures(files, 25).perSecond(25))).hasSize(60);
    assertThat(times(FaceVideo.ofPictures(files, 1))).hasSize(60);
    try (VideoFrames slow = VideoFrames.open(FaceVideo.ofPictures(files, 1))) {
      assertThat(slow.interval()).isEqualTo(1);
    }
  }

  @Test
  void framesAtTheirTimesAreThinnedOutByTime() {
    FaceImage image = FaceImage.of(Path.of("face.jpg"));
    List<Frame> frames = new ArrayList<>();
    for (double seconds : new double[] {0, 0.1, 0.4, 0.7, 0.9, 3, 3.1}) {
      frames.add(new Frame(seconds, image));
    }
    assertThat(times(FaceVideo.ofFrames(frames))).containsExactly(0.0, 0.7, 3.0);
  }

  @Test
  void aVideoFileComesFromTheDecoderWithItsNotes() throws Exception {
    List<String> decoder = List.of(TwoPictures.class.getName());
    Services.with(
        MediaDecoder.class,
        decoder,
        () -> {
          try (VideoFrames frames = VideoFrames.open(FaceVideo.of(Path.of("clip.mp4")))) {
            assertThat(frames.next().orElseThrow().seconds()).isEqualTo(0);
            assertThat(frames.next().orElseThrow().seconds()).isEqualTo(0.5);
            assertThat(frames.next()).isEmpty();
            assertThat(frames.notes()).containsExactly("the file is damaged");
            return null;
          }
        });
  }

  @Test
  void withoutADecoderAVideoFileSaysWhatToAdd() {
    FaceVideo video = FaceVideo.of(Path.of("clip.mp4"));
    assertThatExceptionOfType(MediaException.class)
        .isThrownBy(
            () -> Services.with(MediaDecoder.class, List.of(), () -> VideoFrames.open(video)))
        .withMessageContaining("Add dev.emotion4j:emotion-media");
  }

  @Test
  void whatHoldsNoPicturesSaysSo() {
    assertThatExceptionOfType(MediaException.class)
        .isThrownBy(() -> all(FaceVideo.ofFolder(folder, 2)))
        .withMessageStartingWith("no picture files in " + folder)
        .matches(e -> e.reason() == Reason.NO_PICTURES);
    assertThatExceptionOfType(MediaException.class)
        .isThrownBy(() -> all(FaceVideo.ofFolder(folder.resolve("nothing"), 2)))
        .withMessageContaining("cannot be read")
        .matches(e -> e.reason() == Reason.UNREADABLE);
    assertThatExceptionOfType(MediaException.class)
        .isThrownBy(() -> all(FaceVideo.of(folder)))
        .withMessageContaining("Take FaceVideo.ofFolder(path, framesPerSecond)");
    assertThatExceptionOfType(MediaException.class)
        .isThrownBy(() -> all(FaceVideo.ofFrames(List.of())))
        .withMessageContaining("a video of 0 frames");
  }

  @Test
  void aStreamOfUnknownLengthIsThinnedOutEvenly() {
    for (int length : new int[] {0, 1, 7, 8, 9, 63, 64, 65, 1000}) {
      EvenFrames<Integer> even = new EvenFrames<>(8);
      for (int i = 0; i < length; i++) {
        if (even.wanted()) {
          even.add(i);
        } else {
          even.skip();
        }
      }
      List<Integer> kept = even.kept();
      assertThat(even.seen()).isEqualTo(length);
      assertThat(kept).hasSizeBetween(Math.min(length, 4), 8);
      for (int i = 0; i < kept.size(); i++) {
        assertThat(kept.get(i)).isEqualTo(kept.size() < 2 ? 0 : i * kept.get(1));
      }
    }
  }

  @Test
  void oneFrameIsTheFirst() {
    EvenFrames<Integer> one = new EvenFrames<>(1);
    for (int i = 0; i < 9; i++) {
      if (one.wanted()) {
        one.add(i);
      } else {
        one.skip();
      }
    }
    assertThat(one.kept()).containsExactly(0);
  }
}
