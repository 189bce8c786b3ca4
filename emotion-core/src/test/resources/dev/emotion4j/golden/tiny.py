"""What the tiny networks share: every parameter random, forward passes in double, numbers as JSON."""
import json
import math
import pathlib

import torch


def randomize(model, seed):
    """Matrices get N(0, 1/fan-in); biases, norms and other vectors N(0, 0.1), norm weights and gains around one."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            noise = torch.randn(parameter.shape, generator=generator)
            gain = "norm" in name.lower() and name.endswith("weight") or name.endswith(("original0", "weight_g"))
            if gain:
                parameter.copy_(1 + 0.2 * noise)
            elif parameter.dim() == 1:
                parameter.copy_(0.3 * noise)
            elif "embeddings" in name and not name.endswith("projection.weight"):
                parameter.copy_(0.7 * noise)
            else:
                parameter.copy_(noise / math.sqrt(parameter[0].numel()))
    return model.eval()


def in_double(model, call):
    """The outputs of `call(model)` in double, the model being float32 again afterwards."""
    model.double()
    with torch.no_grad():
        out = call(model)
    model.float()
    return out


def write(script, name, content):
    plain = {k: v.tolist() if torch.is_tensor(v) else v for k, v in content.items()}
    text = json.dumps(plain, separators=(",", ":")).replace(',"', ',\n"')
    path = pathlib.Path(script).parent / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")
