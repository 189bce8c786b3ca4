package dev.emotion4j.signal;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Body signals of one wearer over one stretch of time, in memory. Immutable as its channels are;
 * {@link #toString} shows no content.
 *
 * @param channels by kind, each at most once
 * @param beats the heart beats, if the device found them itself
 * @param notes what the reader of the recording should know ("no EDA.csv"); never content
 */
public record BodyRecording(
    Map<BodyChannel.Kind, BodyChannel> channels, Optional<Beats> beats, List<String> notes) {

  /**
   * Heart beats: intervals between beats and when each ended.
   *
   * @param times the ends of the intervals in seconds, on the clock of the channels, ascending
   * @param intervals their lengths in seconds
   */
  public record Beats(double[] times, double[] intervals) {
    /** Checks that there are as many times as intervals. */
    public Beats {
      if (times.length != intervals.length) {
        throw new IllegalArgumentException(
            times.length + " times for " + intervals.length + " intervals; expected as many");
      }
    }

    @Override
    public String toString() {
      return times.length + " beats";
    }
  }

  /** Copies the map and the notes; checks that there is anything. */
  public BodyRecording {
    if (channels.isEmpty() && beats.isEmpty()) {
      throw new IllegalArgumentException(
          "a recording without channels and beats; expected at least one");
    }
    EnumMap<BodyChannel.Kind, BodyChannel> copy = new EnumMap<>(BodyChannel.Kind.class);
    channels.forEach(
        (kind, channel) -> {
          if (channel.kind() != kind) {
            throw new IllegalArgumentException(
                "a channel of " + channel.kind() + " in the place of " + kind);
          }
          copy.put(kind, channel);
        });
    channels = Collections.unmodifiableMap(copy);
    notes = List.copyOf(notes);
  }

  /** Returns a recording of these channels, each kind at most once. */
  public static BodyRecording of(Collection<BodyChannel> channels) {
    EnumMap<BodyChannel.Kind, BodyChannel> map = new EnumMap<>(BodyChannel.Kind.class);
    for (BodyChannel channel : channels) {
      if (map.put(channel.kind(), channel) != null) {
        throw new IllegalArgumentException(
            "two channels of " + channel.kind() + " in one recording; expected one");
      }
    }
    return new BodyRecording(map, Optional.empty(), List.of());
  }

  /** Returns a copy with heart beats that the device found. */
  public BodyRecording beats(Beats found) {
    return new BodyRecording(channels, Optional.of(found), notes);
  }

  /** Returns a channel, if it is there. */
  public Optional<BodyChannel> channel(BodyChannel.Kind kind) {
    return Optional.ofNullable(channels.get(kind));
  }

  /** Returns when the first sample of any channel was taken. */
  public double start() {
    double first = channels.values().stream().mapToDouble(BodyChannel::start).min().orElse(0);
    if (channels.isEmpty() && beats.isPresent() && beats.get().times().length > 0) {
      return beats.get().times()[0] - beats.get().intervals()[0];
    }
    return first;
  }

  /** Returns the time behind the last sample of any channel. */
  public double end() {
    double last = channels.values().stream().mapToDouble(BodyChannel::end).max().orElse(start());
    if (channels.isEmpty() && beats.isPresent() && beats.get().times().length > 0) {
      double[] times = beats.get().times();
      return times[times.length - 1];
    }
    return last;
  }

  @Override
  public String toString() {
    return "recording of " + channels.values() + beats.map(b -> ", " + b).orElse("");
  }
}
