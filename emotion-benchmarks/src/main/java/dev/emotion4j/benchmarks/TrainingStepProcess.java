package dev.emotion4j.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The Java side of the comparison with PyTorch, driven by {@code peers/drive.py}: prints {@code
 * ready}, then per line read one step and {@code wall_ms cpu_ms peak_rss_mb loss}. Linux only.
 */
public final class TrainingStepProcess {
  private TrainingStepProcess() {}

  /** Runs it: {@code --mode lora|full --threads N [--batch N] [--length N]}. */
  public static void main(String[] args) throws IOException {
    String mode = option(args, "--mode", "lora");
    int threads = Integer.parseInt(option(args, "--threads", "1"));
    int batch = Integer.parseInt(option(args, "--batch", "16"));
    int length = Integer.parseInt(option(args, "--length", "128"));
    try (StepFixture fixture = new StepFixture(mode, batch, length, threads);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("ready");
      while (in.readLine() != null) {
        long cpu = cpu();
        long wall = System.nanoTime();
        double loss = fixture.step();
        double wallMillis = (System.nanoTime() - wall) / 1e6;
        double cpuMillis = (cpu() - cpu) / 1e6;
        System.out.println(
            String.format(Locale.ROOT, "%.3f %.3f %d %.6f", wallMillis, cpuMillis, peak(), loss));
      }
    }
  }

  private static String option(String[] args, String name, String otherwise) {
    for (int i = 0; i + 1 < args.length; i++) {
      if (args[i].equals(name)) {
        return args[i + 1];
      }
    }
    return otherwise;
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long peak() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM")) {
        return Long.parseLong(line.replaceAll("\\D+", "")) / 1024;
      }
    }
    return -1;
  }
}
