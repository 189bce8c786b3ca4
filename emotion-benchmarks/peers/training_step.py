"""The PyTorch peer of one training step: MiniLM, fp32, scaled_dot_product_attention, fused AdamW.

It prints `ready`, then for every line on standard input runs one step (forward, cross-entropy, backward, update) and answers

    wall_ms cpu_ms peak_rss_mb loss

Each step includes reading the loss, as a training loop does. The weights are random (the time does not depend on them); the shapes, dropout sites
and frozen parameters are those of the Java benchmark. LoRA is rank 8, alpha 16 on query and value, written like PEFT's linear layer.
"""
import argparse
import pathlib
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

VOCABULARY, POSITIONS, HIDDEN, HEADS, INNER, LAYERS, LABELS, EPSILON = 30522, 512, 384, 12, 1536, 6, 7, 1e-12
ADAPTED = ("query", "value")


class LoraLinear(nn.Module):
    def __init__(self, size_in, size_out, rank, alpha, dropout):
        super().__init__()
        self.base = nn.Linear(size_in, size_out)
        self.lora_a = nn.Parameter(torch.randn(rank, size_in) * 0.02)
        self.lora_b = nn.Parameter(torch.zeros(size_out, rank))
        self.scale = alpha / rank
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        return self.base(x) + F.linear(F.linear(self.dropout(x), self.lora_a), self.lora_b) * self.scale


class Layer(nn.Module):
    def __init__(self, options):
        super().__init__()
        for site in ("query", "key", "value"):
            adapted = options.mode == "lora" and site in ADAPTED
            linear = LoraLinear(HIDDEN, HIDDEN, options.rank, options.alpha, options.lora_dropout) if adapted else nn.Linear(HIDDEN, HIDDEN)
            setattr(self, site, linear)
        self.attention_output = nn.Linear(HIDDEN, HIDDEN)
        self.attention_norm = nn.LayerNorm(HIDDEN, EPSILON)
        self.intermediate = nn.Linear(HIDDEN, INNER)
        self.output = nn.Linear(INNER, HIDDEN)
        self.output_norm = nn.LayerNorm(HIDDEN, EPSILON)
        self.dropout = nn.Dropout(options.dropout)

    def forward(self, x, mask):
        batch, tokens, _ = x.shape
        split = lambda t: t.view(batch, tokens, HEADS, HIDDEN // HEADS).transpose(1, 2)
        context = F.scaled_dot_product_attention(split(self.query(x)), split(self.key(x)), split(self.value(x)), attn_mask=mask,
                                                 dropout_p=self.dropout.p if self.training else 0.0)
        context = context.transpose(1, 2).reshape(batch, tokens, HIDDEN)
        x = self.attention_norm(x + self.dropout(self.attention_output(context)))
        return self.output_norm(x + self.dropout(self.output(F.gelu(self.intermediate(x)))))


class Classifier(nn.Module):
    """BERT's encoder, the mean over the unmasked tokens, and a linear head."""

    def __init__(self, options):
        super().__init__()
        self.word_embeddings = nn.Embedding(VOCABULARY, HIDDEN)
        self.position_embeddings = nn.Embedding(POSITIONS, HIDDEN)
        self.token_type_embeddings = nn.Embedding(2, HIDDEN)
        self.embedding_norm = nn.LayerNorm(HIDDEN, EPSILON)
        self.dropout = nn.Dropout(options.dropout)
        self.layers = nn.ModuleList(Layer(options) for _ in range(LAYERS))
        self.classifier = nn.Linear(HIDDEN, LABELS)
        for module in self.modules():
            if isinstance(module, (nn.Linear, nn.Embedding)):
                nn.init.normal_(module.weight, std=0.02)
        if options.mode == "lora":
            for name, parameter in self.named_parameters():
                parameter.requires_grad_("lora_" in name or name.startswith("classifier"))

    def forward(self, ids, types, mask):
        x = self.word_embeddings(ids) + self.position_embeddings.weight[: ids.shape[1]] + self.token_type_embeddings(types)
        x = self.dropout(self.embedding_norm(x))
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        kept = mask.unsqueeze(-1).to(x.dtype)
        return self.classifier(self.dropout((x * kept).sum(1) / kept.sum(1)))


def peak_rss_mb():
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmHWM in /proc/self/status: this peer needs Linux")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mode", choices=("full", "lora"), default="lora")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--length", type=int, default=128)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rank", type=int, default=8)
    parser.add_argument("--alpha", type=float, default=16.0)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--lora-dropout", type=float, default=0.0)
    parser.add_argument("--learning-rate", type=float, default=2e-5)
    return parser.parse_args()


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    torch.set_num_interop_threads(1)
    torch.manual_seed(0)
    network = Classifier(options).train()
    trained = [p for p in network.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=options.learning_rate, weight_decay=0.01, fused=True)
    ids = torch.randint(0, VOCABULARY, (options.batch, options.length))
    types = torch.zeros_like(ids)
    mask = torch.ones(options.batch, options.length, dtype=torch.bool)
    targets = torch.randint(0, LABELS, (options.batch,))
    print("ready", flush=True)
    for _ in sys.stdin:
        cpu, wall = time.process_time(), time.perf_counter()
        loss = F.cross_entropy(network(ids, types, mask), targets)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        value = loss.item()
        del loss
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(f"{wall * 1e3:.3f} {cpu * 1e3:.3f} {peak_rss_mb():.1f} {value:.6f}", flush=True)


if __name__ == "__main__":
    main()
