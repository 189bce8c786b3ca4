"""Writes optimizers.json: parameters after each of five steps of torch.optim's SGD, Adam and AdamW, in double.

`gradients[step]` is the gradient given at that step (it does not depend on the parameters), `after[step]` the parameters then.
"""
import json
import pathlib

import torch

SETTINGS = [
    ("sgd", dict(lr=0.1, momentum=0.0, weight_decay=0.0)),
    ("sgd", dict(lr=0.1, momentum=0.9, weight_decay=0.0)),
    ("sgd", dict(lr=0.1, momentum=0.9, weight_decay=0.01)),
    ("adam", dict(lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0)),
    ("adamw", dict(lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0)),
    ("adamw", dict(lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)),
    ("adamw", dict(lr=0.01, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1)),
]
CLASSES = dict(sgd=torch.optim.SGD, adam=torch.optim.Adam, adamw=torch.optim.AdamW)


def main():
    torch.manual_seed(7)
    start = torch.randn(6, dtype=torch.double)
    gradients = torch.randn(5, 6, dtype=torch.double) * torch.tensor([1.0, 10.0, 0.1, 1e-3, 1e-6, 0.0], dtype=torch.double)
    runs = []
    for name, settings in SETTINGS:
        parameter = torch.nn.Parameter(start.clone())
        optimizer = CLASSES[name]([parameter], **settings)
        after = []
        for gradient in gradients:
            parameter.grad = gradient.clone()
            optimizer.step()
            after.append(parameter.detach().tolist())
        runs.append(dict(optimizer=name, settings=settings, after=after))
    out = dict(torch=torch.__version__.split("+")[0], start=start.tolist(), gradients=gradients.tolist(), runs=runs)
    text = json.dumps(out, separators=(",", ":")).replace('{"optimizer"', '\n{"optimizer"')
    pathlib.Path(__file__).with_name("optimizers.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
