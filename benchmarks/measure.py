"""Measure, and print the tables; `python -m benchmarks` calls this."""

import datetime
import os
import platform
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import torch

from benchmarks import contestants, writers
from benchmarks.loop import Loop
from benchmarks.ours import Ours
from benchmarks.timing import exponent, interleave, spread

README = Path(__file__).with_name("README.md")
MARK = "<!-- measured -->"
SIZES = [(32, 8, 32, 30), (128, 1, 50, 65), (128, 32, 64, 65), (256, 32, 64, 65)]
SIZES += [(512, 64, 64, 65)]
BUDGET = {np.float32: (1.6, 1.3, 0.75, 0.72, 1.0), np.float64: (1.1,) * 5}
DTYPES = (np.float32, np.float64)


def table(title, head, rows):
    """A Markdown table."""
    lines = [f"### {title}", "", "| " + " | ".join(head) + " |"]
    lines.append("|" + " --- |" * len(head))
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def training(rounds):
    """A training step against PyTorch's layer and a loop over its cell."""
    contestants.check_alike()
    rows = []
    for dtype in DTYPES:
        for size, budget in zip(SIZES, BUDGET[dtype], strict=True):
            H, B, T, V = size
            hands = {
                "ours": Ours(*size, dtype),
                "layer": contestants.Torch(*size, dtype),
                "cell": contestants.TorchCell(*size, dtype),
            }
            steps = {name: hand.step for name, hand in hands.items()}
            times = interleave(steps, rounds)
            rows.append(
                (
                    np.dtype(dtype).name,
                    f"{H}, {B}, {T}, {V}",
                    spread(1e3 * times["ours"], unit=" ms"),
                    f"{T * B / np.median(times['ours']):,.0f}",
                    spread(times["layer"] / times["ours"], unit="×"),
                    f"{budget}×",
                    spread(times["cell"] / times["ours"], unit="×"),
                )
            )
            print(*rows[-1], sep="  ", file=sys.stderr, flush=True)
    head = ("dtype", "H, B, T, V", "ours, ms a step", "characters a second")
    head += ("as fast as nn.LSTM", "budget", "as fast as LSTMCell")
    return table("A training step", head, rows)


def loop(rounds):
    """A training step against four separate matrices and column vectors."""
    size = SIZES[1]
    hands = {
        "loop": Loop(*size, np.float64),
        "loop 32": Loop(*size, np.float32),
        "ours": Ours(*size, np.float64),
        "ours 32": Ours(*size, np.float32),
    }
    times = interleave({name: hand.step for name, hand in hands.items()}, rounds)
    rows = [
        ("loop, float64", spread(1e3 * times["loop"], unit=" ms"), "", ""),
        ("loop, float32", spread(1e3 * times["loop 32"], unit=" ms"), "", ""),
    ]
    for name, kind, budget in (("ours", "float64", "5×"), ("ours 32", "float32", "9×")):
        ratio = spread(times["loop"] / times[name], 1, "×")
        ms = spread(1e3 * times[name], unit=" ms")
        rows.append((f"ours, {kind}", ms, ratio, budget))
    head = ("", "ms a step", "as fast as the float64 loop", "budget")
    return table("Against four separate matrices, (128, 1, 50, 65)", head, rows)


def sampling(rounds):
    """One character at a time."""
    writers.check_alike()
    rows = []
    for H in (32, 64, 128, 256):
        hands = {
            "ours": writers.Ours(H),
            "layer": writers.Torch(H),
            "cell": writers.TorchCell(H),
        }
        times = interleave({name: hand.write for name, hand in hands.items()}, rounds)
        micro = 1e6 * times["ours"] / writers.LENGTH
        layer, cell = times["layer"] / times["ours"], times["cell"] / times["ours"]
        rows.append((str(H), spread(micro, 1, " µs"), spread(layer, 1, "×"), "12×"))
        rows[-1] += (spread(cell, 1, "×"), "4×")
    head = ("H", "ours, a character", "as fast as nn.LSTM", "budget")
    head += ("as fast as LSTMCell", "budget")
    return table("Sampling, float32, 65 symbols", head, rows)


def memory(_rounds):
    """Bytes that a training step allocates, and bytes that are held between steps."""
    rows = []
    for size in SIZES:
        tracemalloc.start()
        ours = Ours(*size, np.float32)
        for _ in range(3):
            ours.step()
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        ours.step()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        H, B, T, V = size
        y = 4 * T * B * H
        parameters = ours.model.flat_params.nbytes
        numbers = (parameters, held, peak - held, y)
        row = [f"{number / 1e6:.2f}" for number in numbers]
        rows.append((f"{H}, {B}, {T}, {V}", *row))
    head = ("H, B, T, V", "parameters, MB", "held, MB", "new in a step, MB")
    head += ("of which y, MB",)
    return table("Memory of a training step, float32 (tracemalloc)", head, rows)


def scaling(rounds):
    """How the cost of a step grows with T, B and H."""
    base = {"H": 128, "B": 16, "T": 32}
    ranges = {"T": (8, 16, 32, 64, 128), "B": (1, 2, 4, 8, 16, 32, 64)}
    ranges["H"] = (16, 32, 64, 128, 256, 512)
    rows = []
    for letter, values in ranges.items():
        medians = {"ours": [], "layer": []}
        for value in values:
            now = base | {letter: value}
            size = (now["H"], now["B"], now["T"], 65)
            hands = {
                "ours": Ours(*size, np.float32),
                "layer": contestants.Torch(*size, np.float32),
            }
            steps = {name: hand.step for name, hand in hands.items()}
            for name, seconds in interleave(steps, max(3, rounds // 3)).items():
                medians[name].append(np.median(seconds))
        fixed = ", ".join(f"{k} {v}" for k, v in base.items() if k != letter)
        row = [f"{letter} = {', '.join(map(str, values))}", fixed]
        for name in ("ours", "layer"):
            slopes = (
                exponent(values, medians[name]),
                exponent(values[-3:], medians[name][-3:]),
            )
            row.append("{:.2f} ({:.2f})".format(*slopes))
        row.append(", ".join(f"{1e3 * m:.2f}" for m in medians["ours"]))
        rows.append(tuple(row))
    head = ("varied", "fixed", "exponent, ours", "exponent, nn.LSTM", "ours, ms")
    return table(
        "Cost against size, float32: exponent over all sizes (over the last three)",
        head,
        rows,
    )


def conditions(loads):
    """Where and when, and how busy the machine was."""
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    busy = f"load average {loads[0]:.1f} before and {loads[1]:.1f} after"
    return (
        f"Measured on {datetime.date.today()}: {platform.system()} "
        f"{platform.machine()}, {os.cpu_count()} processors ({busy}); Python "
        f"{platform.python_version()}, NumPy {np.__version__} ({blas['name']} "
        f"{blas['version']}), PyTorch {torch.__version__}."
    )


def main():
    """Measure the parts named on the command line."""
    rounds, *parts = sys.argv[1:]
    write = "--write" in parts
    torch.set_num_threads(1)
    measures = {
        "training": training,
        "loop": loop,
        "sampling": sampling,
        "memory": memory,
        "scaling": scaling,
    }
    before = os.getloadavg()[0]
    tables = [measures[part](int(rounds)) for part in parts if part in measures]
    text = "\n\n".join([conditions((before, os.getloadavg()[0])), *tables])
    print(text)
    if write:
        head = README.read_text(encoding="utf-8").split(MARK)[0]
        README.write_text(f"{head}{MARK}\n\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
