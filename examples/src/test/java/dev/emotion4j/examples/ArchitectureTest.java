package dev.emotion4j.examples;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.emotion4j.math.Network;
import java.net.URI;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must never be, of the published modules together. Every rule first sees that it has
 * something to judge.
 */
class ArchitectureTest {
  private static final String ROOT = "dev.emotion4j";

  /**
   * Everything that we publish, out of the module's folders or jars; not the programs and the kit
   * that use it.
   */
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/test-classes/"))
          .withImportOption(
              location -> !location.contains("/" + ROOT.replace('.', '/') + "/examples/"))
          .withImportOption(
              location -> !location.contains("/" + ROOT.replace('.', '/') + "/testkit/"))
          .withImportOption(location -> !location.contains("package-info"))
          .importPackages(ROOT);

  private static final Set<String> VOCABULARY = Set.of("math", "signal");

  /**
   * Who may use whom, package by package below {@value ROOT}; the front page is "". It has no
   * cycle.
   */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("math", Set.of()),
          Map.entry("signal", Set.of()),
          Map.entry("spi", VOCABULARY),
          Map.entry("model", plus("spi")),
          Map.entry("text", plus("spi", "model")),
          Map.entry("audio", plus("spi", "model")),
          Map.entry("body", plus("spi")),
          Map.entry("image", plus("spi", "model")),
          Map.entry("peft", plus("spi", "model")),
          Map.entry("evaluation", plus("spi")),
          Map.entry("encoder", plus("spi", "model", "text", "audio", "image", "body")),
          Map.entry("tuning", plus("spi", "evaluation")),
          Map.entry(
              "assembly", plus("spi", "model", "text", "peft", "evaluation", "encoder", "tuning")),
          Map.entry(
              "",
              plus(
                  "spi",
                  "model",
                  "text",
                  "audio",
                  "image",
                  "monitor",
                  "peft",
                  "evaluation",
                  "encoder",
                  "tuning",
                  "assembly",
                  "responsible")),
          Map.entry("responsible", Set.of("signal")),
          Map.entry("fusion", plus("spi")),
          Map.entry("media", plus("spi")),
          Map.entry("monitor", plus("spi")),
          Map.entry("tokenizers", plus("spi", "model")),
          Map.entry("backend.onnx", plus("spi", "model")),
          Map.entry("backend.djl", plus("spi", "model")),
          Map.entry("builtin", plus("spi", "model", "assembly", "evaluation")));

  @Test
  void everyPackageUsesOnlyWhatStandsBelowIt() {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (JavaClass from : CLASSES) {
      Set<String> seen = uses.computeIfAbsent(layer(from), name -> new TreeSet<>());
      from.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType())
          .filter(
              to -> to.getPackageName().equals(ROOT) || to.getPackageName().startsWith(ROOT + "."))
          .map(ArchitectureTest::layer)
          .filter(to -> !to.equals(layer(from)))
          .forEach(seen::add);
    }
    assertThat(uses).containsKeys("math", "signal", "spi", "backend.onnx", "backend.djl", "fusion");
    assertThat(MAY_USE.keySet())
        .as("packages that this test has a place for")
        .containsAll(uses.keySet());
    uses.forEach(
        (from, to) -> assertThat(MAY_USE.get(from)).as("what '%s' may use", from).containsAll(to));
  }

  @Test
  void theOrderOfThePackagesHasNoCycle() {
    Map<String, Set<String>> left = new TreeMap<>(MAY_USE);
    while (!left.isEmpty()) {
      Set<String> bottom =
          left.keySet().stream()
              .filter(name -> left.get(name).stream().noneMatch(left::containsKey))
              .collect(Collectors.toSet());
      assertThat(bottom).as("packages that use none of %s", left.keySet()).isNotEmpty();
      left.keySet().removeAll(bottom);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fusion", "math", "peft"})
  void formulasDoNoInputOutputNoTimeNoChance(String layer) {
    noClasses()
        .that(found(resideInAPackage(ROOT + "." + layer)))
        .should()
        .dependOnClassesThat(worldly())
        .check(CLASSES);
  }

  @Test
  void networksDoNoInputOutputNoTimeNoChance() {
    noClasses()
        .that(found(assignableTo(Network.class)))
        .should()
        .dependOnClassesThat(worldly())
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fusion", "math", "peft", "encoder", "spi"})
  void formulasAskNoClockAndSeedEveryGenerator(String layer) {
    noClasses()
        .that(found(resideInAPackage(ROOT + "." + layer)))
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callConstructor(SplittableRandom.class)
        .check(CLASSES);
  }

  @Test
  void onlyItsBackendAndTheTokenizersSeeDjl() {
    found(resideInAPackage("dev.emotion4j.backend.djl"));
    noClasses()
        .that(outside("backend.djl", "tokenizers"))
        .should()
        .dependOnClassesThat(resideInAPackage("ai.djl.."))
        .check(CLASSES);
  }

  @Test
  void onlyItsBackendSeesOnnxRuntime() {
    found(resideInAPackage("dev.emotion4j.backend.onnx"));
    noClasses()
        .that(outside("backend.onnx"))
        .should()
        .dependOnClassesThat(resideInAPackage("ai.onnxruntime.."))
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"backend.djl", "backend.onnx", "tokenizers"})
  void noEngineShowsInAPublicSignature(String layer) {
    Set<JavaClass> open =
        CLASSES.stream()
            .filter(
                type ->
                    layer(type).equals(layer) && type.getModifiers().contains(JavaModifier.PUBLIC))
            .collect(Collectors.toSet());
    assertThat(open).isNotEmpty();
    Set<String> shown =
        open.stream()
            .flatMap(ArchitectureTest::signature)
            .map(JavaClass::getName)
            .filter(name -> name.startsWith("ai."))
            .collect(Collectors.toSet());
    assertThat(shown).as("engine types in public signatures of %s", layer).isEmpty();
  }

  @Test
  void aPackageLivesInOneJar() {
    Map<String, Set<String>> jars = new TreeMap<>();
    for (JavaClass type : CLASSES) {
      jars.computeIfAbsent(type.getPackageName(), name -> new TreeSet<>()).add(jar(type));
    }
    assertThat(jars).hasSizeGreaterThan(8);
    assertThat(jars).allSatisfy((name, homes) -> assertThat(homes).as(name).hasSize(1));
  }

  private static Set<String> plus(String... names) {
    return Stream.concat(VOCABULARY.stream(), Stream.of(names))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String layer(JavaClass type) {
    String name = type.getBaseComponentType().getPackageName();
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
  }

  /** The predicate, once it is known to hold for at least one class. */
  private static DescribedPredicate<JavaClass> found(
      DescribedPredicate<? super JavaClass> predicate) {
    assertThat(CLASSES.stream().filter(predicate)).as(predicate.getDescription()).isNotEmpty();
    return predicate.forSubtype();
  }

  private static DescribedPredicate<JavaClass> outside(String... layers) {
    Set<String> inside = Set.of(layers);
    return found(
        describe("are outside " + inside, (JavaClass type) -> !inside.contains(layer(type))));
  }

  private static DescribedPredicate<JavaClass> worldly() {
    return resideInAnyPackage(
            "java.io..", "java.nio.file..", "java.nio.channels..", "java.net..", "java.time..")
        .and(describe("are no exceptions", type -> !type.isAssignableTo(Throwable.class)))
        .and(
            describe(
                "are no serialisation", type -> !type.getName().equals("java.io.Serializable")))
        .or(assignableTo(Random.class))
        .or(resideInAPackage("java.util.random.."));
  }

  /** What a public class shows: supertypes, and the types of its public and protected members. */
  private static Stream<JavaClass> signature(JavaClass type) {
    Stream<JavaClass> parents =
        Stream.concat(type.getAllRawSuperclasses().stream(), type.getAllRawInterfaces().stream());
    Stream<JavaClass> members =
        type.getMembers().stream()
            .filter(
                member ->
                    member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED))
            .flatMap(ArchitectureTest::types);
    return Stream.concat(parents, members).map(JavaClass::getBaseComponentType);
  }

  private static Stream<JavaClass> types(JavaMember member) {
    if (member instanceof JavaField field) {
      return field.getAllInvolvedRawTypes().stream();
    }
    var unit = (com.tngtech.archunit.core.domain.JavaCodeUnit) member;
    Stream<JavaClass> thrown = unit.getExceptionTypes().stream();
    Stream<JavaClass> returned =
        unit instanceof JavaMethod method
            ? method.getReturnType().getAllInvolvedRawTypes().stream()
            : Stream.of();
    return Stream.concat(
        Stream.concat(thrown, returned),
        unit.getParameterTypes().stream()
            .flatMap(parameter -> parameter.getAllInvolvedRawTypes().stream()));
  }

  /** The jar or folder that a class was read from. */
  private static String jar(JavaClass type) {
    URI uri = type.getSource().orElseThrow().getUri();
    String path = uri.toString();
    return path.substring(0, path.lastIndexOf(type.getPackageName().replace('.', '/')));
  }
}
