package dev.emotion4j.testkit;

import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Network;
import dev.emotion4j.math.SiteWrapper;
import dev.emotion4j.math.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A tiny network recorded once, with sizes to run it in.
 *
 * @param name what it is
 * @param graph the recording
 * @param symbol the symbol that is a length, or empty if every size is fixed
 * @param shortest the smallest length that it takes
 */
record Samples(String name, Graph graph, String symbol, int shortest) {
  static List<Samples> tinyNetworks() {
    List<Samples> found = new ArrayList<>();
    found.add(of("a BERT layer with a mask", TinyNetworks.bert(), "tokens", 1));
    found.add(of("a ViT with a class token", TinyNetworks.vit(), "", 0));
    found.add(of("a wav2vec2 front end", TinyNetworks.wav2Vec2(), "samples", 40));
    found.add(of("a face network", TinyNetworks.face(), "", 0));
    found.add(of("frames of a video", TinyNetworks.frames(), "frames", 1));
    TinyNetworks.adapters()
        .forEach(
            (adapter, wrapper) ->
                found.add(
                    of("a BERT layer with " + adapter, TinyNetworks.bert(), wrapper, "tokens", 1)));
    return found;
  }

  static Samples of(String name, Network network, String symbol, int shortest) {
    return new Samples(name, Graph.record(network), symbol, shortest);
  }

  static Samples of(
      String name, Network network, SiteWrapper wrapper, String symbol, int shortest) {
    return new Samples(name, Graph.record(network, List.of(wrapper)), symbol, shortest);
  }

  boolean hasLength() {
    return !symbol.isEmpty();
  }

  /** Returns inputs of a batch; {@code longer} is added to the shortest length. */
  Map<String, Tensor> inputs(long seed, int batch, int longer) {
    Map<String, Integer> sizes =
        hasLength() ? Map.of("batch", batch, symbol, shortest + longer) : Map.of("batch", batch);
    return Numbers.inputs(seed, graph.inputs(), TinyNetworks.VOCABULARY, sizes);
  }

  @Override
  public String toString() {
    return name;
  }
}
