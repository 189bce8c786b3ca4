"""Compares one training step of two processes by alternating them: first the PyTorch peer, then the other, one step each, round by round.

    python drive.py --mode lora --threads 1 --rounds 30 -- java ... (the command of the other process)

Everything after `--` is the other process; `{mode}`, `{threads}`, `{batch}` and `{length}` in it are replaced. It must speak the peer's
protocol: print `ready`, then answer every line with `wall_ms cpu_ms peak_rss_mb loss`. Lines before `ready` are ignored. The figures are
medians over the rounds after the warm-up; a ratio below one means that the other process needs less. The ratio of times is the
median of the ratios of neighbouring steps, so that a load that both feel cancels out; its quartiles say how far to trust it.
"""
import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys

FIELDS = ("wall_ms", "cpu_ms", "peak_rss_mb", "loss")
RATIOS = ("wall_ms", "cpu_ms", "peak_rss_mb")


class Peer:
    def __init__(self, name, command, environment):
        self.name, self.command = name, command
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def await_ready(self):
        for line in self.process.stdout:
            if line.strip() == "ready":
                return
        raise SystemExit(f"{self.name} ended (exit code {self.process.wait()}) before it printed 'ready': {' '.join(self.command)}")

    def step(self):
        try:
            self.process.stdin.write("step\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        words = line.split()
        if len(words) < len(FIELDS):
            raise SystemExit(f"{self.name} answered {line!r}; expected '{' '.join(FIELDS)}'")
        return dict(zip(FIELDS, map(float, words)))

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()


def summary(steps):
    return {field: statistics.median(step[field] for step in steps) for field in RATIOS} | {"last_loss": steps[-1]["loss"]}


def ratios(base, other):
    out = {}
    for field in ("wall_ms", "cpu_ms"):
        low, middle, high = statistics.quantiles((o[field] / b[field] for b, o in zip(base, other)), n=4)
        out[field] = dict(median=middle, low=low, high=high)
    memory = max(s["peak_rss_mb"] for s in other) / max(s["peak_rss_mb"] for s in base)
    return out | {"peak_rss_mb": dict(median=memory, low=memory, high=memory)}


def table(result):
    lines = [f"{'':24}{'wall ms':>10}{'CPU ms':>10}{'peak MB':>10}"]
    for name in ("pytorch", "other"):
        lines.append(f"{name:24}" + "".join(f"{result[name][field]:10.1f}" for field in RATIOS))
    lines.append(f"{'other / pytorch':24}" + "".join(f"{result['ratio'][field]['median']:10.3f}" for field in RATIOS))
    lines.append(f"{'  quartiles':24}" + "".join(f"{result['ratio'][f]['low']:>5.2f}-{result['ratio'][f]['high']:.2f}" for f in RATIOS[:2]))
    return "\n".join(lines)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mode", choices=("full", "lora"), default="lora")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--length", type=int, default=128)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--warm-up", type=int, default=5)
    parser.add_argument("--json", type=pathlib.Path, help="also write the result here")
    parser.add_argument("other", nargs="+", help="the other process, after --")
    options = parser.parse_args()
    if options.rounds < 2:
        parser.error(f"--rounds is {options.rounds}; at least 2 are needed for quartiles")
    return options


def main():
    options = arguments()
    settings = {key: str(getattr(options, key)) for key in ("mode", "threads", "batch", "length")}
    environment = os.environ | {"OMP_NUM_THREADS": settings["threads"], "MKL_NUM_THREADS": settings["threads"]}
    script = str(pathlib.Path(__file__).with_name("training_step.py"))
    own = [sys.executable, script] + [word for key, value in settings.items() for word in (f"--{key}", value)]
    command = options.other
    for key, value in settings.items():
        command = [word.replace("{" + key + "}", value) for word in command]
    peers = Peer("pytorch", own, environment), Peer("other", command, environment)
    try:
        for peer in peers:
            peer.await_ready()
        rounds = [[peer.step() for peer in peers] for _ in range(options.warm_up + options.rounds)][options.warm_up :]
    finally:
        for peer in peers:
            peer.close()
    base, other = [r[0] for r in rounds], [r[1] for r in rounds]
    result = dict(settings=settings, rounds=options.rounds, warm_up=options.warm_up, machine=platform.processor() or platform.machine(),
                  cores=os.cpu_count(), command=command, pytorch=summary(base), other=summary(other), ratio=ratios(base, other))
    print(table(result))
    text = json.dumps(result, indent=1)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
