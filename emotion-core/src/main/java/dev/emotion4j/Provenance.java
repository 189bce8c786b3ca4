package dev.emotion4j;

/**
 * What a recognition rests on.
 *
 * @param model the model's name
 * @param backend the backend's name
 * @param device where it ran: {@code cpu}, {@code cuda:0}
 */
public record Provenance(String model, String backend, String device) {}
