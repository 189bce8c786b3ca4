package dev.emotion4j;

import dev.emotion4j.responsible.AuditEvent;
import dev.emotion4j.responsible.UseContext;
import dev.emotion4j.signal.Modality;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a recognizer may do, and who hears of it.
 *
 * @param modalities those of the model that it takes
 * @param context what it is used for
 * @param audit is told of every recognition
 * @param abstainBelow the top probability under which it abstains
 */
record Policy(
    Set<Modality> modalities, UseContext context, Consumer<AuditEvent> audit, double abstainBelow) {

  /** Checks the choice against the model's modalities and the use context. */
  static Policy of(
      Collection<Modality> known,
      Set<Modality> only,
      UseContext context,
      Consumer<AuditEvent> audit,
      double abstainBelow) {
    for (Modality modality : only) {
      if (!known.contains(modality)) {
        throw new IllegalArgumentException(
            "only('" + modality + "'): the model takes " + known + "; expected one of them");
      }
    }
    Set<Modality> taken = new LinkedHashSet<>(known);
    if (!only.isEmpty()) {
      taken.retainAll(only);
    }
    context.check(taken);
    return new Policy(taken, context, audit, abstainBelow);
  }

  /** A recognizer inside the library: takes everything, tells nobody, never abstains. */
  static Policy open(Collection<Modality> known) {
    return new Policy(new LinkedHashSet<>(known), UseContext.UNSTATED, event -> {}, 0);
  }

  void tell(Recognition result) {
    audit.accept(
        new AuditEvent(
            Instant.now(),
            result.provenance().model(),
            result.provenance().backend(),
            context,
            result.used(),
            result.failed().keySet(),
            result.decision()));
  }
}
