package dev.emotion4j.math;

/**
 * What is known of a value before it is computed: the type of its elements and its shape.
 *
 * @param type the type of the elements
 * @param shape the dimensions
 */
public record Spec(Type type, Shape shape) {
  @Override
  public String toString() {
    return type.name().toLowerCase(java.util.Locale.ROOT) + shape;
  }
}
