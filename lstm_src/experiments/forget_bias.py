"""Does a forget bias of 1 help a character model? The same training, with 0 and with 1.

python -m lstm_src.experiments.forget_bias
python -m lstm_src.experiments.forget_bias --data FILE --name shakespeare
"""

import argparse
import sys

import numpy as np

from lstm_src.experiments.receipts import Receipt, record
from lstm_src.language_model import LanguageModel
from lstm_src.tasks.reading import read_text
from lstm_src.tasks.tales import tales
from lstm_src.tasks.text import TextStream, Vocabulary, split
from lstm_src.training import Adam, Trainer

SETTINGS = {"hidden_size": 128, "seq_length": 50, "batch_size": 32, "steps": 2000}
LEARNING_RATE, CLIP, HELD_OUT = 2e-3, 5.0, 0.1
BIASES, SEEDS = (0, 1), (0, 1, 2)


def held_out_bits(text, bias, seed, *, hidden_size, seq_length, batch_size, steps):
    """Train one model, and measure it on the tenth of the text that it did not read.

    Args:
        text: a string.
        bias: where b_f starts.
        seed: of the first weights.
        hidden_size: H.
        seq_length: T, characters in a step.
        batch_size: B, rows read side by side.
        steps: updates.

    Returns:
        Bits per character.

    >>> small = {"hidden_size": 4, "seq_length": 5, "batch_size": 2, "steps": 1}
    >>> 2.5 < held_out_bits("abcdefgh" * 20, 1, 0, **small) < 3.5
    True
    """
    vocabulary = Vocabulary(text)
    train, held_out = split(vocabulary.encode(text), HELD_OUT)
    model = LanguageModel(vocabulary, hidden_size, rng=seed, forget_bias=float(bias))
    stream = TextStream(train, seq_length, batch_size)
    Trainer(model, stream, Adam(LEARNING_RATE), clip=CLIP, seed=seed).run(steps)
    return model.evaluate(held_out)


def receipts(name, bits, settings, command):
    """Turn the measurements into rows of the results table.

    Args:
        name: first part of every key.
        bits: (2, seeds): bits per character with bias 0 and with bias 1.
        settings: as `SETTINGS`.
        command: what measured them.

    Returns:
        List of `Receipt`.

    >>> rows = receipts("x", [[2.0, 3.0], [2.5, 2.5]], SETTINGS, "")
    >>> [(row.key, row.value) for row in rows][2:]
    [('x/seeds-worse', '1'), ('x/seeds', '2')]
    """
    bits = np.asarray(bits)
    task = (
        f"character LSTM on {name}, H={settings['hidden_size']}, "
        f"{settings['steps']} steps of {settings['batch_size']} x "
        f"{settings['seq_length']} characters, Adam {LEARNING_RATE:g}, clip {CLIP:g}, "
        f"last {HELD_OUT:.0%} held out"
    )
    more = {"seeds": " ".join(map(str, range(bits.shape[1]))), "task": task}
    more["command"] = command
    rows = [
        Receipt(
            f"{name}/bias-{bias}/bpc",
            f"{one.mean():.3f}",
            unit="bits per character",
            spread=f"{one.min():.3f} to {one.max():.3f} over seeds",
            **more,
        )
        for bias, one in zip(BIASES, bits, strict=True)
    ]
    worse = int((bits[1] > bits[0]).sum())
    counts = {"seeds-worse": worse, "seeds": bits.shape[1]}
    spread = {"seeds-worse": "seeds in which bias 1 ends higher than bias 0"}
    return rows + [
        Receipt(f"{name}/{k}", str(n), "seeds", spread.get(k, ""), **more)
        for k, n in counts.items()
    ]


def main(arguments=None):
    """Train six models and record what they reach."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", help="a text file; without it: the book's own tales")
    parser.add_argument("--name", help="what the keys begin with (tales)")
    options = parser.parse_args(arguments)
    if (options.data is None) != (options.name is None):
        parser.error("give --data and --name together, or neither.")
    name, command = (
        options.name or "tales",
        "python -m lstm_src.experiments.forget_bias",
    )
    text = tales()
    if options.data:
        text, _ = read_text(options.data)
        command += f" --data FILE --name {name}"
    bits = np.zeros((len(BIASES), len(SEEDS)))
    for k, seed in enumerate(SEEDS):
        for n, bias in enumerate(BIASES):
            bits[n, k] = held_out_bits(text, bias, seed, **SETTINGS)
            print(f"seed {seed}, bias {bias}: {bits[n, k]:.3f}", file=sys.stderr)
    print(f"wrote {record('forget-bias', receipts(name, bits, SETTINGS, command))}.")


if __name__ == "__main__":
    main()
