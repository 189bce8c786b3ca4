"""Writes objectives.json: losses and the gradients of every differentiable input, from PyTorch in double.

Cases: cross-entropy (class indices; soft targets; class weights; label smoothing), binary cross-entropy with logits (plain; positive weights), mean
squared error, 1 - concordance correlation (Lin 1989, population variances, mean over the columns) and symmetric InfoNCE (CLIP:
cosine similarities divided by the temperature, mean of both directions). All reduce by the mean (class weights: weighted mean).
"""
import json
import pathlib

import torch
import torch.nn.functional as F


def case(name, loss, inputs, constants):
    """`inputs` get gradients; `constants` are targets and settings."""
    leaves = {k: v.clone().requires_grad_(True) for k, v in inputs.items()}
    value = loss(**leaves, **constants)
    value.backward()
    return dict(name=name, inputs={k: v.tolist() for k, v in inputs.items()},
                constants={k: v.tolist() if torch.is_tensor(v) else v for k, v in constants.items()},
                loss=value.item(), gradients={k: v.grad.tolist() for k, v in leaves.items()})


def concordance(predictions, targets):
    mean, other = predictions.mean(0), targets.mean(0)
    covariance = ((predictions - mean) * (targets - other)).mean(0)
    spread = predictions.var(0, correction=0) + targets.var(0, correction=0) + (mean - other) ** 2
    return (1 - 2 * covariance / spread).mean()


def info_nce(first, second, temperature):
    logits = F.normalize(first, dim=1) @ F.normalize(second, dim=1).T / temperature
    same = torch.arange(len(first))
    return (F.cross_entropy(logits, same) + F.cross_entropy(logits.T, same)) / 2


def main():
    torch.manual_seed(11)
    random = lambda *shape: torch.randn(*shape, dtype=torch.double)
    logits = random(5, 4) * 3
    sure = torch.tensor([[800.0, -800.0, 0.0], [-90.0, 95.0, 3.0]], dtype=torch.double)
    indices = torch.tensor([0, 3, 1, 1, 2])
    soft = torch.tensor([[1, 0, 0, 0], [0.5, 0, 0.5, 0], [0, 1, 1, 1], [0.25, 0.25, 0.25, 0.25], [0, 0, 0.9, 0.1]], dtype=torch.double)
    soft = soft / soft.sum(1, keepdim=True)
    weights = torch.tensor([0.5, 2.0, 1.0, 3.0], dtype=torch.double)
    binary = torch.tensor([[1, 0, 0, 1], [0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 0, 0], [0, 0, 1, 1]], dtype=torch.double)
    entropy = lambda logits, targets: F.cross_entropy(logits, targets)
    cases = [
        case("cross_entropy indices", entropy, dict(logits=logits), dict(targets=indices)),
        case("cross_entropy soft targets", entropy, dict(logits=logits), dict(targets=soft)),
        case("cross_entropy class weights", lambda logits, targets, weights: F.cross_entropy(logits, targets, weights),
             dict(logits=logits), dict(targets=indices, weights=weights)),
        case("cross_entropy label smoothing", lambda logits, targets, smoothing: F.cross_entropy(logits, targets, label_smoothing=smoothing),
             dict(logits=logits), dict(targets=indices, smoothing=0.1)),
        case("cross_entropy large logits", entropy, dict(logits=sure), dict(targets=torch.tensor([1, 1]))),
        case("bce_with_logits", lambda logits, targets: F.binary_cross_entropy_with_logits(logits, targets),
             dict(logits=logits), dict(targets=binary)),
        case("bce_with_logits positive weights",
             lambda logits, targets, weights: F.binary_cross_entropy_with_logits(logits, targets, pos_weight=weights),
             dict(logits=logits), dict(targets=binary, weights=weights)),
        case("bce_with_logits large logits", lambda logits, targets: F.binary_cross_entropy_with_logits(logits, targets),
             dict(logits=sure), dict(targets=torch.tensor([[0, 0, 1], [1, 1, 0]], dtype=torch.double))),
        case("mse_loss", lambda predictions, targets: F.mse_loss(predictions, targets),
             dict(predictions=random(5, 3)), dict(targets=random(5, 3))),
        case("ccc_loss", concordance, dict(predictions=random(6, 3)), dict(targets=random(6, 3) + 0.5)),
        case("info_nce symmetric", info_nce, dict(first=random(4, 5), second=random(4, 5)), dict(temperature=0.07)),
        case("info_nce symmetric warm", info_nce, dict(first=random(4, 5), second=random(4, 5)), dict(temperature=1.0)),
    ]
    text = json.dumps(dict(torch=torch.__version__.split("+")[0], cases=cases), separators=(",", ":")).replace('{"name"', '\n{"name"')
    pathlib.Path(__file__).with_name("objectives.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
