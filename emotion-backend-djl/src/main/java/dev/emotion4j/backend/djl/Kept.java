package dev.emotion4j.backend.djl;

/** Which elements dropout keeps, as TorchScript. Stateless. */
final class Kept {
  private Kept() {}

  /** Returns of how many 32768ths elements stay. */
  static long of(double rate) {
    return Math.min(Math.round((1 - rate) * 32768), 32767);
  }

  /**
   * Returns the method {@code kept}: 1 for what stays, 0 for what drops. Two numbers of 15 bits
   * from a random word are a quarter of the work of libtorch's dropout, which draws a double per
   * element and takes a sixth of a training step; and the backward pass keeps a byte per element
   * (int8, because libtorch multiplies by it faster than by bool).
   */
  static String method(String device) {
    return """
          def kept(self: %s, x: Tensor, below: int) -> Tensor:
            n = torch.numel(x)
            w = [torch.floordiv(torch.add(n, 1), 2)]
            e = torch.empty(w, dtype=3, layout=0, device=torch.device("%s"), pin_memory=False)
            r = torch.random_(e)
            low = torch.lt(torch.bitwise_and(r, 32767), below)
            high = torch.lt(torch.__rshift__(r, 16), below)
            k = torch.to(torch.slice(torch.cat([low, high], 0), 0, 0, n, 1), 1)
            return torch.reshape(k, torch.size(x))
        """
        .formatted(Archive.CLASS, device);
  }
}
