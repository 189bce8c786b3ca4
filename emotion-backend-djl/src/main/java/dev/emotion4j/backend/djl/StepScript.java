package dev.emotion4j.backend.djl;

import dev.emotion4j.math.Parameter;
import dev.emotion4j.spi.AdamW;
import dev.emotion4j.spi.TrainingPlan;

/**
 * The training methods as text: {@code step} and {@code accumulate} around a script's loss, and
 * {@code update}. Their argument {@code h} holds the learning rate or the weight; {@code m}, {@code
 * v} and {@code s} are the moments and step counts of {@code t}, {@code a} its gradient sums.
 */
final class StepScript {
  private static final String SELF = "self: " + Archive.CLASS;
  private static final String STATE = "m: List[Tensor], v: List[Tensor], s: List[Tensor]";

  private static final String GRADIENTS =
      "    gs = torch.autograd.grad([loss], t, None, None, False, True)\n";

  private StepScript() {}

  /** Returns the class body around the lines of a loss: {@code apply} and {@code step}. */
  static String step(Script script, String loss, TrainingPlan plan) {
    long decaying = decaying(script, plan);
    String header = Script.entry("step", "h: Tensor, " + script.declared() + ", " + STATE);
    return script.helpers()
        + apply(plan, script.sharesGradients())
        + header
        + loss
        + GRADIENTS
        + """
              n = 0
              g = annotate(List[Tensor], [])
              t1 = annotate(List[Tensor], [])
              m1 = annotate(List[Tensor], [])
              v1 = annotate(List[Tensor], [])
              s1 = annotate(List[Tensor], [])
              for j in range(torch.len(gs)):
                w = gs[j]
                if torch.__isnot__(w, None):
                  _0 = torch.append(g, torch.contiguous(unchecked_cast(Tensor, w)))
                  _1 = torch.append(t1, t[j])
                  _2 = torch.append(m1, m[j])
                  _3 = torch.append(v1, v[j])
                  _4 = torch.append(s1, s[j])
                  if torch.lt(j, %d):
                    n0 = torch.add(n, 1)
                  else:
                    n0 = n
                  n1 = n0
                else:
                  n1 = n
                n = n1
              gs = annotate(List[Optional[Tensor]], [])
              r = annotate(List[Tensor], [])
              _5 = torch.append(r, torch.detach(loss))
              if torch.gt(torch.len(g), 0):
                r1 = torch.add(r, (self).apply(h, g, t1, m1, v1, s1, n))
              else:
                r1 = r
              return r1
          """
            .formatted(decaying);
  }

  /** Returns the class body around the lines of a loss: {@code accumulate}. */
  static String accumulate(Script script, String loss) {
    return script.helpers()
        + Script.entry("accumulate", "h: Tensor, " + script.declared() + ", a: List[Tensor]")
        + loss
        + GRADIENTS
        + """
              f = annotate(List[int], [])
              g = annotate(List[Tensor], [])
              a1 = annotate(List[Tensor], [])
              for j in range(torch.len(gs)):
                w = gs[j]
                if torch.__isnot__(w, None):
                  _0 = torch.append(g, unchecked_cast(Tensor, w))
                  _1 = torch.append(a1, a[j])
                  _2 = torch.append(f, 1)
                else:
                  _3 = torch.append(f, 0)
              r = [torch.detach(loss), torch.tensor(f)]
              if torch.gt(torch.len(g), 0):
                torch._foreach_add_(a1, g, alpha=float(h))
                _4 = torch.append(r, a1[0])
              else:
                pass
              return r
          """;
  }

  /**
   * Returns the class body for applying summed gradients; {@code h} holds the rate and how many of
   * the parameters decay.
   */
  static String update(TrainingPlan plan) {
    return apply(plan, false)
        + Script.entry("update", "h: Tensor, k: Tensor, t: List[Tensor], a: List[Tensor], " + STATE)
        + """
              r = (self).apply(h, a, t, m, v, s, int(k))
              torch._foreach_zero_(a)
              return r
          """;
  }

  private static String apply(TrainingPlan plan, boolean sharesGradients) {
    StringBuilder text = new StringBuilder();
    text.append("  def apply(").append(SELF);
    text.append(", h: Tensor, g: List[Tensor], t: List[Tensor], ").append(STATE);
    text.append(", n: int) -> List[Tensor]:\n    o = annotate(List[Tensor], [])\n");
    String gradients = "g";
    if (plan.clipNorm().isPresent()) {
      text.append("    r = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g)))\n");
      text.append("    q = torch.mul(torch.reciprocal(torch.add(r, 1e-6)), ");
      text.append(plan.clipNorm().getAsDouble()).append(")\n");
      text.append("    k = torch.clamp(q, None, 1.)\n");
      // Scaling one block of memory in place for two parameters would scale it twice.
      if (sharesGradients) {
        text.append("    g1 = torch._foreach_mul(g, k)\n");
        gradients = "g1";
      } else {
        text.append("    torch._foreach_mul_(g, k)\n");
      }
    }
    text.append("    torch._foreach_add_(s, 1.)\n");
    fused(text, "torch.lt(j, n)", gradients, plan.optimizer(), plan.optimizer().weightDecay());
    fused(text, "torch.ge(j, n)", gradients, plan.optimizer(), 0);
    return text.append("    return o\n").toString();
  }

  // libtorch believes that nobody else holds the elements of a list made here, and drops the update
  // as dead code unless one of them is returned.
  private static void fused(
      StringBuilder text, String when, String gradients, AdamW rule, double decay) {
    String[] from = {"torch.detach(t[j])", gradients + "[j]", "m[j]", "v[j]", "s[j]"};
    for (int i = 0; i < from.length; i++) {
      text.append("    l").append(i).append(" = annotate(List[Tensor], [])\n");
    }
    text.append("    for j in range(torch.len(t)):\n      if ").append(when).append(":\n");
    for (int i = 0; i < from.length; i++) {
      text.append("        _").append(i).append(" = torch.append(l").append(i).append(", ");
      text.append(from[i]).append(")\n");
    }
    text.append("      else:\n        pass\n");
    text.append("    if torch.gt(torch.len(l0), 0):\n");
    text.append("      torch._fused_adamw_(l0, l1, l2, l3, annotate(List[Tensor], []), l4");
    text.append(", lr=float(h), beta1=").append(rule.beta1());
    text.append(", beta2=").append(rule.beta2());
    text.append(", weight_decay=").append(decay);
    text.append(", eps=").append(rule.epsilon()).append(", amsgrad=False, maximize=False)\n");
    text.append("      _9 = torch.append(o, l0[0])\n    else:\n      pass\n");
  }

  private static long decaying(Script script, TrainingPlan plan) {
    long count = 0;
    for (Parameter parameter : script.trainable()) {
      count += plan.decays().test(parameter) ? 1 : 0;
    }
    return count;
  }
}
