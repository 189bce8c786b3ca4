package dev.emotion4j.encoder;

import dev.emotion4j.math.Convolution;
import dev.emotion4j.math.Dim;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Input;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.Ops;
import dev.emotion4j.math.Scope;
import dev.emotion4j.math.Shape;
import dev.emotion4j.math.Type;
import dev.emotion4j.math.Values;
import dev.emotion4j.spi.ModalityEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A compact residual network over grey faces, trained from scratch: a stem that halves the side,
 * stages of residual blocks (He et al., 2016) with group norm (Wu and He, 2018), and a learned
 * weight per channel and place in front of the sum over places (the global depthwise convolution of
 * MobileFaceNets, Chen et al., 2018), since in an upright face places mean something. Immutable.
 *
 * <p>Inputs: {@code pixels} F32 {@code [batch, frames, 1, size, size]}, grey from 0 (black) to 1
 * (white), a picture being one frame; {@code frame_mask} BOOL {@code [batch, frames]}, false where
 * a frame is padding. Each frame is first brought to mean 0 and deviation 1, so brightness and
 * contrast do not matter; a frame of one grey gives 0.
 *
 * <p>Outputs: {@code tokens} F32 {@code [batch, frames, width]}, one row per frame; {@code
 * token_mask}, the frame mask; {@code features} F32 {@code [batch, width]}, what {@code pooling}
 * makes of the frames that are there (0 if there is none). Padding changes nothing.
 *
 * @param config the sizes
 * @param pooling how frames become one row, with its parameters under {@code temporal}
 */
public record FaceNetwork(Config config, TemporalPooling pooling) implements Network {
  /** The input of grey faces. */
  public static final String PIXELS = "pixels";

  /** The input that is true where a frame is no padding. */
  public static final String FRAME_MASK = "frame_mask";

  /** The output of one row per frame. */
  public static final String TOKENS = "tokens";

  /** The output that is true where a row of {@link #TOKENS} is no padding. */
  public static final String TOKEN_MASK = "token_mask";

  private static final double EPSILON = 1e-5;
  // Of grey values from 0 to 1: what is darker and flatter than this is noise, not a face.
  private static final double CONTRAST_EPSILON = 1e-3;
  private static final List<Integer> THREE = List.of(3, 3);
  private static final Convolution SAME = Convolution.of(2).padding(1);
  private static final Dim FRAMES = Dim.symbol("frames");

  /**
   * The sizes of a face network.
   *
   * @param size the side of the input in pixels, 16 or more
   * @param stem channels of the two convolutions of the stem; the second has stride 2
   * @param widths channels per stage, each of which halves the side; the last is the width of the
   *     features
   * @param blocks residual blocks per stage, 1 or more
   * @param groupSize channels that are normalised together; divides all channels but the first
   */
  public record Config(
      int size, List<Integer> stem, List<Integer> widths, List<Integer> blocks, int groupSize) {
    /** What ships: 48 pixels, 0.87 million parameters, 25 million multiplications per frame. */
    public static final Config COMPACT =
        new Config(48, List.of(16, 32), List.of(64, 128, 192), List.of(1, 1, 1), 16);

    /** Copies the lists and checks the numbers. */
    public Config {
      stem = List.copyOf(stem);
      widths = List.copyOf(widths);
      blocks = List.copyOf(blocks);
      if (size < 16 || stem.size() != 2 || widths.isEmpty() || blocks.size() != widths.size()) {
        throw new IllegalArgumentException(
            "size %d, stem %s, widths %s, blocks %s; expected 16 or more, two numbers, and as many"
                    .formatted(size, stem, widths, blocks)
                + " widths as blocks, at least one");
      }
      List<Integer> normed = new ArrayList<>(widths);
      normed.add(stem.get(1));
      if (groupSize < 1
          || stem.get(0) < 1
          || blocks.stream().anyMatch(b -> b < 1)
          || normed.stream().anyMatch(w -> w < 1 || w % groupSize != 0)) {
        throw new IllegalArgumentException(
            "stem %s, widths %s, blocks %s, group size %d; expected 1 or more everywhere, and"
                    .formatted(stem, widths, blocks, groupSize)
                + " channels that the group size divides");
      }
    }

    /** Returns a copy for inputs of another side. */
    public Config size(int pixels) {
      return new Config(pixels, stem, widths, blocks, groupSize);
    }

    /** Returns the width of the features. */
    public int width() {
      return widths.get(widths.size() - 1);
    }

    /** Returns these sizes as an encoder's settings; {@link #of} reads them. */
    public Map<String, String> settings() {
      Map<String, String> settings = new LinkedHashMap<>();
      settings.put("size", Integer.toString(size));
      settings.put("stem", text(stem));
      settings.put("widths", text(widths));
      settings.put("blocks", text(blocks));
      settings.put("groupSize", Integer.toString(groupSize));
      return settings;
    }

    /**
     * Reads what {@link #settings} wrote; other keys are left alone, missing ones are those of
     * {@link #COMPACT}.
     */
    public static Config of(Map<String, String> settings) {
      Map<String, String> all = new LinkedHashMap<>(COMPACT.settings());
      all.replaceAll((key, standard) -> settings.getOrDefault(key, standard));
      return new Config(
          numbers(all, "size").get(0),
          numbers(all, "stem"),
          numbers(all, "widths"),
          numbers(all, "blocks"),
          numbers(all, "groupSize").get(0));
    }

    private static String text(List<Integer> numbers) {
      return String.join(",", numbers.stream().map(String::valueOf).toList());
    }

    private static List<Integer> numbers(Map<String, String> settings, String key) {
      String text = settings.getOrDefault(key, "");
      List<Integer> numbers = new ArrayList<>();
      for (String part : text.split(",", -1)) {
        try {
          numbers.add(Integer.valueOf(part.strip()));
        } catch (NumberFormatException e) {
          throw new IllegalArgumentException(
              "face network setting " + key + " is '" + text + "'; expected whole numbers", e);
        }
      }
      return numbers;
    }
  }

  /** Returns a network that takes the mean over the frames. */
  public FaceNetwork(Config config) {
    this(config, TemporalPooling.MEAN);
  }

  @Override
  public List<Input> inputs() {
    Dim side = Dim.of(config.size());
    return List.of(
        Input.of(PIXELS, Type.F32, Input.BATCH, FRAMES, Dim.of(1), side, side),
        Input.of(FRAME_MASK, Type.BOOL, Input.BATCH, FRAMES));
  }

  @Override
  public <T> Values<T> apply(Scope<T> scope, Values<T> inputs) {
    Ops<T> ops = scope.ops();
    T pixels = inputs.get(PIXELS);
    T mask = inputs.get(FRAME_MASK);
    // Padding may be anything, NaN included: what is not there becomes black before it is used.
    T places = ops.unsqueeze(ops.unsqueeze(ops.unsqueeze(mask, -1), -1), -1);
    T x = standardize(ops, ops.foldRows(ops.where(places, pixels, ops.scalar(0))));
    x = stem(scope.at("stem"), x);
    for (int stage = 0; stage < config.widths().size(); stage++) {
      for (int block = 0; block < config.blocks().get(stage); block++) {
        Scope<T> at = scope.at("stage" + stage + "." + block);
        x = block(at, x, config.widths().get(stage), block == 0 ? 2 : 1);
      }
    }
    T tokens = ops.unfoldRows(pool(scope, x), pixels); // [batch, frames, width]
    T features = pooling.apply(scope.at("temporal"), tokens, mask);
    return Values.of(ModalityEncoder.FEATURES, features, TOKENS, tokens).with(TOKEN_MASK, mask);
  }

  private static <T> T standardize(Ops<T> ops, T x) {
    T centred = ops.sub(x, ops.mean(x, 1, 2, 3));
    T variance = ops.mean(ops.square(centred), 1, 2, 3);
    return ops.div(centred, ops.sqrt(ops.add(variance, ops.scalar(CONTRAST_EPSILON))));
  }

  private <T> T stem(Scope<T> at, T x) {
    Ops<T> ops = at.ops();
    T fine = ops.relu(at.convolution("0", x, config.stem().get(0), THREE, SAME, true));
    T half = at.convolution("1", fine, config.stem().get(1), THREE, SAME.stride(2), false);
    return ops.relu(norm(at, "norm", half));
  }

  private <T> T block(Scope<T> at, T x, int width, int stride) {
    Ops<T> ops = at.ops();
    T branch = at.convolution("conv0", x, width, THREE, SAME.stride(stride), false);
    branch = ops.relu(norm(at, "norm0", branch));
    branch = norm(at, "norm1", at.convolution("conv1", branch, width, THREE, SAME, false));
    boolean same = stride == 1 && ops.shape(x).dim(1).number() == width;
    Convolution step = Convolution.of(2).stride(stride);
    T skip = same ? x : at.convolution("skip", x, width, List.of(1, 1), step, false);
    return ops.relu(ops.add(branch, skip));
  }

  private <T> T norm(Scope<T> at, String name, T x) {
    int groups = at.ops().shape(x).dim(1).number() / config.groupSize();
    return at.groupNorm(name, x, groups, EPSILON);
  }

  private static <T> T pool(Scope<T> scope, T x) {
    Ops<T> ops = scope.ops();
    Shape shape = ops.shape(x); // [batch * frames, width, rows, columns]
    int rows = shape.dim(2).number();
    int columns = shape.dim(3).number();
    Initializer average = Initializer.constant(1.0 / (rows * columns));
    T weight = scope.parameter("pool.weight", average, shape.dim(1).number(), rows, columns);
    return ops.squeeze(ops.squeeze(ops.sum(ops.mul(x, weight), 2, 3), 3), 2);
  }
}
