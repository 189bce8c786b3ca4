package dev.emotion4j.assembly;

import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.SiteWrapper;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.signal.Modality;
import dev.emotion4j.spi.FusionInputs;
import dev.emotion4j.spi.ModalityEncoder;
import dev.emotion4j.spi.Objective;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The networks of a model. Parameter paths: an encoder's are its checkpoint's names below the name
 * of its modality ({@code text.encoder.layer.0 ...}), then {@code fusion ...} and {@code classifier
 * ...}.
 */
public final class ModelNetworks {
  /** An input of {@link #fusion}: BOOL {@code [batch, modalities]}. */
  public static final String PRESENT = "present";

  /** An input of {@link #fusion}: F32 {@code [batch, modalities]}, above 0 to 1. */
  public static final String QUALITY = "quality";

  private final EmotionModel model;

  ModelNetworks(EmotionModel model) {
    this.model = model;
  }

  /** Returns the name of an input of the fusion network: the features of a modality. */
  public static String featuresOf(Modality modality) {
    return modality.name() + "_features";
  }

  /** Returns the name of an input of the fusion network: the steps of a modality. */
  public static String tokensOf(Modality modality) {
    return modality.name() + "_" + ModalityEncoder.TOKENS;
  }

  /** Returns the name of an input of the fusion network: which steps of a modality are there. */
  public static String tokenMaskOf(Modality modality) {
    return modality.name() + "_" + ModalityEncoder.TOKEN_MASK;
  }

  /** Returns whether the fusion network takes the steps of an encoder. */
  public boolean passesTokens(ModalityEncoder encoder) {
    return model.fusion().usesTokens() && encoder.tokenWidth() > 0;
  }

  /**
   * Returns the name that an encoder's input has in {@link #whole} and {@link #loss}: its own if
   * the model has one modality, else with the modality in front.
   */
  public String inputName(ModalityEncoder encoder, String name) {
    return isSingle() ? name : encoder.modality().name() + "_" + name;
  }

  /** Returns whether the model has one modality: then {@link #whole} takes no mask. */
  boolean isSingle() {
    return model.encoders().size() == 1;
  }

  /**
   * Records one encoder: its own inputs to {@code features [batch, width]} and, if fusion looks at
   * them, {@code tokens} and {@code token_mask}.
   */
  public Graph encoder(ModalityEncoder encoder) {
    return record(new EncoderNetwork(encoder, passesTokens(encoder)), false);
  }

  /** Records fusion and head: {@code *_features}, {@code present} ... to {@code logits}. */
  public Graph fusion() {
    return record(new FusionNetwork(), false);
  }

  /**
   * Records everything for samples that have these modalities: inputs to {@code logits}. A model of
   * several modalities also takes {@link #PRESENT} and {@link #QUALITY}, with a column for each of
   * its modalities, so that one row may lack what others have.
   */
  public Graph whole(Set<Modality> present) {
    return record(new WholeNetwork(present), true);
  }

  /**
   * Returns the parameters of all that is served, each once: of the whole, and of every encoder for
   * itself, whose features a fusion over steps leaves out of the whole.
   */
  List<Parameter> parameters() {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    whole(new LinkedHashSet<>(model.modalities()))
        .parameters()
        .forEach(parameter -> parameters.put(parameter.path(), parameter));
    for (ModalityEncoder encoder : model.encoders()) {
      encoder(encoder)
          .parameters()
          .forEach(parameter -> parameters.putIfAbsent(parameter.path(), parameter));
    }
    return List.copyOf(parameters.values());
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

  private static <T> Values<T> encoded(Scope<T> scope, ModalityEncoder encoder, Values<T> inputs) {
    return encoder.network().apply(scope.at(encoder.modality().name()), inputs);
  }

  private <T> T logits(Scope<T> scope, FusionInputs<T> inputs) {
    T fused = model.fusion().fuse(scope.at("fusion"), inputs);
    if (model.fusion().givesLogits()) {
      checkLogits(scope.ops().shape(fused).dim(1));
      return fused;
    }
    T dropped = scope.ops().dropout(fused, model.headDropout());
    return scope.linear("classifier", dropped, model.labels().size());
  }

  // Such a fusion knows its labels itself, and may have been made for others.
  private void checkLogits(Dim found) {
    if (!found.equals(Dim.of(model.labels().size()))) {
      throw new IllegalArgumentException(
          "the fusion '"
              + model.fusion().name()
              + "' gives "
              + found
              + " logits, the model '"
              + model.name()
              + "' has "
              + model.labels().size()
              + " labels; expected a fusion made for these labels");
    }
  }

  // An encoder without steps gives its features as the only one.
  private static <T> FusionInputs.Tokens<T> single(Ops<T> ops, T features, T present, int m) {
    return new FusionInputs.Tokens<>(ops.unsqueeze(features, 1), ops.slice(present, 1, m, m + 1));
  }

  private record EncoderNetwork(ModalityEncoder encoder, boolean tokens) implements Network {
    @Override
    public List<Input> inputs() {
      return encoder.network().inputs();
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      Values<T> all = encoded(scope, encoder, inputs);
      Values<T> chosen = Values.of(ModalityEncoder.FEATURES, all.get(ModalityEncoder.FEATURES));
      return tokens
          ? chosen
              .with(ModalityEncoder.TOKENS, all.get(ModalityEncoder.TOKENS))
              .with(ModalityEncoder.TOKEN_MASK, all.get(ModalityEncoder.TOKEN_MASK))
          : chosen;
    }
  }

  private final class FusionNetwork implements Network {
    @Override
    public List<Input> inputs() {
      List<Input> inputs = new ArrayList<>();
      for (ModalityEncoder encoder : model.encoders()) {
        Modality modality = encoder.modality();
        Dim width = Dim.of(encoder.width());
        inputs.add(Input.of(featuresOf(modality), Type.F32, Input.BATCH, width));
        if (passesTokens(encoder)) {
          Dim steps = Dim.symbol(modality.name() + "_steps");
          Dim wide = Dim.of(encoder.tokenWidth());
          inputs.add(Input.of(tokensOf(modality), Type.F32, Input.BATCH, steps, wide));
          inputs.add(Input.of(tokenMaskOf(modality), Type.BOOL, Input.BATCH, steps));
        }
      }
      inputs.add(Input.of(PRESENT, Type.BOOL, Input.BATCH, Dim.of(model.encoders().size())));
      inputs.add(Input.of(QUALITY, Type.F32, Input.BATCH, Dim.of(model.encoders().size())));
      return inputs;
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
      T present = inputs.get(PRESENT);
      List<T> features = new ArrayList<>();
      List<FusionInputs.Tokens<T>> tokens = new ArrayList<>();
      for (ModalityEncoder encoder : model.encoders()) {
        Modality modality = encoder.modality();
        T feature = inputs.get(featuresOf(modality));
        if (passesTokens(encoder)) {
          tokens.add(
              new FusionInputs.Tokens<>(
                  inputs.get(tokensOf(modality)), inputs.get(tokenMaskOf(modality))));
        } else if (model.fusion().usesTokens()) {
          tokens.add(single(scope.ops(), feature, present, features.size()));
        }
        features.add(feature);
      }
      FusionInputs<T> all = new FusionInputs<>(features, present, inputs.get(QUALITY), tokens);
      return Values.of(Objective.LOGITS, logits(scope, all));
    }
  }

  private final class WholeNetwork implements Network {
    private final List<ModalityEncoder> used;
    private final List<Input> inputs = new ArrayList<>();

    WholeNetwork(Set<Modality> present) {
      used = model.encoders().stream().filter(e -> present.contains(e.modality())).toList();
      if (used.isEmpty()) {
        throw new IllegalArgumentException(
            "no encoder for " + present + "; the model has " + model.modalities());
      }
      for (ModalityEncoder encoder : used) {
        Map<Dim, Dim> symbols = new LinkedHashMap<>();
        for (Input input : encoder.network().inputs()) {
          inputs.add(renamed(encoder, input, symbols));
        }
      }
      if (!isSingle()) {
        Dim modalities = Dim.of(model.encoders().size());
        inputs.add(Input.of(PRESENT, Type.BOOL, Input.BATCH, modalities));
        inputs.add(Input.of(QUALITY, Type.F32, Input.BATCH, modalities));
      }
    }

    // Two encoders may both call an axis "frames", of different lengths.
    private Input renamed(ModalityEncoder encoder, Input input, Map<Dim, Dim> symbols) {
      Dim[] dims = new Dim[input.spec().shape().rank()];
      for (int i = 0; i < dims.length; i++) {
        Dim dim = input.spec().shape().dim(i);
        dims[i] =
            dim.isNumber() || dim.equals(Input.BATCH)
                ? dim
                : symbols.computeIfAbsent(
                    dim, d -> Dim.symbol(inputName(encoder, String.valueOf(d))));
      }
      return Input.of(inputName(encoder, input.name()), input.spec().type(), dims);
    }

    @Override
    public List<Input> inputs() {
      return List.copyOf(inputs);
    }

    @Override
    public <T> Values<T> apply(Scope<T> scope, Values<T> values) {
      Map<Modality, Values<T>> found = new LinkedHashMap<>();
      for (ModalityEncoder encoder : used) {
        Map<String, T> own = new LinkedHashMap<>();
        for (Input input : encoder.network().inputs()) {
          own.put(input.name(), values.get(inputName(encoder, input.name())));
        }
        found.put(encoder.modality(), encoded(scope, encoder, Values.of(own)));
      }
      return Values.of(Objective.LOGITS, logits(scope, fusionInputs(scope.ops(), values, found)));
    }

    private <T> FusionInputs<T> fusionInputs(
        Ops<T> ops, Values<T> values, Map<Modality, Values<T>> found) {
      T rows = found.values().iterator().next().get(ModalityEncoder.FEATURES);
      T present = present(ops, values, rows);
      T ones = ops.constant(ones(model.encoders().size()));
      T quality = isSingle() ? ops.expand(ones, 0, rows, 0) : values.get(QUALITY);
      List<T> features = new ArrayList<>();
      List<FusionInputs.Tokens<T>> tokens = new ArrayList<>();
      for (ModalityEncoder encoder : model.encoders()) {
        Values<T> own = found.get(encoder.modality());
        T feature =
            own != null
                ? own.get(ModalityEncoder.FEATURES)
                : zeros(ops, rows, Type.F32, encoder.width());
        if (model.fusion().usesTokens()) {
          tokens.add(tokens(ops, encoder, own, feature, present, features.size()));
        }
        features.add(feature);
      }
      return new FusionInputs<>(features, present, quality, tokens);
    }

    private <T> T present(Ops<T> ops, Values<T> values, T rows) {
      boolean[] known = new boolean[model.encoders().size()];
      for (int m = 0; m < known.length; m++) {
        known[m] = used.contains(model.encoders().get(m));
      }
      T here = ops.expand(ops.constant(Tensor.of(known, 1, known.length)), 0, rows, 0);
      return isSingle() ? here : ops.and(here, values.get(PRESENT));
    }

    private <T> FusionInputs.Tokens<T> tokens(
        Ops<T> ops,
        ModalityEncoder encoder,
        @org.jspecify.annotations.Nullable Values<T> own,
        T feature,
        T present,
        int m) {
      if (!passesTokens(encoder)) {
        return single(ops, feature, present, m);
      }
      if (own == null) {
        T none = zeros(ops, feature, Type.F32, 1, encoder.tokenWidth());
        return new FusionInputs.Tokens<>(none, ops.slice(present, 1, m, m + 1));
      }
      T here = ops.slice(present, 1, m, m + 1); // [batch, 1]
      T mask = ops.and(own.get(ModalityEncoder.TOKEN_MASK), here);
      return new FusionInputs.Tokens<>(own.get(ModalityEncoder.TOKENS), mask);
    }

    private static <T> T zeros(Ops<T> ops, T rows, Type type, int... shape) {
      int[] one = new int[shape.length + 1];
      one[0] = 1;
      System.arraycopy(shape, 0, one, 1, shape.length);
      return ops.expand(ops.constant(Tensor.zeros(type, one)), 0, rows, 0);
    }

    private static Tensor ones(int count) {
      float[] ones = new float[count];
      java.util.Arrays.fill(ones, 1);
      return Tensor.of(ones, 1, count);
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
