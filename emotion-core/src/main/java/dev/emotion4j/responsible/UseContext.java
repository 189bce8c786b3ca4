package dev.emotion4j.responsible;

import dev.emotion4j.signal.Modality;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a recognizer is used for. Immutable.
 *
 * <p>The European Union's AI Act, Regulation (EU) 2024/1689, article 5(1)(f), prohibits inferring
 * emotions from biometric data (face, voice, body) at work and in education, except for medical or
 * safety reasons. So a recognizer that takes such signals refuses {@link #WORKPLACE} and {@link
 * #EDUCATION} without a stated basis; text alone is outside that definition and free. Stating a
 * basis is the caller's own responsibility: nothing here checks or promises that it holds.
 *
 * <pre>{@code
 * EmotionRecognizer.builder().builtIn()
 *     .useContext(UseContext.WORKPLACE.safety("fatigue of crane operators, DPIA 2026-17"))
 *     .build();
 * }</pre>
 *
 * @param setting where people are observed
 * @param basis why it is permitted there, if a reason was stated
 */
public record UseContext(Setting setting, Optional<Basis> basis) {
  /** Where people are observed. */
  public enum Setting {
    /** Nobody said; the caller has to know. */
    UNSTATED,
    /** People use it on themselves. */
    PERSONAL,
    /** Research with consent. */
    RESEARCH,
    /** Care for patients. */
    HEALTH_CARE,
    /** Contact with customers or the public. */
    CUSTOMER,
    /** People at work, applicants included. */
    WORKPLACE,
    /** Pupils, students, trainees, examinations included. */
    EDUCATION
  }

  /** The kind of reason for which article 5(1)(f) permits an exception. */
  public enum Kind {
    /** For medical reasons. */
    MEDICAL,
    /** For safety reasons. */
    SAFETY
  }

  /**
   * Why it is permitted.
   *
   * @param kind medical or safety
   * @param reason in the caller's words, kept in audit events; not blank
   */
  public record Basis(Kind kind, String reason) {
    /** Checks that there is a reason. */
    public Basis {
      if (reason.isBlank()) {
        throw new IllegalArgumentException(
            "a blank "
                + kind
                + " basis; expected the reason in words, with where it was decided and by whom");
      }
    }
  }

  /** Nobody said; the caller has to know. The default. */
  public static final UseContext UNSTATED = of(Setting.UNSTATED);

  /** People use it on themselves. */
  public static final UseContext PERSONAL = of(Setting.PERSONAL);

  /** Research with consent. */
  public static final UseContext RESEARCH = of(Setting.RESEARCH);

  /** Care for patients. */
  public static final UseContext HEALTH_CARE = of(Setting.HEALTH_CARE);

  /** Contact with customers or the public. */
  public static final UseContext CUSTOMER = of(Setting.CUSTOMER);

  /** People at work, applicants included: biometric signals need a stated basis. */
  public static final UseContext WORKPLACE = of(Setting.WORKPLACE);

  /** Pupils, students, trainees: biometric signals need a stated basis. */
  public static final UseContext EDUCATION = of(Setting.EDUCATION);

  // What is not known to be free of biometric data is treated as if it held some.
  private static final Set<Modality> NOT_BIOMETRIC = Set.of(Modality.TEXT, Modality.KNOWLEDGE);

  private static UseContext of(Setting setting) {
    return new UseContext(setting, Optional.empty());
  }

  /** Returns this setting with a medical reason. */
  public UseContext medical(String reason) {
    return new UseContext(setting, Optional.of(new Basis(Kind.MEDICAL, reason)));
  }

  /** Returns this setting with a reason of safety. */
  public UseContext safety(String reason) {
    return new UseContext(setting, Optional.of(new Basis(Kind.SAFETY, reason)));
  }

  /** Returns which of these modalities are biometric data: all but text and knowledge about it. */
  public static List<Modality> biometric(Collection<Modality> modalities) {
    return modalities.stream().filter(m -> !NOT_BIOMETRIC.contains(m)).toList();
  }

  /**
   * Refuses what needs a basis and has none.
   *
   * @param modalities those that the recognizer takes
   * @throws UseRefusedException if some are biometric, people are at work or in education, and no
   *     basis is stated; the message says what can be done
   */
  public void check(Collection<Modality> modalities) {
    List<Modality> found = biometric(modalities);
    boolean restricted = setting == Setting.WORKPLACE || setting == Setting.EDUCATION;
    if (restricted && basis.isEmpty() && !found.isEmpty()) {
      throw new UseRefusedException(
          "a recognizer of "
              + found
              + " in the use context "
              + setting
              + ": the EU AI Act, article 5(1)(f), prohibits inferring emotions from biometric data"
              + " there, except for medical or safety reasons",
          "State the reason by UseContext."
              + setting
              + ".medical(reason) or .safety(reason), or take text alone by"
              + " builder().only(Modality.TEXT)");
    }
  }
}
