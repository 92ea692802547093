r"""Search a trained reader's cells for some that follow a property of the text.

Every cell is scored; what counts is the best one. So it is held against the best cell
of five untrained networks, against the best that labels from another place of the text
find, and against itself on a text that the search has not seen.

`python -m lstm_src.experiments.tale_reader` trains the networks and writes the table;
`python -m lstm_src.experiments.interpretable_cells` searches the kept network again.
"""

import random

import numpy as np

from lstm_src.analysis import (
    cell_scores,
    inside_brackets,
    inside_quotes,
    line_position,
    neuron_search,
    search_table,
)
from lstm_src.experiments.receipts import Receipt
from lstm_src.explorables.tale_pairs import in_pieces, minimal_pairs
from lstm_src.explorables.tale_weights import START, tale_reader, untrained_reader
from lstm_src.tasks.tales import tales

TABLE = "interpretable-cells"
SIZE = 20_000  # characters of tales, in each of two texts
PAIRS = 200  # for each property of a pair
SEARCHED, FRESH = 200, 201  # seeds of the text that is searched, and of another
UNTRAINED = (1000, 1001, 1002, 1003, 1004)  # seeds of networks without training
PERMUTATIONS = 200
IN_TALES = {
    "line-position": line_position,
    "in-quotes": inside_quotes,
    "in-brackets": inside_brackets,
}
IN_PAIRS = {"plural-subject": "number", "he-not-she": "pronoun"}
PROPERTIES = (*IN_TALES, *IN_PAIRS)


def readings(name, seed):
    r"""Make texts in which every character is labelled with a property.

    Args:
        name: one of `PROPERTIES`.
        seed: of the texts.

    Returns:
        List of pairs: a paragraph, and its labels, NaN where nothing is asked.

    >>> text, label = readings("plural-subject", 0)[0]
    >>> len(text) == len(label), set(label[~np.isnan(label)]) <= {0.0, 1.0}
    (True, True)
    """
    if name in IN_TALES:
        paragraphs = [part.strip("\n") for part in tales(SIZE, seed).split(START)]
        return [(text, IN_TALES[name](text)) for text in paragraphs if text]
    rng, found = random.Random(seed), []
    for pair in minimal_pairs(IN_PAIRS[name], PAIRS, seed=seed):
        side = rng.random() < 0.5  # both sides in turn would tick like a clock
        text = pair.second if side else pair.first
        label, between = np.full(len(text), np.nan), in_pieces(pair)[3]
        label[-len(between) :] = side
        found.append((text, label))
    return found


def states(model, texts):
    r"""Read each text behind an empty line, as the page does.

    Args:
        model: a `LanguageModel` of one LSTM with H cells.
        texts: N characters in all.

    Returns:
        C after each character, (N, H).
    """
    encode = model.vocabulary.encode
    read = [model.layer.trace(encode(START + text)[:, None]) for text in texts]
    return np.concatenate([trace["C"][len(START) :, 0] for trace in read])


def search(model, names=PROPERTIES, permutations=PERMUTATIONS):
    r"""Find the cell that follows each property best, and score it on another text.

    Args:
        model: a trained `LanguageModel` of one LSTM.
        names: of the properties, among `PROPERTIES`.
        permutations: how many misplaced labels to try.

    Returns:
        List of pairs: a `Finding`, and its cell's score on the other text.
    """
    size = model.layer.hidden_size
    untrained = [
        untrained_reader(model.vocabulary.symbols, size, seed, model.layer.dtype)
        for seed in UNTRAINED
    ]
    found = []
    for name in names:
        texts, labels = zip(*readings(name, SEARCHED), strict=True)
        (finding,) = neuron_search(
            states(model, texts),
            [states(fresh, texts) for fresh in untrained],
            {name: np.concatenate(labels)},
            permutations=permutations,
        )
        texts, labels = zip(*readings(name, FRESH), strict=True)
        again = cell_scores(states(model, texts), np.concatenate(labels))
        found.append((finding, float(again[finding.cell])))
    return found


def receipts(found, seeds, command, task):
    r"""Turn what the searches found into rows of the results table.

    Args:
        found: what `search` returned for each network, the kept one first.
        seeds: of these networks.
        command: the line that makes the rows again.
        task: what the networks learned.

    Returns:
        List of `Receipt`: number of the best cell; its score, and that on the other
        text; what untrained networks and misplaced labels reach; and p.
    """
    rows = []
    told = f"{task}; {SIZE} characters of tales, or {PAIRS} sentences, read anew"
    for several in zip(*found, strict=True):
        columns = {
            "cell": ([f.cell for f, _ in several], "number of a cell"),
            "score": ([abs(f.score) for f, _ in several], "size of the best score"),
            "again": ([abs(a) for _, a in several], "the same cell, another text"),
            "untrained": (
                [abs(f.untrained) for f, _ in several],
                f"best of {len(UNTRAINED)} untrained networks",
            ),
            "chance": (
                [f.chance for f, _ in several],
                f"reached by 1 in 20 of {PERMUTATIONS} misplaced labels",
            ),
            "p": ([f.p for f, _ in several], "share of misplaced labels as good"),
        }
        for key, (numbers, unit) in columns.items():
            digits = {"cell": 0, "p": 3}.get(key, 2)
            low, high = (f"{end:.{digits}f}" for end in (min(numbers), max(numbers)))
            rows.append(
                Receipt(
                    f"{several[0][0].name}/{key}",
                    f"{numbers[0]:.{digits}f}",
                    unit,
                    f"{low} to {high} over {len(seeds)} networks",
                    " ".join(map(str, seeds)),
                    told,
                    command,
                )
            )
    return rows


def main():
    """Search the network that travels with the page, and print what was found."""
    found = search(tale_reader(np.float32))
    print(search_table([finding for finding, _ in found]))
    print("the same cells on another text: ", end="")
    print(", ".join(f"{again:+.2f}" for _, again in found))


if __name__ == "__main__":
    main()
