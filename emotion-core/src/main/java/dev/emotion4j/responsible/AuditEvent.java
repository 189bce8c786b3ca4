package dev.emotion4j.responsible;

import dev.emotion4j.signal.Modality;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * That a recognition took place, for the caller's own log: no media, no text, no reason that could
 * hold content. Immutable.
 *
 * @param at when
 * @param model the model's name
 * @param backend the backend's name
 * @param context what the recognizer is used for
 * @param used modalities that the result rests on; empty if nothing was recognised
 * @param failed modalities whose signal could not be used
 * @param decision the label that was given out; empty if the recognizer abstained
 */
public record AuditEvent(
    Instant at,
    String model,
    String backend,
    UseContext context,
    Set<Modality> used,
    Set<Modality> failed,
    Optional<String> decision) {
  /** Copies the sets. */
  public AuditEvent {
    used = Set.copyOf(used);
    failed = Set.copyOf(failed);
  }
}
