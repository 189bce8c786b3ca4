package dev.emotion4j.media;

import dev.emotion4j.spi.MediaDecoder;
import dev.emotion4j.spi.MediaException;
import dev.emotion4j.spi.MediaException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Decodes by running {@code ffmpeg} as a child process, one per stream, so that no media file can
 * take the JVM down. Thread-safe.
 *
 * <p>The program is the one in {@code org.bytedeco:ffmpeg} with the classifier of the platform, if
 * that jar is on the class path, else the {@code ffmpeg} on the PATH. It gets its arguments as a
 * list, no input, no network, no access to files but the one named (formats that only refer to
 * other files, such as play lists, are refused), one thread, and an upper bound for pictures; its
 * output is streamed, so neither process grows with the file.
 */
public final class FfmpegDecoder implements MediaDecoder {
  /** The name of this decoder. */
  public static final String NAME = "ffmpeg";

  // Containers that hold their media themselves. Not in the list: concat, hls, dash, image2 and the
  // like, which open what the file tells them to.
  private static final String FORMATS =
      "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,flv,asf,mpeg,mpegts,mpegvideo,m4v,h264,hevc,ivf,"
          + "nut,rm,dv,gif,ogg,wav,w64,aiff,au,caf,mp3,aac,ac3,eac3,flac,amr,amrnb,amrwb,ape,wv,tta,mxf";

  private static final long MAX_PIXELS = 40_000_000;
  private static final long MAX_ALLOCATION = 512L << 20;

  private final Program program;

  /** Finds its program when the first file is opened. */
  public FfmpegDecoder() {
    this(Program.found());
  }

  /** Runs this program, whatever the class path and the PATH offer. */
  public FfmpegDecoder(Path program) {
    this(Program.at(program));
  }

  private FfmpegDecoder(Program program) {
    this.program = program;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Sound sound(Path file, int rate, Limits limits) {
    if (rate < 1000 || rate > 192_000) {
      throw new IllegalArgumentException(
          "a rate of " + rate + " samples per second; expected 1000 to 192000");
    }
    // rematrix_maxval: stereo is averaged; without it, float sound is summed and may exceed 1.
    List<String> output =
        List.of(
            "-map",
            "0:a:0",
            "-af",
            "aresample="
                + rate
                + ":rematrix_maxval=1.0,aformat=sample_fmts=flt:channel_layouts=mono",
            "-c:a",
            "pcm_f32le",
            "-f",
            "f32le",
            "pipe:1");
    return PcmSound.open(start(file, output, limits), file, rate, limits);
  }

  @Override
  public Pictures pictures(Path file, double perSecond, int maxSide, Limits limits) {
    if (!(perSecond > 0 && perSecond <= 60)) {
      throw new IllegalArgumentException(
          perSecond + " pictures per second; expected more than 0, at most 60");
    }
    if (maxSide < 16 || maxSide > 4096) {
      throw new IllegalArgumentException(
          "pictures of at most " + maxSide + " pixels a side; expected 16 to 4096");
    }
    String shrink = "min(1\\," + maxSide + "/max(iw*sar\\,ih))";
    // round=up: picture n is the last one that begins at or before n / perSecond.
    String filter =
        String.format(
            Locale.ROOT,
            "fps=fps=%.6f:start_time=0:round=up,scale=w=max(1\\,trunc(iw*sar*%s)):h=max(1\\,trunc(ih*%s))",
            perSecond,
            shrink,
            shrink);
    List<String> output =
        List.of(
            "-map",
            "0:V:0",
            "-vf",
            filter,
            "-pix_fmt",
            "rgb24",
            "-c:v",
            "ppm",
            "-f",
            "image2pipe",
            "pipe:1");
    return PpmPictures.open(start(file, output, limits), file, perSecond, maxSide, limits);
  }

  private Child start(Path file, List<String> output, Limits limits) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new MediaException(
          Reason.UNREADABLE,
          (Files.exists(file) ? "not a readable file: " : "no such file: ") + file);
    }
    List<String> command = new ArrayList<>(List.of(program.path().toString()));
    command.addAll(List.of("-hide_banner", "-nostdin", "-loglevel", "error"));
    command.addAll(List.of("-max_alloc", Long.toString(MAX_ALLOCATION), "-filter_threads", "1"));
    command.addAll(List.of("-threads", "1", "-max_pixels", Long.toString(MAX_PIXELS)));
    command.addAll(List.of("-protocol_whitelist", "file,pipe", "-format_whitelist", FORMATS));
    // A second more than wanted shows whether the limit cut something off.
    command.addAll(List.of("-t", seconds(limits)));
    command.addAll(List.of("-i", "file:" + file.toAbsolutePath()));
    command.addAll(List.of("-sn", "-dn", "-map_metadata", "-1"));
    command.addAll(output);
    try {
      return Child.start(command, program.environment(), limits.patience());
    } catch (IOException e) {
      throw new MediaException(
          Reason.NO_DECODER,
          "the ffmpeg program at " + program.path() + " does not start. " + HINT,
          e);
    }
  }

  private static String seconds(Limits limits) {
    return Long.toString(limits.duration().toSeconds() + 2);
  }
}
