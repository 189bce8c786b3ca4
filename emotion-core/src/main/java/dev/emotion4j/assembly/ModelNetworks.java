package dev.emotion4j.assembly;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.SiteWrapper;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.Objective;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The networks of a model. Parameter paths: an encoder's are its checkpoint's names below the name
 * of its modality ({@code text.encoder.layer.0 ...}), then {@code fusion ...} and {@code classifier
 * ...}.
 */
public final class ModelNetworks {
  /** The input of {@link #fusion}: BOOL {@code [batch, modalities]}. */
  public static final String PRESENT = "present";

  private final EmotionModel model;

  ModelNetworks(EmotionModel model) {
    this.model = model;
  }

  /** Returns the name of an input of the fusion network: the features of a modality. */
  public static String featuresOf(Modality modality) {
    return modality.name() + "_features";
  }

  /**
   * Returns the name that an encoder's input has in {@link #whole} and {@link #loss}: its own if
   * the model has one modality, else with the modality in front.
   */
  public String inputName(ModalityEncoder encoder, String name) {
    return model.encoders().size() == 1 ? name : encoder.modality().name() + "_" + name;
  }

  /** Records one encoder: its own inputs to {@code features [batch, width]}. */
  public Graph encoder(ModalityEncoder encoder) {
    return record(new EncoderNetwork(encoder), false);
  }

  /** Records fusion and head: {@code *_features} and {@code present} to {@code logits}. */
  public Graph fusion() {
    return record(new FusionNetwork(), false);
  }

  /** Records everything for samples that have these modalities: inputs to {@code logits}. */
  public Graph whole(Set<Modality> present) {
    return record(new WholeNetwork(present), true);
  }

  /** Records everything and an objective over it, to {@code loss}. */
  public Graph loss(Set<Modality> present, Objective objective) {
    return record(new LossNetwork(new WholeNetwork(present), objective), true);
  }

  // An adapter may have sites in one of the partial networks only, so those take what fits.
  private Graph record(Network network, boolean strict) {
    List<? extends SiteWrapper> adapters = model.adapters();
    return strict ? Graph.record(network, adapters) : Graph.recordLenient(network, adapters);
  }

  private static <T> T features(Scope<T> scope, ModalityEncoder encoder, Values<T> inputs) {
    Scope<T> at = scope.at(encoder.modality().name());
    return encoder.network().apply(at, inputs).get(ModalityEncoder.FEATURES);
  }

  private <T> T logits(Scope<T> scope, List<T> features, T present) {
    T fused = model.fusion().fuse(scope.at("fusion"), features, present);
    T dropped = scope.ops().dropout(fused, model.headDropout());
    return scope.linear("classifier", dropped, model.labels().size());
  }

  private record EncoderNetwork(ModalityEncoder encoder) implements Network {
    @Override
    public List<Input> inputs() {
      return encoder.network().inputs();
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      return Values.of(ModalityEncoder.FEATURES, features(scope, encoder, inputs));
    }
  }

  private final class FusionNetwork implements Network {
    @Override
    public List<Input> inputs() {
      List<Input> inputs = new ArrayList<>();
      for (ModalityEncoder encoder : model.encoders()) {
        String name = featuresOf(encoder.modality());
        inputs.add(Input.of(name, Type.F32, Input.BATCH, Dim.of(encoder.width())));
      }
      inputs.add(Input.of(PRESENT, Type.BOOL, Input.BATCH, Dim.of(model.encoders().size())));
      return inputs;
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      List<T> features = model.modalities().stream().map(m -> inputs.get(featuresOf(m))).toList();
      return Values.of(Objective.LOGITS, logits(scope, features, inputs.get(PRESENT)));
    }
  }

  private final class WholeNetwork implements Network {
    private final List<ModalityEncoder> used;

    WholeNetwork(Set<Modality> present) {
      used = model.encoders().stream().filter(e -> present.contains(e.modality())).toList();
      if (used.isEmpty()) {
        throw new IllegalArgumentException(
            "no encoder for " + present + "; the model has " + model.modalities());
      }
    }

    @Override
    public List<Input> inputs() {
      List<Input> inputs = new ArrayList<>();
      for (ModalityEncoder encoder : used) {
        for (Input input : encoder.network().inputs()) {
          inputs.add(new Input(inputName(encoder, input.name()), input.spec()));
        }
      }
      return inputs;
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Map<Modality, T> found = new LinkedHashMap<>();
      for (ModalityEncoder encoder : used) {
        Map<String, T> own = new LinkedHashMap<>();
        for (Input input : encoder.network().inputs()) {
          own.put(input.name(), inputs.get(inputName(encoder, input.name())));
        }
        found.put(encoder.modality(), features(scope, encoder, Values.of(own)));
      }
      T rows = found.values().iterator().next();
      Ops<T> ops = scope.ops();
      List<T> features = new ArrayList<>();
      boolean[] present = new boolean[model.encoders().size()];
      for (ModalityEncoder encoder : model.encoders()) {
        T value = found.get(encoder.modality());
        present[features.size()] = value != null;
        T absent = ops.constant(Tensor.zeros(Type.F32, 1, encoder.width()));
        features.add(value != null ? value : ops.expand(absent, 0, rows, 0));
      }
      T mask = ops.expand(ops.constant(Tensor.of(present, 1, present.length)), 0, rows, 0);
      return Values.of(Objective.LOGITS, logits(scope, features, mask));
    }
  }

  private record LossNetwork(Network network, Objective objective) implements Network {
    @Override
    public List<Input> inputs() {
      List<Input> inputs = new ArrayList<>(network.inputs());
      objective.inputs().stream()
          .filter(input -> !input.name().equals(Objective.LOGITS))
          .forEach(inputs::add);
      return inputs;
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      T logits = network.apply(scope, inputs).get(Objective.LOGITS);
      Values<T> results = objective.apply(scope, inputs.with(Objective.LOGITS, logits));
      return Values.of(Objective.LOSS, results.get(Objective.LOSS));
    }
  }
}
