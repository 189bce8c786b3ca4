package dev.emotion4j.responsible;

/**
 * A recognizer of biometric signals was asked for where people are at work or in education, and no
 * basis was stated. The message says what can be done in Java; who offers other ways to state a
 * basis, as a command line does, joins its own advice to {@link #why}.
 */
public final class UseRefusedException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final String why;

  UseRefusedException(String why, String advice) {
    super(why + ". " + advice);
    this.why = why;
  }

  /** Returns what was refused and on which ground, without advice. */
  public String why() {
    return why;
  }
}
