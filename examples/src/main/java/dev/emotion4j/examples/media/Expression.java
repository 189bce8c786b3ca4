package dev.emotion4j.examples.media;

/**
 * What the muscles of the drawn face do, after the action units of FACS (Ekman and Friesen, 1978);
 * each from 0 to 1. Immutable.
 *
 * @param smile lip corners pulled up and outwards, cheeks raised (AU12 with AU6)
 * @param open lips parted, teeth seen (AU25)
 * @param sorrow lip corners down, inner brows up, upper lids heavy (AU15 with AU1 and AU4)
 */
record Expression(double smile, double open, double sorrow) {
  static final Expression HAPPY = new Expression(1, 1, 0);
  static final Expression SAD = new Expression(0, 0, 1);

  /** The face part of the way from this expression to another; share 0 is this one. */
  Expression towards(Expression other, double share) {
    return new Expression(
        Soft.mix(smile, other.smile, share),
        Soft.mix(open, other.open, share),
        Soft.mix(sorrow, other.sorrow, share));
  }
}
