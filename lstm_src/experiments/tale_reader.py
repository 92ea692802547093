r"""Train the network that reads in the page, and measure what it has learned.

    python -m lstm_src.experiments.tale_reader

trains one LSTM, character by character, from each of two seeds, on paragraphs of the
book's tales and on practice sentences from their grammar. It keeps the weights of the
first, whatever they turned out to be, and writes the results tables `tale-reader` and
`interpretable-cells`. Each network takes about seven minutes on one idle core;
`--seeds 0` trains the first alone.
"""

import argparse
import math

import numpy as np

from lstm_src.experiments import interpretable_cells
from lstm_src.experiments.receipts import Receipt, record
from lstm_src.experiments.tale_practice import DECIDING, ROWS, SHARE, Paragraphs
from lstm_src.experiments.tale_surgery import effects, right_of
from lstm_src.explorables.tale_pairs import PROPERTIES, minimal_pairs
from lstm_src.explorables.tale_weights import SLUG, untrained_reader
from lstm_src.explorables.trained import keep, to_halves
from lstm_src.language_model import BITS
from lstm_src.tasks.tales import tales
from lstm_src.training import Adam, Trainer

COMMAND = "python -m lstm_src.experiments.tale_reader"
SEEDS = (0, 1)
HIDDEN = 64
STEPS = 24_000
LENGTH = 160  # characters a row
SIZE = 1_500_000  # characters of tales, and of practice for each choice of gaps
LEARNING_RATE = 0.01
CLIP = 1.0
HELD_OUT_SEED = 100  # of tales that training never reads
GAPS = (0, 1, 2, 3)
PAIRS = 50  # for each property and gap; two readings each


def train(seed, hidden_size=HIDDEN, steps=STEPS, length=LENGTH, size=SIZE):
    r"""Train one network.

    Args:
        seed: of its weights, its texts and their order.
        hidden_size: H.
        steps: batches to learn from.
        length: T, characters a row.
        size: characters of each text.

    Returns:
        The `LanguageModel`, float32.
    """
    symbols = "".join(sorted(set(tales())))
    model = untrained_reader(symbols, hidden_size, seed, dtype=np.float32)
    stream = Paragraphs(model, size, seed, length, lambda: trainer.steps / steps)

    def schedule(step):
        falling = 0.5 * (1 + math.cos(math.pi * step / steps))
        return min(1, (step + 1) / 200) * (0.02 + 0.98 * falling)

    optimizer = Adam(LEARNING_RATE)
    trainer = Trainer(model, stream, optimizer, clip=CLIP, schedule=schedule, seed=seed)
    trainer.run(steps, progress=True)
    return model


def held_out_bits(model, batches=12):
    r"""Measure bits per character on paragraphs of tales that training never reads.

    Args:
        model: a `LanguageModel`.
        batches: how many, of 32 rows of 160 characters.

    Returns:
        Bits per character.
    """
    stream = Paragraphs(model, 100_000, HELD_OUT_SEED, LENGTH, lambda: 1.0, share=0.0)
    losses = [
        model.loss(next(stream)._replace(weights=None))[0] for _ in range(batches)
    ]
    return float(np.mean(losses)) * BITS


def accuracy(model, name, gap, count=PAIRS):
    r"""Count how often the right word is likelier than the wrong one.

    Args:
        model: a `LanguageModel`.
        name: of the property, one of `PROPERTIES`.
        gap: what stands between the early word and the late one.
        count: pairs, of two readings each.

    Returns:
        A share of the readings; 0.5 is chance.
    """
    pairs = minimal_pairs(name, count, gap, seed="held out")
    return float(right_of(model, pairs).mean())


def surgery(model, name):
    r"""Find the cell whose state matters most to a property, and weigh it anew.

    The cell is looked for on the pairs that the page shows, and weighed on others.

    Args:
        model: a `LanguageModel`.
        name: of the property.

    Returns:
        Dict: number of that cell; bits that exchanging its state, that of the next
        strongest cell, and that of all cells adds to $\log_2 p$ of the right word.
    """
    found, _ = effects(model, minimal_pairs(name))
    best = int(found.argmin())
    again, together = effects(model, minimal_pairs(name, PAIRS, seed="held out"))
    others = np.delete(again, best)
    return {
        "cell": best,
        "effect": float(again[best]),
        "next": float(others.min()),
        "all": together,
    }


def measure(model, whole):
    r"""Measure everything that the results table tells about one network.

    Args:
        model: the `LanguageModel`, its weights rounded to half precision.
        whole: the same before rounding; or None, and its bits are left out.

    Returns:
        Dict: key -> number.
    """
    found = {"held-out/bits": held_out_bits(model)}
    if whole is not None:
        found["held-out/bits-float32"] = held_out_bits(whole)
    for name in PROPERTIES:
        for gap in GAPS:
            found[f"accuracy/{name}/gap-{gap}"] = accuracy(model, name, gap)
        for key, number in surgery(model, name).items():
            found[f"surgery/{name}/{key}"] = number
    return found


def receipts(found, seeds, hidden_size=HIDDEN):
    r"""Turn what was measured into rows of the results table.

    Args:
        found: one dict of `measure` for each network, the kept one first.
        seeds: of these networks.
        hidden_size: H.

    Returns:
        List of `Receipt`.

    >>> rows = receipts([{"held-out/bits": 0.5}, {"held-out/bits": 0.75}], (0, 1))
    >>> rows[0].value, rows[0].unit, rows[0].spread
    ('0.500', 'bits per character', '0.500 to 0.750 over 2 networks')
    """
    told = (
        f"reading tales character by character: LSTM, H={hidden_size}, {STEPS} batches "
        f"of {ROWS} rows of {LENGTH} characters, {SHARE:.0%} of them practice in which "
        f"the deciding character counts {DECIDING:g} times; Adam {LEARNING_RATE:g} "
        f"falling by a cosine, clip {CLIP:g}; weights in half precision"
    )
    rows = []
    for key, value in found[0].items():
        numbers = [each[key] for each in found]
        kind = key.rpartition("/")[2]
        show = (lambda n: str(int(n))) if kind == "cell" else (lambda n: f"{n:.3f}")
        unit = "bits"
        if key.startswith("held-out"):
            unit = "bits per character"
        elif key.startswith("accuracy"):
            unit = f"share of {2 * PAIRS} readings"
        elif kind == "cell":
            unit = "number of a cell"
        rows.append(
            Receipt(
                key,
                show(value),
                unit,
                f"{show(min(numbers))} to {show(max(numbers))} over "
                f"{len(seeds)} network{'s' * (len(seeds) > 1)}",
                " ".join(map(str, seeds)),
                told,
                COMMAND,
            )
        )
    return rows


def publish(networks):
    r"""Keep the first network's weights, and record what all of them reach.

    Args:
        networks: seed -> trained `LanguageModel`, float32.
    """
    seeds = tuple(networks)
    found, cells = [], []
    for seed, whole in networks.items():
        model = untrained_reader(whole.vocabulary.symbols, HIDDEN, seed, np.float32)
        if not found:
            untrained = measure(model, None)
        model.flat_params[...] = whole.flat_params
        found.append(measure(to_halves(model), whole))
        cells.append(interpretable_cells.search(model))
        if len(found) == 1:
            symbols = np.array(model.vocabulary.symbols)
            keep(SLUG, {"LSTM": model}, symbols=symbols, seed=np.array(seed))
    rows = receipts(found, seeds)
    before = {f"untrained/{key}": number for key, number in untrained.items()}
    rows += receipts([before], seeds[:1])
    print(f"wrote {record(SLUG, rows)}")
    rows = interpretable_cells.receipts(cells, seeds, COMMAND, rows[0].task)
    print(f"wrote {record(interpretable_cells.TABLE, rows)}")


def main(arguments=None):
    """Train, keep the first network, and record what all of them reach."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    seeds = parser.parse_args(arguments).seeds
    publish({seed: train(seed) for seed in seeds})


if __name__ == "__main__":
    main()
