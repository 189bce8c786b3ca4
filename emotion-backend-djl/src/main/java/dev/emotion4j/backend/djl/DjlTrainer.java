package dev.emotion4j.backend.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.emotion4j.math.Graph;
import dev.emotion4j.math.Initializer;
import dev.emotion4j.math.Parameter;
import dev.emotion4j.math.Tensor;
import dev.emotion4j.spi.Device;
import dev.emotion4j.spi.Gate;
import dev.emotion4j.spi.InputCheck;
import dev.emotion4j.spi.Trainer;
import dev.emotion4j.spi.TrainingPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A training as scripts: forward, loss, backward, clipping and the fused AdamW of libtorch in one
 * native call. Gradients exist only for the trainable parameters, only within a call.
 */
final class DjlTrainer implements Trainer {
  /** libtorch has one random generator; who draws from it holds this. */
  private static final ReentrantLock RANDOM = new ReentrantLock();

  private static final String STEP = "optimizer.step";

  private record Loaded(Script script, Method method, List<PtNDArray> constants) {}

  private final TrainingPlan plan;
  private final PtNDManager memory;
  private final Device device;
  private final Gate gate = Gate.ofNative("the djl trainer");
  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final Map<String, PtNDArray> frozen = new HashMap<>();
  private final Map<Graph, Loaded> steps = new IdentityHashMap<>();
  private final Map<Graph, Loaded> accumulations = new IdentityHashMap<>();
  private final Map<Graph, Loaded> networks = new IdentityHashMap<>();
  private @Nullable Method update;
  private long step;
  private long part;

  DjlTrainer(TrainingPlan plan) {
    this.plan = plan;
    List<Parameter> all = plan.parameters();
    if (all.stream().noneMatch(plan.trainable())) {
      throw new IllegalArgumentException(
          "the plan trains none of its " + all.size() + " parameters; choose at least one");
    }
    ai.djl.Device place = Native.device(plan.options());
    device = Native.device(place);
    memory = Native.manager(place);
    try {
      all.forEach(this::place);
    } catch (RuntimeException e) {
      memory.close();
      throw Calls.failure("copying the parameters", e);
    }
  }

  private void place(Parameter parameter) {
    Tensor value = plan.weights().get(parameter);
    if (!plan.trainable().test(parameter)) {
      frozen.put(parameter.path(), Calls.named(Native.share(memory, value), "p"));
      return;
    }
    // What was only now initialised belongs to nobody else, and is trained where it is.
    boolean ours = !plan.weights().paths().contains(parameter.path());
    PtNDArray start = ours ? Native.share(memory, value) : Native.copy(memory, value);
    boolean decays = plan.decays().test(parameter);
    slots.put(parameter.path(), new Slot(memory, parameter, start, decays));
  }

  @Override
  public double step(Graph graph, Map<String, Tensor> batch, double rate) {
    return gate.run(
        () -> {
          Loaded loaded = load(steps, "step", graph, s -> StepScript.step(s, s.loss(), plan));
          InputCheck.check(graph.inputs(), batch);
          try (PtNDManager scope = Native.manager(memory)) {
            NDList arguments = arguments(loaded, scope, graph, batch, rate);
            List<Slot> used = used(loaded.script());
            used.forEach(slot -> arguments.add(slot.first));
            used.forEach(slot -> arguments.add(slot.second));
            used.forEach(slot -> arguments.add(slot.steps));
            NDList result = call(loaded, scope, arguments);
            step++;
            part = 0;
            return (double) Native.tensor(result.head()).getFloat(0);
          }
        });
  }

  @Override
  public double accumulate(Graph graph, Map<String, Tensor> batch, double weight) {
    return gate.run(
        () -> {
          Loaded loaded =
              load(accumulations, "accumulate", graph, s -> StepScript.accumulate(s, s.loss()));
          InputCheck.check(graph.inputs(), batch);
          try (PtNDManager scope = Native.manager(memory)) {
            NDList arguments = arguments(loaded, scope, graph, batch, weight);
            List<Slot> used = used(loaded.script());
            used.forEach(slot -> arguments.add(slot.sum()));
            NDList result = call(loaded, scope, arguments);
            long[] reached = Native.tensor(result.get(1)).longs();
            for (int i = 0; i < reached.length; i++) {
              used.get(i).touched |= reached[i] != 0;
            }
            part++;
            return (double) Native.tensor(result.head()).getFloat(0);
          }
        });
  }

  @Override
  public void update(double rate) {
    gate.run(
        () -> {
          List<Slot> touched = new ArrayList<>();
          slots.values().stream().filter(s -> s.touched && s.decays).forEach(touched::add);
          int decaying = touched.size();
          slots.values().stream().filter(s -> s.touched && !s.decays).forEach(touched::add);
          if (touched.isEmpty()) {
            throw new IllegalStateException(
                "update without gradients; call accumulate before, or step instead of both");
          }
          try (PtNDManager scope = Native.manager(memory)) {
            NDList arguments = new NDList(scope.create(rate), scope.create((long) decaying));
            touched.forEach(slot -> arguments.add(slot.value));
            touched.forEach(slot -> arguments.add(slot.sum()));
            touched.forEach(slot -> arguments.add(slot.first));
            touched.forEach(slot -> arguments.add(slot.second));
            touched.forEach(slot -> arguments.add(slot.steps));
            updating().call(scope, arguments, true);
          }
          touched.forEach(slot -> slot.touched = false);
          step++;
          part = 0;
          return step;
        });
  }

  private Method updating() {
    Method present = update;
    if (present == null) {
      present = method(StepScript.update(plan), "update");
      update = present;
    }
    return present;
  }

  @Override
  public Map<String, Tensor> run(Graph graph, Map<String, Tensor> inputs) {
    return gate.run(
        () -> {
          Loaded loaded = load(networks, "forward", graph, Script::forward);
          InputCheck.check(graph.inputs(), inputs);
          try (PtNDManager scope = Native.manager(memory)) {
            NDList arguments = Calls.inputs(scope, graph.inputs(), inputs);
            parameters(loaded, arguments);
            return Calls.forward(loaded.method(), scope, graph, arguments);
          }
        });
  }

  @Override
  public Map<String, Tensor> parameters() {
    return gate.run(
        () -> {
          Map<String, Tensor> copies = new LinkedHashMap<>();
          slots.forEach((path, slot) -> copies.put(path, Native.tensor(slot.value)));
          return copies;
        });
  }

  @Override
  public Map<String, Tensor> state() {
    return gate.run(
        () -> {
          Map<String, Tensor> copies = new LinkedHashMap<>();
          slots.values().forEach(slot -> slot.write(copies, step));
          copies.put(STEP, Tensor.of(new long[] {step}));
          return copies;
        });
  }

  @Override
  public void restore(Map<String, Tensor> state) {
    Supplier<Integer> work =
        () -> {
          int taken = 0;
          Tensor count = state.get(STEP);
          for (Slot slot : slots.values()) {
            taken += slot.read(state, count);
            slot.forget();
          }
          if (count != null) {
            step = count.longs()[0];
            taken++;
          }
          part = 0;
          if (taken < state.size()) {
            throw new IllegalArgumentException(
                (state.size() - taken)
                    + " of "
                    + state.size()
                    + " restored tensors belong to no"
                    + " trainable parameter; is this the state of another training?");
          }
          return taken;
        };
    gate.run(work);
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public void close() {
    gate.close(memory::close);
  }

  private Method method(String methods, String name) {
    return new Method(memory, methods, name, plan.options().threads());
  }

  private Loaded load(
      Map<Graph, Loaded> cache, String name, Graph graph, Function<Script, String> text) {
    Loaded known = cache.get(graph);
    if (known != null) {
      return known;
    }
    if (plan.graphs().stream().noneMatch(g -> g == graph)) {
      throw new IllegalArgumentException(
          "a graph that is not in the plan: " + graph + "; name every graph in the plan");
    }
    Script script = new Script(graph, device.name(), plan.trainable(), plan.decays());
    String methods = text.apply(script);
    if (cache != networks && script.trainable().isEmpty()) {
      throw new IllegalArgumentException(
          "the loss depends on no trainable parameter; trainable are " + slots.keySet());
    }
    try {
      Method method = method(methods, name);
      Loaded loaded = new Loaded(script, method, Calls.constants(memory, script.constants()));
      cache.put(graph, loaded);
      return loaded;
    } catch (RuntimeException e) {
      throw Calls.failure("loading the script of " + graph, e);
    }
  }

  private List<Slot> used(Script script) {
    List<Slot> used = new ArrayList<>();
    for (Parameter parameter : script.trainable()) {
      Slot slot = slots.get(parameter.path());
      if (slot != null) {
        used.add(slot);
      }
    }
    return used;
  }

  private NDList arguments(
      Loaded loaded, PtNDManager scope, Graph graph, Map<String, Tensor> batch, double number) {
    NDArray setting = scope.create(number);
    NDList arguments = new NDList(setting);
    arguments.addAll(Calls.inputs(scope, graph.inputs(), batch));
    parameters(loaded, arguments);
    return arguments;
  }

  private void parameters(Loaded loaded, NDList arguments) {
    used(loaded.script()).forEach(slot -> arguments.add(slot.value));
    for (Parameter parameter : loaded.script().frozen()) {
      arguments.add(frozen.get(parameter.path()));
    }
    arguments.addAll(loaded.constants());
  }

  private NDList call(Loaded loaded, PtNDManager scope, NDList arguments) {
    if (!loaded.script().random()) {
      return loaded.method().call(scope, arguments, true);
    }
    RANDOM.lock();
    try {
      JniUtils.setSeed(Initializer.mix(plan.seed(), "step " + step + " part " + part));
      return loaded.method().call(scope, arguments, true);
    } finally {
      RANDOM.unlock();
    }
  }
}
