package dev.emotion4j.examples.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FerPlusFacesTest {
  private static final int AREA = 48 * 48;

  @TempDir Path folder;

  /** Forty training faces, each of one grey, and a validation face like the last of them. */
  @BeforeEach
  void write() throws IOException {
    ByteArrayOutputStream npy = new ByteArrayOutputStream();
    byte[] header =
        "{'descr': '|u1', 'fortran_order': False, 'shape': (40, 48, 48)}\n"
            .getBytes(StandardCharsets.US_ASCII);
    npy.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length, 0});
    npy.write(header);
    List<String> lines =
        new ArrayList<>(List.of("path,split,label,v0,v1,v2,v3,v4,v5,v6,v7,u,n,o,d"));
    for (int i = 0; i < 40; i++) {
      byte[] grey = new byte[AREA];
      Arrays.fill(grey, (byte) (5 * i));
      npy.write(grey);
      lines.add("train.npy#" + i + ",train,happiness,3,5,1,0,0,0,0,0,1,0,x,");
    }
    lines.add("val.png,val,sadness,1,1,1,1,1,1,1,1,0,0,x,");
    Files.write(folder.resolve("train.npy"), npy.toByteArray());
    Files.write(folder.resolve("labels.csv"), lines);
    BufferedImage image = new BufferedImage(48, 48, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < AREA; i++) {
      image.getRaster().setSample(i % 48, i / 48, 0, 195);
    }
    ImageIO.write(image, "png", folder.resolve("val.png").toFile());
  }

  @Test
  void votesThatNobodySharesAreDroppedAndGreyValuesAreThoseOfTheFile() throws IOException {
    FerPlusFaces faces = FerPlusFaces.read(folder);
    FerPlusFaces.Face first = faces.train().get(0);
    assertThat(first.target()).containsExactly(0.375f, 0.625f, 0f, 0f, 0f, 0f, 0f, 0f);
    assertThat(FerPlusFaces.LABELS.names().get(first.label())).isEqualTo("joy");
    FerPlusFaces.Face shown = faces.validation().get(0);
    assertThat(shown.pixels().floats()).containsOnly(195 / 255f);
    assertThat(shown.target().get(3)).isEqualTo(1f); // no vote is shared: the label alone
  }

  @Test
  void trainingFacesThatValidationShowsAreLeftOutAndSomeAreHeldOut() throws IOException {
    FerPlusFaces faces = FerPlusFaces.read(folder);
    assertThat(faces.train().size() + faces.heldOut().size()).isEqualTo(39);
    assertThat(faces.heldOut()).hasSizeLessThan(12);
    String shown = faces.validation().get(0).key();
    assertThat(faces.train()).noneMatch(face -> face.key().equals(shown));
    assertThat(faces.heldOut()).doesNotContainAnyElementsOf(faces.train());
  }
}
