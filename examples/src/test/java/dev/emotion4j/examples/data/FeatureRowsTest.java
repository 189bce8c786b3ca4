package dev.emotion4j.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.emotion4j.examples.data.FeatureRows.Row;
import dev.emotion4j.signal.Modality;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureRowsTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void ravdessHasFaceAndVoicePerActor() throws IOException {
    Path file = folder.resolve("ravdess.csv");
    Files.writeString(
        file,
        """
        clip,actor,gender,label,intensity,split,v00_AU01_r,v01_AU02_r,a000,a001,a002
        x,07,m,anger,01,train,1,2,3,4,5
        y,15,f,calm,01,dev,6,7,8,9,10
        """);
    FeatureRows set = FeatureRows.ravdess(file);
    assertThat(set.labels().names()).containsExactly("anger", "calm");
    Row row = set.rows().get(1);
    assertThat(row.part(Modality.FACE).values()).containsExactly(6, 7);
    assertThat(row.part(Modality.VOICE).values()).containsExactly(8, 9, 10);
    assertThat(row.group()).isEqualTo("15");
    assertThat(row.held()).isTrue();
    assertThat(set.rows().get(0).held()).isFalse();
  }

  @Test
  void cremaDGivesTheVotesOfThoseWhoOnlyHeardOrOnlySaw() throws IOException {
    Path file = folder.resolve("crema.csv");
    Files.writeString(
        file,
        """
        clip,actor,intended,split,audio_anger,audio_joy,face_anger,face_joy,av_anger,av_joy
        x,1001,joy,train,1,3,0,4,9,9
        """);
    Row row = FeatureRows.cremaD(file).rows().get(0);
    assertThat(row.label()).isEqualTo("joy");
    assertThat(row.part(Modality.VOICE).values())
        .containsExactly(
            new float[] {0.25f, 0.75f, (float) Math.log(1.5 / 5), (float) Math.log(3.5 / 5)},
            within(1e-6f));
    assertThat(row.part(Modality.FACE).values()).startsWith(0, 1);
  }

  @Test
  void mosiTakesTheRowThatALineNames() throws IOException {
    for (String split : new String[] {"train", "valid"}) {
      Files.writeString(
          folder.resolve(split + ".jsonl"),
          """
          {"row": 1, "dialogue": "d", "label": "positive", "text": "unused"}
          """);
      npy(split + ".text100.npy", 100);
      npy(split + ".audio73.npy", 73);
      npy(split + ".video100.npy", 100);
    }
    FeatureRows set = FeatureRows.mosi(folder);
    assertThat(set.rows()).hasSize(2);
    assertThat(set.rows().get(0).part(Modality.VOICE).values()).startsWith(73, 74).hasSize(73);
    assertThat(set.rows().get(1).held()).isTrue();
  }

  @Test
  void thePersonsMeanIsOverThePersonsOwnClips() throws IOException {
    Path file = folder.resolve("ravdess.csv");
    Files.writeString(
        file,
        """
        clip,actor,gender,label,intensity,split,v00_AU01_r,v01_AU02_r,a000
        x,07,m,anger,01,train,1,2,3
        y,15,f,calm,01,dev,6,7,8
        z,15,f,anger,01,dev,10,7,2
        """);
    FeatureRows set = FeatureRows.ravdess(file).withPersonBaseline();
    assertThat(set.rows().get(0).part(Modality.FACE).values()).containsExactly(1, 2, 0, 0);
    Row row = set.rows().get(2);
    assertThat(row.part(Modality.FACE).values()).containsExactly(10, 7, 2, 0);
    assertThat(row.part(Modality.VOICE).values()).containsExactly(2, -3);
    assertThat(row.label()).isEqualTo("anger");
    assertThat(row.group()).isEqualTo("15");
    assertThat(row.held()).isTrue();
  }

  // Two rows that count on.
  private void npy(String name, int width) throws IOException {
    byte[] header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, %d), }\n"
            .formatted(width)
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + header.length + 8 * width).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
    bytes.put((byte) 0).putShort((short) header.length).put(header);
    for (int i = 0; i < 2 * width; i++) {
      bytes.putFloat(i);
    }
    Files.write(folder.resolve(name), bytes.array());
  }
}
