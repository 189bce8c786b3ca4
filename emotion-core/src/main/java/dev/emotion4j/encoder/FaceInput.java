package dev.emotion4j.encoder;

import dev.emotion4j.image.Crop;
import dev.emotion4j.image.Resize;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.model.Json;
import dev.emotion4j.signal.Picture;
import java.util.List;
import java.util.Set;

/**
 * What a face model takes: a crop of this size as numbers. Immutable.
 *
 * @param width in pixels
 * @param height in pixels
 * @param channels how many and in which order
 * @param last whether the channels are the last axis
 * @param mean subtracted from 0 to 255, per channel
 * @param scale multiplies the difference, per channel
 */
record FaceInput(
    int width, int height, Channels channels, boolean last, List<Double> mean, List<Double> scale) {
  static final Set<String> FIELDS =
      Set.of("width", "height", "channels", "layout", "mean", "scale", "margin");

  /** Orders of channels. */
  enum Channels {
    RGB(3),
    BGR(3),
    GREY(1);

    final int count;

    Channels(int count) {
      this.count = count;
    }
  }

  static FaceInput of(Json json, int most) {
    Channels channels =
        switch (json.get("channels").text()) {
          case "rgb" -> Channels.RGB;
          case "bgr" -> Channels.BGR;
          case "grey" -> Channels.GREY;
          default ->
              throw json.get("channels")
                  .error("found '" + json.get("channels").text() + "', expected rgb, bgr or grey");
        };
    boolean last =
        switch (json.get("layout").text()) {
          case "nchw" -> false;
          case "nhwc" -> true;
          default ->
              throw json.get("layout")
                  .error("found '" + json.get("layout").text() + "', expected nchw or nhwc");
        };
    return new FaceInput(
        json.get("width").integer(1, most),
        json.get("height").integer(1, most),
        channels,
        last,
        numbers(json, "mean", channels.count, 0),
        numbers(json, "scale", channels.count, 1));
  }

  private static List<Double> numbers(Json json, String field, int count, double standard) {
    if (json.find(field).isEmpty()) {
      return java.util.Collections.nCopies(count, standard);
    }
    List<Double> numbers = json.get(field).items().stream().map(Json::number).toList();
    if (numbers.size() != count) {
      throw json.get(field)
          .error("found " + numbers.size() + " numbers, expected one per channel: " + count);
    }
    return numbers;
  }

  /** Returns the shape of one input, the batch of 1 in front. */
  int[] tensorShape() {
    return last
        ? new int[] {1, height, width, channels.count}
        : new int[] {1, channels.count, height, width};
  }

  /** Cuts out and converts. */
  Tensor tensor(Picture picture, Crop crop) {
    int plane = width * height;
    Resize.Filter filter = Resize.Filter.BILINEAR;
    float[] planes =
        channels == Channels.GREY
            ? Resize.luma(picture, crop, width, height, filter, Resize.Edge.REPEAT)
            : Resize.planes(picture, crop, width, height, filter, Resize.Edge.REPEAT);
    float[] values = new float[channels.count * plane];
    for (int channel = 0; channel < channels.count; channel++) {
      int from = channels == Channels.BGR ? 2 - channel : channel;
      int start = planes.length == plane ? 0 : from * plane; // a grey picture has one plane
      double mean = this.mean.get(channel);
      double scale = this.scale.get(channel);
      for (int i = 0; i < plane; i++) {
        int to = last ? i * channels.count + channel : channel * plane + i;
        values[to] = (float) ((planes[start + i] - mean) * scale);
      }
    }
    return Tensor.of(values, tensorShape());
  }
}
