package dev.emotion4j.examples.cli;

import dev.emotion4j.model.Downloads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code emotion install yunet}: fetches a file that its publisher gives away. */
@Command(
    name = "install",
    description =
        "Downloads a model from its publisher's address, once; prints where it is. Nothing else of"
            + " this program opens a network connection.",
    mixinStandardHelpOptions = true)
final class InstallCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "What to install: yunet, a face detector.")
  private String name = "";

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description =
          "Where to (default: the environment variable EMOTION4J_HOME, or ~/.cache/emotion4j).")
  private @Nullable Path home;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Usage usage = new Usage(spec);
    Downloads.Source source = Downloads.YUNET;
    usage.require(
        name.equals(source.name()),
        "no model named '" + name + "' can be installed; expected " + source.name());
    Path folder = home == null ? Downloads.home() : home;
    if (Downloads.installed(source, folder).isEmpty()) {
      usage.progress("downloading " + source.address() + " (licence: " + source.licence() + ")");
    }
    usage.out().println(Downloads.install(source, folder));
    usage.out().flush();
    return EmotionCommand.OK;
  }
}
