"""Runs the programs that GpuPrograms wrote, on a machine without Java: checks them, times them, trains with them.

    programs.py check FOLDER            the built-in networks against the double-precision reference, 20 training steps against the CPU's
    programs.py time FOLDER             training steps of MiniLM against PyTorch's, alternating, batch 16 and 64, length 128
    programs.py dialogues FOLDER DATA   GoEmotions, then MELD with and without context, with the program of one training step

Everything that is learned is computed by the programs (forward, loss, backward, clipping, AdamW); this file only feeds them rows.
"""
import json
import math
import pathlib
import random
import sys
import time

import torch
from safetensors.torch import load_file

DEVICE = "cuda:0" if torch.cuda.is_available() else "cpu"


class Program:
    """A program with its constants on the device; parameters and, for a step, AdamW's state are given by path."""

    def __init__(self, folder, device=None):
        device = device or DEVICE
        about = json.loads((folder / "program.json").read_text())
        self.inputs = about["inputs"]
        self.trainable = [(p["path"], p["shape"]) for p in about["trainable"]]
        self.frozen = [(p["path"], p["shape"]) for p in about["frozen"]]
        self.method = getattr(torch.jit.load(str(folder / "program.pt"), map_location=device), about["method"])
        constants = load_file(folder / "constants.safetensors")
        self.constants = [constants[str(i)].to(device) for i in range(about["constants"])]
        self.go = torch.tensor(True)
        self.device = device

    def place(self, values):
        """Puts the parameters on the device; a step's state starts at zero."""
        put = lambda some: [values[path].to(self.device, copy=True) for path, _ in some]
        self.t = [tensor.requires_grad_() for tensor in put(self.trainable)]
        self.p = put(self.frozen)
        self.first = [torch.zeros_like(tensor, requires_grad=False) for tensor in self.t]
        self.second = [torch.zeros_like(tensor, requires_grad=False) for tensor in self.t]
        self.steps = [torch.zeros((), device=self.device) for _ in self.t]
        return self

    def parameters(self):
        paths = [path for path, _ in self.trainable + self.frozen]
        return {path: tensor.detach() for path, tensor in zip(paths, self.t + self.p)}

    def run(self, batch):
        lists = [some for some in (self.t, self.p) if some]
        with torch.no_grad():
            return self.method(self.go, *[batch[name] for name in self.inputs], *lists, self.constants)

    def step(self, batch, rate):
        lists = [some for some in (self.t, self.p) if some]
        rate = torch.tensor(rate, dtype=torch.float64)
        inputs = [batch[name] for name in self.inputs]
        return self.method(self.go, rate, *inputs, *lists, self.constants, self.first, self.second, self.steps)[0]


def on_device(tensors):
    return {name: tensor.to(DEVICE) for name, tensor in tensors.items()}


def check(folder):
    for name in ("face", "voice"):
        values = {k: v for k, v in load_file(folder / name / "start.safetensors").items()}
        batch = on_device(load_file(folder / name / "inputs.safetensors"))
        found = Program(folder / name).place(values).run(batch)[0].cpu()
        expected = load_file(folder / name / "expected.safetensors")["logits"]
        allowed = 1e-6 + 1e-5 * expected.abs()
        worst = ((found - expected).abs() / allowed).max().item()
        print(f"{name}: |found - reference| at most {(found - expected).abs().max():.2e}, {worst:.2f} of what is allowed")

        step = Program(folder / f"{name}-step").place(load_file(folder / f"{name}-step" / "start.safetensors"))
        batch = on_device(load_file(folder / f"{name}-step" / "inputs.safetensors"))
        expected = load_file(folder / f"{name}-step" / "expected.safetensors")
        losses = torch.stack([step.step(batch, 1e-3).detach().cpu() for _ in range(len(expected["losses"]))])
        apart = (losses - expected["losses"]).abs()
        after = step.parameters()
        moved = max((after[k].cpu() - v).abs().max().item() for k, v in expected.items() if k in after)
        print(f"{name}: {len(losses)} steps, loss {losses[0]:.4f} to {losses[-1]:.4f}, apart from the CPU's by at most {apart.max():.2e};"
              f" parameters by at most {moved:.2e}")


def time_steps(folder):
    import training_step

    def options(mode):
        keep, sys.argv = sys.argv, ["", "--mode", mode]
        try:
            return training_step.arguments()
        finally:
            sys.argv = keep

    for mode in ("lora", "full"):
        for rows in (16, 64):
            for tf32 in (False, True):
                torch.backends.cuda.matmul.allow_tf32 = tf32
                ids = torch.randint(0, 30522, (rows, 128), device=DEVICE)
                mask = torch.ones(rows, 128, dtype=torch.bool, device=DEVICE)
                label = torch.randint(0, 7, (rows,), device=DEVICE)
                batch = {"input_ids": ids, "attention_mask": mask, "token_type_ids": torch.zeros_like(ids),
                         "targets": torch.nn.functional.one_hot(label, 7).float()}
                program = Program(folder / f"minilm-{mode}")
                program.place({path: torch.randn(shape) * 0.02 for path, shape in program.trainable + program.frozen})
                peer = training_step.Classifier(options(mode)).to(DEVICE).train()
                trained = [p for p in peer.parameters() if p.requires_grad]
                optimizer = torch.optim.AdamW(trained, lr=2e-5, weight_decay=0.01, fused=True)

                def ours():
                    return program.step(batch, 2e-5).item()

                def theirs():
                    loss = torch.nn.functional.cross_entropy(peer(ids, batch["token_type_ids"], mask), label)
                    loss.backward()
                    optimizer.step()
                    optimizer.zero_grad()
                    return loss.item()

                seconds = {ours: [], theirs: []}
                memory = {}
                for which in (ours, theirs):
                    for _ in range(5):
                        which()
                    base = torch.cuda.memory_allocated()
                    torch.cuda.reset_peak_memory_stats()
                    which()
                    memory[which] = (torch.cuda.max_memory_allocated() - base) / 2**20
                for _ in range(60):
                    for which in (ours, theirs):
                        torch.cuda.synchronize()
                        start = time.perf_counter()
                        which()
                        torch.cuda.synchronize()
                        seconds[which].append(time.perf_counter() - start)
                middle = {which: sorted(all_)[len(all_) // 2] * 1e3 for which, all_ in seconds.items()}
                print(json.dumps({"mode": mode, "batch": rows, "tf32": tf32, "ours_ms": round(middle[ours], 3),
                                  "pytorch_ms": round(middle[theirs], 3), "ratio": round(middle[ours] / middle[theirs], 3),
                                  "ours_step_mib": round(memory[ours], 1), "pytorch_step_mib": round(memory[theirs], 1)}), flush=True)


# ---- dialogues -------------------------------------------------------------------------------------------------------------------

def dialogue_rows(turns, context, most):
    """`[CLS] name: text [SEP] turns before [SEP]` as the text encoder writes it; without context the text alone."""
    dialogues = {}
    for turn in turns:
        dialogues.setdefault(turn["d"], []).append(turn)
    rows = []
    for number, said in dialogues.items():
        for i, turn in enumerate(said):
            words = (turn["u"] if context else turn["b"])[: most - (3 if context else 2)]
            before = [token for earlier in said[max(0, i - context):i] for token in earlier["u"]]
            room = most - 3 - len(words)
            before = before[-room:] if room > 0 else []
            second = before + [102] if context and before else []
            rows.append((number, [turn["y"]], [101] + words + [102] + second, len(second)))
    return rows


def batch_of(rows, places):
    longest = max(len(row[2]) for row in rows)
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    types = torch.zeros_like(ids)
    mask = torch.zeros(len(rows), longest, dtype=torch.bool)
    targets = torch.zeros(len(rows), 7)
    for i, (_, labels, tokens, second) in enumerate(rows):
        ids[i, : len(tokens)] = torch.tensor([places[t] for t in tokens])
        types[i, len(tokens) - second: len(tokens)] = 1
        mask[i, : len(tokens)] = True
        targets[i, labels] = 1 / len(labels)
    batch = {"input_ids": ids, "token_type_ids": types, "attention_mask": mask, "targets": targets}
    return {name: tensor.to(DEVICE, non_blocking=True) for name, tensor in batch.items()}


def train(program, rows, places, epochs, size, rate, seed):
    shuffled = random.Random(seed)
    torch.manual_seed(seed)
    total = epochs * math.ceil(len(rows) / size)
    step = 0
    for _ in range(epochs):
        order = list(range(len(rows)))
        shuffled.shuffle(order)
        for start in range(0, len(order), 16 * size):
            chunk = sorted(order[start:start + 16 * size], key=lambda row: len(rows[row][2]))
            batches = [chunk[at:at + size] for at in range(0, len(chunk), size)]
            shuffled.shuffle(batches)
            for some in batches:
                rise = 0.06 * total
                factor = step / rise if step < rise else (total - step) / (total - rise)
                program.step(batch_of([rows[row] for row in some], places), rate * factor)
                step += 1


def top(network, rows, places):
    found = []
    for start in range(0, len(rows), 256):
        found += network.run(batch_of(rows[start:start + 256], places))[0].argmax(1).tolist()
    return found


def weighted_f1(truth, found):
    score = 0
    for label in range(7):
        right = sum(t == f == label for t, f in zip(truth, found))
        score += 2 * right / max(1, truth.count(label) + found.count(label)) * truth.count(label) / len(truth)
    return score


def one_dialogue_run(job):
    folder, data, start, context, seed = job
    torch.set_num_threads(1)
    torch._C._set_graph_executor_optimize(False)
    torch.backends.cuda.matmul.allow_tf32 = True
    step, network = Program(folder / "dialogues-step").place(start), Program(folder / "dialogues")
    rows = {split: dialogue_rows(data["meld"][split], context, 96) for split in ("train", "valid")}
    places = {token: place for place, token in enumerate(data["used"])}
    began = time.time()
    train(step, [row for row in rows["train"] if row[0] % 10 != 9], places, 3, 32, 5e-5, seed)
    network.place(step.parameters())
    found = top(network, rows["valid"], places)
    truth = [row[1][0] for row in rows["valid"]]
    return context, seed, weighted_f1(truth, found), time.time() - began


def dialogues(folder, data_file):
    import gzip
    import pickle
    import torch.multiprocessing as mp
    data = pickle.load(gzip.open(data_file / "data.pkl.gz"))
    packed = load_file(data_file / "bge.safetensors")
    start = {}
    for name, tensor in packed.items():
        if not name.endswith("#s"):
            scale = packed.get(name + "#s")
            start["text." + name] = tensor.float() * scale.float() if scale is not None else tensor.float()
    program = Program(folder / "dialogues-step")
    generator = torch.Generator().manual_seed(1)
    values, places = {}, {token: place for place, token in enumerate(data["used"])}
    for path, shape in program.trainable:
        if path in start:
            values[path] = start.pop(path)  # of fewer words than the shape says: only those that occur travel
        else:
            print("new:", path, shape)
            values[path] = torch.randn(shape, generator=generator) * 0.02 if len(shape) > 1 else torch.zeros(shape)
    print("not used:", sorted(start)[:5], len(start))
    torch.backends.cuda.matmul.allow_tf32 = True
    program.place(values)
    rows = [(0, row["y"], [101] + row["b"][:94] + [102], 0) for row in data["go"]["train"]]
    limit = int(sys.argv[4]) if len(sys.argv) > 4 else None
    if limit:
        rows = rows[:limit]
        data["meld"] = {split: turns[:limit] for split, turns in data["meld"].items()}
    began = time.time()
    train(program, rows, places, 2, 32, 5e-5, 1)
    print(f"GoEmotions: {len(rows)} rows, 2 epochs, {time.time() - began:.0f} s", flush=True)
    learned = {path: tensor.cpu() for path, tensor in program.parameters().items()}
    jobs = [(folder, data, learned, context, seed) for context in (4, 0, 2) for seed in (1, 2, 3)]
    if limit:
        print(one_dialogue_run(jobs[0]))
        return
    results = {}
    with mp.get_context("spawn").Pool(len(jobs)) as pool:
        for context, seed, score, seconds in pool.imap_unordered(one_dialogue_run, jobs):
            results.setdefault(context, []).append(score)
            print(f"context {context} seed {seed}: weighted F1 {score:.4f}, {seconds:.0f} s", flush=True)
    for context, scores in sorted(results.items()):
        mean = sum(scores) / len(scores)
        deviation = (sum((s - mean) ** 2 for s in scores) / (len(scores) - 1)) ** 0.5
        print(f"MELD validation, context {context}: weighted F1 {mean:.4f} +- {deviation:.4f} over {len(scores)} seeds")


if __name__ == "__main__":
    torch._C._set_graph_executor_optimize(False)  # as the library sets it
    where = pathlib.Path(sys.argv[2])
    if sys.argv[1] == "check":
        check(where)
    elif sys.argv[1] == "time":
        time_steps(where)
    else:
        dialogues(where, pathlib.Path(sys.argv[3]))
