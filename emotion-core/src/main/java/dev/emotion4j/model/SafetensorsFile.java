package dev.emotion4j.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Opens safetensors files: from a mapping, from a buffer, from several shards. */
final class SafetensorsFile {
  private static final long MOST_MAPPED = Integer.MAX_VALUE;

  private SafetensorsFile() {}

  /** A stretch of the data that is mapped in one piece. */
  private record Segment(long begin, long end, ByteBuffer bytes) {}

  static Safetensors map(Path path) throws IOException {
    String file = String.valueOf(path.getFileName());
    try (FileChannel channel = FileChannel.open(path)) {
      long size = channel.size();
      ByteBuffer start = map(channel, 0, Math.min(size, 64));
      int length = SafetensorsHeader.length(file, size, start);
      long data = 8L + length;
      SafetensorsHeader header =
          SafetensorsHeader.parse(file, map(channel, 8, length), size - data);
      return view(file, header, segments(channel, data, header));
    }
  }

  static Safetensors parse(String file, ByteBuffer bytes) {
    ByteBuffer all = bytes.slice();
    int length = SafetensorsHeader.length(file, all.remaining(), all);
    int data = 8 + length;
    SafetensorsHeader header =
        SafetensorsHeader.parse(file, all.slice(8, length), all.remaining() - data);
    ByteBuffer rest = all.slice(data, all.remaining() - data);
    return view(file, header, List.of(new Segment(0, rest.remaining(), rest)));
  }

  private static ByteBuffer map(FileChannel channel, long position, long length)
      throws IOException {
    return channel.map(FileChannel.MapMode.READ_ONLY, position, length);
  }

  /** Maps the data in as few pieces as 2 GB each allow; larger tensors stay unmapped. */
  private static List<Segment> segments(FileChannel channel, long data, SafetensorsHeader header)
      throws IOException {
    List<SafetensorsHeader.Entry> sorted = new ArrayList<>(header.entries().values());
    sorted.sort(Comparator.comparingLong(SafetensorsHeader.Entry::end));
    List<Segment> segments = new ArrayList<>();
    long begin = 0;
    long end = 0;
    for (SafetensorsHeader.Entry entry : sorted) {
      boolean tooLarge = entry.length() > MOST_MAPPED;
      if (tooLarge || entry.end() - begin > MOST_MAPPED) {
        segments.add(new Segment(begin, end, map(channel, data + begin, end - begin)));
        begin = tooLarge ? entry.end() : entry.begin();
      }
      end = entry.end();
    }
    segments.add(new Segment(begin, end, map(channel, data + begin, end - begin)));
    return segments;
  }

  private static Safetensors view(String file, SafetensorsHeader header, List<Segment> segments) {
    Map<String, Safetensors.Stored> tensors = new LinkedHashMap<>();
    for (SafetensorsHeader.Entry entry : header.entries().values()) {
      tensors.put(entry.name(), stored(file, entry, segments));
    }
    // Tied weights, as Hugging Face and our writer note them: other name -> name that is stored.
    header
        .metadata()
        .forEach(
            (other, first) -> {
              Safetensors.Stored stored = tensors.get(first);
              if (stored != null && stored.entry().name().equals(first)) {
                tensors.putIfAbsent(other, stored);
              }
            });
    return new Safetensors(tensors, new LinkedHashMap<>(header.metadata()));
  }

  private static Safetensors.Stored stored(
      String file, SafetensorsHeader.Entry entry, List<Segment> segments) {
    for (Segment segment : segments) {
      if (entry.begin() >= segment.begin() && entry.end() <= segment.end()) {
        int from = (int) (entry.begin() - segment.begin());
        ByteBuffer data = segment.bytes().slice(from, (int) entry.length());
        return new Safetensors.Stored(file, entry, data);
      }
    }
    return new Safetensors.Stored(file, entry, null);
  }

  static Safetensors sharded(Path directory, Path indexFile) throws IOException {
    Map<String, Safetensors> shards = new HashMap<>();
    Map<String, Safetensors.Stored> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, Json> entry :
        Json.read(indexFile).get("weight_map").fields().entrySet()) {
      String shardName = entry.getValue().text();
      Safetensors shard = shards.get(shardName);
      if (shard == null) {
        shard = map(shard(directory, entry.getValue()));
        shards.put(shardName, shard);
        metadata.putAll(shard.metadata());
      }
      Safetensors.Stored stored = shard.stored().get(entry.getKey());
      if (stored == null) {
        throw entry.getValue().error("the shard '" + shardName + "' has no tensor of this name");
      }
      tensors.put(entry.getKey(), stored);
    }
    return new Safetensors(tensors, metadata);
  }

  private static Path shard(Path directory, Json entry) throws IOException {
    String name = entry.text();
    if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,254}")) {
      throw entry.error("the shard's name is no plain file name; expected a file beside the index");
    }
    Path shard = directory.resolve(name);
    if (!Files.exists(shard)) {
      throw entry.error("the shard '" + name + "' is missing; download it beside the index");
    }
    // The Hugging Face cache links snapshots/<revision>/file to blobs/<hash>; nothing else may
    // link.
    Path root = directory.toRealPath();
    Path blobs = root.resolve("../../blobs").normalize();
    Path real = shard.toRealPath();
    if (!real.startsWith(root) && !real.startsWith(blobs)) {
      throw entry.error("the shard '" + name + "' is a link that leaves the model's directory");
    }
    return shard;
  }
}
