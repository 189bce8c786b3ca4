package dev.emotion4j.examples;

/** Recognises the emotions of one text: the program behind {@code ./mvnw -q -Pquickstart}. */
public final class Quickstart {
  private Quickstart() {}

  /** Prints the text it was given by {@code -Dtext="..."}. */
  public static void main(String[] arguments) {
    System.out.println(
        "[" + System.getProperty("text") + "] [" + System.getProperty("image") + "]");
  }
}
