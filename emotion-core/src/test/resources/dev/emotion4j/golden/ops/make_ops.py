"""Writes ops.json: what PyTorch computes in double for every operation of the vocabulary.

Operands are not stored: element i of operand k is float32(sin(1.3 i + k)), on both sides.
"""
import json
import math
import pathlib

import torch
import torch.nn.functional as F


def t(k, *shape):
    n = math.prod(shape)
    values = [math.sin(1.3 * i + k) for i in range(n)]
    return torch.tensor(values, dtype=torch.float32).double().reshape(shape)


x, y = t(0, 2, 3, 4), t(1, 2, 3, 4)
line, plane = t(2, 2, 4, 9), t(3, 2, 4, 5, 6)
mask = t(4, 2, 1, 3, 5) > 0
mask[0, 0, 1] = False
q, k, v = t(5, 2, 2, 3, 4), t(6, 2, 2, 5, 4), t(7, 2, 2, 5, 3)
attended = F.scaled_dot_product_attention(q, k, v, attn_mask=mask.expand(2, 2, 3, 5))
attended = torch.where(mask.any(-1, keepdim=True), attended, torch.zeros(()).double())

cases = {
    "add": x + t(1, 3, 1),
    "sub": t(1, 4) - x,
    "mul": x * y,
    "div": x / (y * y + 0.5),
    "exp": x.exp(),
    "log": (x * x + 0.5).log(),
    "sqrt": (x * x).sqrt(),
    "tanh": (3 * x).tanh(),
    "sigmoid": (9 * x).sigmoid(),
    "relu": x.relu(),
    "erf": (4 * x).erf(),
    "erf near zero": (x / 1024).erf(),
    "matmul": x @ t(1, 2, 4, 5),
    "matmul broadcast": t(1, 5, 3) @ x,
    "transpose": x.permute(2, 0, 1),
    "concat": torch.cat([x, t(1, 2, 1, 4)], 1),
    "slice": x[:, 1:3],
    "gather": x[:, torch.tensor([[2, 0], [1, 1]])],
    "sum": x.sum((0, 2), keepdim=True),
    "mean": x.mean(1, keepdim=True),
    "max": x.amax((1, 2), keepdim=True),
    "convolution line": F.conv1d(line, t(1, 6, 2, 3), t(8, 6), 2, 2, 2, 2),
    "convolution plane": F.conv2d(plane, t(1, 4, 2, 2, 3), t(8, 4), (1, 2), (2, 1), (2, 1), 2),
    "convolution plain": F.conv2d(plane, t(1, 3, 4, 3, 3)),
    "max pooling": F.max_pool2d(plane, 3, 2, 1),
    "average pooling": F.avg_pool2d(plane, 3, 2, 1, count_include_pad=False),
    "average pooling line": F.avg_pool1d(line, 2, 1),
    "linear": F.linear(x, t(1, 5, 4), t(8, 5)),
    "layerNorm": F.layer_norm(x, (4,), t(1, 4), t(8, 4), 1e-5),
    "groupNorm line": F.group_norm(line, 2, t(1, 4), t(8, 4), 1e-5),
    "groupNorm plane": F.group_norm(plane, 4, t(1, 4), t(8, 4), 1e-5),
    "gelu": F.gelu(3 * x),
    "softmax": F.softmax(5 * x, 1),
    "logSoftmax": F.log_softmax(50 * x, -1),
    "attention": F.scaled_dot_product_attention(q, k, v),
    "attention masked": attended,
}
golden = {n: {"shape": list(c.shape), "values": c.flatten().tolist()} for n, c in cases.items()}
path = pathlib.Path(__file__).parent / "ops.json"
path.write_text(json.dumps(golden, separators=(",", ":")).replace('},"', '},\n"') + "\n")
