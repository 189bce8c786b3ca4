package dev.emotion4j.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.signal.BodyChannel.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BodySignalTest {
  @TempDir Path folder;

  private void write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void session() {
    write("ACC.csv", "1000.0, 1000.0, 1000.0\n32.0, 32.0, 32.0\n-61,25,6\n-62,24,11\n");
    write("BVP.csv", "1000.00\n64.000000\n-0.00\n1.5\n2.5\r\n");
    write("EDA.csv", "1000.00\n4.000000\n0.1\n0.2\n");
    write("TEMP.csv", "1000.00\n4.000000\n32.13\n");
    write("IBI.csv", "1000.000000, IBI\n83.503822,0.609403\n99.973326,0.843789\n");
    write("HR.csv", "1010.0\n1.0\n93.0\n");
  }

  private static BodyRecording open(BodySignal signal) {
    return signal.recording().orElseThrow();
  }

  private BodyRecording empatica() {
    return open(BodySignal.empatica(folder));
  }

  @Test
  void readsAFolderOfAnEmpatica() {
    session();
    BodyRecording recording = empatica();
    assertThat(recording.channels()).hasSize(6);
    assertThat(recording.notes()).isEmpty();
    assertThat(recording.channel(Kind.PPG).orElseThrow().values()).containsExactly(-0f, 1.5f, 2.5f);
    assertThat(recording.channel(Kind.MOTION_Y).orElseThrow().values()).containsExactly(25, 24);
    assertThat(recording.channel(Kind.EDA).orElseThrow().rate()).isEqualTo(4);
    BodyRecording.Beats beats = recording.beats().orElseThrow();
    assertThat(beats.times()[1]).isCloseTo(1099.973326, within(1e-9));
    assertThat(recording.start()).isEqualTo(1000);
  }

  @Test
  void aMissingFileOfAnEmpaticaIsANote() throws IOException {
    session();
    Files.delete(folder.resolve("EDA.csv"));
    Files.delete(folder.resolve("IBI.csv"));
    assertThat(empatica().notes()).containsExactly("no EDA.csv", "no IBI.csv");
    assertThat(empatica().channel(Kind.EDA)).isEmpty();
    write("IBI.csv", "1000.000000, IBI\n");
    assertThat(empatica().notes()).containsExactly("no EDA.csv", "no beats in IBI.csv");
  }

  private void refused(BodySignal signal, String message) {
    assertThatThrownBy(signal::recording)
        .isInstanceOf(EmotionException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatIsNoFolderOfAnEmpaticaIsRefused() {
    refused(BodySignal.empatica(folder), "has none of ACC.csv, BVP.csv, EDA.csv");
    refused(BodySignal.empatica(folder.resolve("nowhere")), "is no folder; expected one with ACC");
  }

  @Test
  void aFileThatIsNotWhatItsNameSaysIsRefused() throws IOException {
    session();
    Files.copy(folder.resolve("BVP.csv"), folder.resolve("x"));
    Files.delete(folder.resolve("EDA.csv"));
    Files.move(folder.resolve("x"), folder.resolve("EDA.csv"));
    refused(
        BodySignal.empatica(folder),
        "'EDA.csv': states a rate of 64.0 Hz; expected the start in row 1 and 4.0 in row 2");
    write("EDA.csv", "time,eda\n1,2\n");
    refused(BodySignal.empatica(folder), "'EDA.csv': 2 columns with names; expected 1 without");
    Files.write(
        folder.resolve("EDA.csv"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0});
    refused(BodySignal.empatica(folder), "'EDA.csv': line 2, column 1 is no number");
    write("EDA.csv", "1000.0\n4.0\n0.1\nsecret\n");
    refused(BodySignal.empatica(folder), "'EDA.csv': line 4, column 1 is no number");
    assertThatThrownBy(this::empatica).message().doesNotContain("secret");
    write("EDA.csv", "1000.0\n4.0\n\0\n");
    refused(BodySignal.empatica(folder), "'EDA.csv': line 3 holds a zero byte; expected a table");
    write("EDA.csv", "");
    refused(BodySignal.empatica(folder), "'EDA.csv': no rows of numbers");
  }

  @Test
  void readsATableWhoseColumnsAreSaid() {
    write("chest.csv", "a;b\n1;2\n;3\nNaN;4\n");
    BodyRecording recording =
        open(BodySignal.csv(folder.resolve("chest.csv"), 700, Kind.ECG, Kind.RESPIRATION));
    assertThat(recording.channel(Kind.ECG).orElseThrow().values())
        .containsExactly(1, Float.NaN, Float.NaN);
    assertThat(recording.channel(Kind.RESPIRATION).orElseThrow().values()).containsExactly(2, 3, 4);
    assertThat(recording.end()).isEqualTo(3 / 700.0);
    refused(
        BodySignal.csv(folder.resolve("chest.csv"), 700, Kind.ECG, Kind.EDA, Kind.PPG),
        "'chest.csv': 2 columns; expected 3: [ecg, eda, ppg]");
  }

  @Test
  void readsATableThatDescribesItself() {
    write("timed.csv", "time,BVP,temp,note_1\n10.0,1,33,0\n10.5,2,33.5,0\n11.0,3,34,0\n");
    BodyRecording timed = open(BodySignal.read(folder.resolve("timed.csv")));
    assertThat(timed.channels().keySet()).containsExactly(Kind.PPG, Kind.TEMPERATURE);
    assertThat(timed.channel(Kind.PPG).orElseThrow().rate()).isEqualTo(2);
    assertThat(timed.start()).isEqualTo(10);
    write("excel.csv", "\ufefftime,temp\n1,33\n2,34\n3,35\n");
    BodyRecording marked = open(BodySignal.read(folder.resolve("excel.csv")));
    assertThat(marked.channel(Kind.TEMPERATURE).orElseThrow().rate()).isEqualTo(1);
    write("stated.txt", "# Sampling Rate (Hz):= 1000.00\n# Labels:= ECG\n2044.0\n2045.0\n");
    BodyRecording stated = open(BodySignal.read(folder.resolve("stated.txt")));
    assertThat(stated.channel(Kind.ECG).orElseThrow().rate()).isEqualTo(1000);
  }

  @Test
  void aRateThatDoesNotFitIsRefused() {
    write("timed.csv", "# Sampling Rate (Hz):= 4\ntime,eda\n0,1\n0.5,2\n1,3\n");
    refused(BodySignal.read(folder.resolve("timed.csv")), "states a rate of 4.0 Hz, its times one");
    refused(
        BodySignal.csv(folder.resolve("timed.csv"), 8, Kind.EDA), "states a rate of 4.0 Hz, not 8");
    write("uneven.csv", "time,eda\n0,1\n0.5,2\n9,3\n");
    refused(
        BodySignal.read(folder.resolve("uneven.csv")),
        "its times are not evenly spaced: from row 2 to row 3 of the numbers it is 8.500 s, where"
            + " 0.5000 are usual; fill gaps");
    StringBuilder gap = new StringBuilder("time,eda\n");
    for (int i = 0; i < 100; i++) {
      gap.append(i < 70 ? i : i + 30).append(",1\n");
    }
    write("gap.csv", gap.toString());
    refused(BodySignal.read(folder.resolve("gap.csv")), "from row 70 to row 71");
    write("epoch.csv", "time,eda\n1700000000,1\n1700000001,2\n1700000061,3\n");
    refused(
        BodySignal.read(folder.resolve("epoch.csv")),
        "from row 2 to row 3 of the numbers it is 60");
    write("hole.csv", "time,eda\n0,1\n1,2\n,3\n3,4\n4,5\n");
    refused(BodySignal.read(folder.resolve("hole.csv")), "from row 2 to row 3");
    write("back.csv", "time,eda\n2,1\n1,2\n");
    refused(BodySignal.read(folder.resolve("back.csv")), "gives no sampling rate");
    write("none.csv", "eda\n1\n2\n");
    refused(
        BodySignal.read(folder.resolve("none.csv")), "no sampling rate; expected a column 'time'");
    write("other.csv", "price\n1\n2\n");
    refused(BodySignal.read(folder.resolve("other.csv")), "no column of a known name");
    assertThatThrownBy(() -> BodySignal.csv(folder, 0, Kind.EDA))
        .hasMessage("a sampling rate of 0.0 Hz; expected above 0, at most 100000");
    assertThatThrownBy(() -> BodyChannel.of(Kind.EDA, Double.NaN, 1))
        .hasMessageContaining("a sampling rate of NaN Hz for eda");
    assertThatThrownBy(() -> BodyChannel.of(Kind.TEMPERATURE, 4, 1).unit("F"))
        .hasMessage("unit 'F' for temperature; expected one of [C]");
  }

  @Test
  void noTextFileMakesTheReaderThrowAnythingElse() {
    SplittableRandom random = new SplittableRandom(7);
    String good = "# Sampling Rate (Hz):= 4\n# x\ntime,eda,temp\n0,1,33\n0.25,2,33\n0.5,,33\n";
    for (int round = 0; round < 500; round++) {
      StringBuilder text = new StringBuilder(good);
      for (int change = random.nextInt(4); change >= 0; change--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, (char) random.nextInt(256));
          case 1 -> text.deleteCharAt(at);
          default -> text.insert(at, ",;\t\n-e9.#\"".charAt(random.nextInt(10)));
        }
      }
      write("fuzz.csv", text.toString());
      try {
        open(BodySignal.read(folder.resolve("fuzz.csv")));
      } catch (EmotionException e) {
        assertThat(e).hasMessageContaining("fuzz.csv");
      }
    }
  }

  @Test
  void makingASignalOpensNothingAndShowsNothing() {
    refused(BodySignal.csv(folder, 4, Kind.EDA), "is a folder; expected a table of samples");
    BodySignal signal = BodySignal.read(folder.resolve("nowhere.csv"));
    assertThat(signal.modality()).isEqualTo(Modality.BODY);
    assertThat(signal).hasToString("body signals");
    refused(signal, "does not exist; expected a table of samples");
    BodyChannel eda = BodyChannel.of(Kind.EDA, 4, 1.25f, 2.5f, 3, 4);
    assertThat(BodySignal.of(eda)).hasToString("recording of [eda, 1.0 s at 4.0 Hz]");
    BodySignal ready = BodySignal.features(Map.of("acc_sma", 1.25f));
    assertThat(ready).hasToString("1 windows of body features");
    assertThat(ready.recording()).isEmpty();
    assertThatThrownBy(() -> BodySignal.features(List.of()))
        .hasMessage("no windows of features; expected at least one");
    assertThatThrownBy(() -> BodySignal.of(eda, eda)).hasMessageContaining("two channels of eda");
  }
}
