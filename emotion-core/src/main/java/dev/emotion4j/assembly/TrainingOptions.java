package dev.emotion4j.assembly;

import dev.emotion4j.signal.Modality;
import dev.emotion4j.spi.Augmentation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What happens to training rows on their way into a batch; nothing of it touches validation or
 * test.
 *
 * @param augmentations per modality what changes its rows each time, in this order
 * @param classBalanced whether a row weighs inversely to the frequency of its labels, so that each
 *     class has the same say in the loss; the mean weight is 1
 * @param modalityDropout the probability with which a modality of a row is hidden from fusion, 0 to
 *     below 1; one always stays (Neverova et al., 2016)
 */
public record TrainingOptions(
    Map<Modality, List<Augmentation>> augmentations,
    boolean classBalanced,
    double modalityDropout) {
  /** Rows as they are. */
  public static final TrainingOptions NONE = new TrainingOptions(Map.of(), false, 0);

  /** Copies the map; checks the rate. */
  public TrainingOptions {
    augmentations = Map.copyOf(augmentations);
    if (!(modalityDropout >= 0 && modalityDropout < 1)) {
      throw new IllegalArgumentException(
          "modality dropout " + modalityDropout + "; expected 0 to below 1");
    }
  }

  /** Returns a copy with one more augmentation of a modality. */
  public TrainingOptions augment(Modality modality, Augmentation augmentation) {
    Map<Modality, List<Augmentation>> more = new LinkedHashMap<>(augmentations);
    more.merge(
        modality,
        List.of(augmentation),
        (a, b) -> java.util.stream.Stream.concat(a.stream(), b.stream()).toList());
    return new TrainingOptions(more, classBalanced, modalityDropout);
  }

  /** Returns a copy with or without balanced classes. */
  public TrainingOptions classBalanced(boolean balanced) {
    return new TrainingOptions(augmentations, balanced, modalityDropout);
  }

  /** Returns a copy with another rate at which modalities are hidden. */
  public TrainingOptions modalityDropout(double rate) {
    return new TrainingOptions(augmentations, classBalanced, rate);
  }
}
