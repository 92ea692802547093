r"""Which cell follows a property of the text? Search all, and pay for the search.

The best of a hundred cells follows anything a little, by chance. So what is compared is
always the best: of the trained network, of an untrained one, and of the trained one
with labels that belong to another place of the text.
"""

from typing import NamedTuple

import numpy as np


class Finding(NamedTuple):
    """The cell that follows one property best, and what chance would have found.

    Scores are correlations in [-1, 1]; for a property that is 0 or 1 the rank-biserial
    one, 2 AUC - 1.

    Attributes:
        name: of the property.
        cell: number of the best cell.
        score: of that cell.
        untrained: score of the best cell without training.
        chance: the size of score that the best cell reaches or passes with 1 in 20 of
            the misplaced labels.
        p: share of misplaced labels, the true one counted in, whose best cell does at
            least as well.
    """

    name: str
    cell: int
    score: float
    untrained: float
    chance: float
    p: float


def cell_scores(cells, label):
    r"""Score every cell by how well it follows a label.

    For a label of zeros and ones, by the chance AUC that a 1 has a higher value than a
    0 (ties count half); for any other label, by Pearson's r:

    $$s = 2\,\mathrm{AUC} - 1 \qquad\text{or}\qquad
      s = \frac{\operatorname{cov}(c, l)}{\sigma_c\, \sigma_l}$$

    Args:
        cells: (N, H), or (N, 1, H): one row for each character.
        label: (N,); NaN where it is not defined.

    Returns:
        (H,) scores in [-1, 1]; 0 for a cell that never moves.

    Raises:
        ValueError: where lengths differ, cells are not finite, or the label has but one
            value.

    >>> cell_scores([[0.1], [0.5], [0.3]], [0, 1, 1]).tolist()
    [1.0]
    """
    features, label = _prepare(_check_cells(cells), label, "the label")
    return _weights(label) @ features


def neuron_search(
    cells, untrained, properties, *, permutations=200, shuffle=False, rng=0
):
    r"""Find the cell that follows each property best, against chance.

    Take a text that the network was not trained on. To score a cell that was found here
    without the luck of the search, use `cell_scores` on yet another text.

    Args:
        cells: (N, H) or (N, 1, H), such as `trace["C"]`.
        untrained: the same of an untrained network, or a list of several.
        properties: name -> label (N,), as for `cell_scores`.
        permutations: how many misplaced labels to try.
        shuffle: False moves a label along the text, its end coming round to the start:
            it stays as slow as it was. True shuffles it, and then any slow cell beats
            chance on any slow label.
        rng: seed or Generator for the misplaced labels.

    Returns:
        List of `Finding`, one for each property.

    Raises:
        ValueError: as for `cell_scores`; or where there are no permutations.

    Source: cells that follow line position, quotes and brackets: Karpathy, Johnson and
    Fei-Fei, "Visualizing and understanding recurrent networks", 2015.

    >>> rng = np.random.default_rng(0)
    >>> cells, label = rng.normal(size=(500, 3)), rng.integers(0, 2, 500)
    >>> cells[:, 1] += 3 * label
    >>> found = neuron_search(cells, rng.normal(size=(500, 3)), {"planted": label})
    >>> found[0].cell, found[0].p < 0.01
    (1, True)
    """
    if permutations < 1:
        raise ValueError(f"permutations is {permutations}; give at least 1.")
    cells = _check_cells(cells)
    several = untrained if isinstance(untrained, (list, tuple)) else [untrained]
    several = [_check_cells(each) for each in several]
    rng = np.random.default_rng(rng)
    findings = []
    for name, label in properties.items():
        features, defined = _prepare(cells, label, name)
        weights = _weights(defined)
        scores = weights @ features
        best = int(np.abs(scores).argmax())
        fresh = np.concatenate([cell_scores(each, label) for each in several])
        chance = np.empty(permutations)
        for n in range(permutations):
            if shuffle:
                misplaced = rng.permutation(weights)
            else:
                misplaced = np.roll(weights, rng.integers(1, len(weights)))
            chance[n] = np.abs(misplaced @ features).max()
        reached = int((chance >= abs(scores[best]) - 1e-12).sum())
        findings.append(
            Finding(
                name=name,
                cell=best,
                score=float(scores[best]),
                untrained=float(fresh[np.abs(fresh).argmax()]),
                chance=float(np.quantile(chance, 0.95)),
                p=(1 + reached) / (1 + permutations),
            )
        )
    return findings


def search_table(findings):
    r"""Write findings as a table of plain text, one line for each property.

    Args:
        findings: what `neuron_search` returned.

    Returns:
        The lines, as one string.

    >>> print(search_table([Finding("in quotes", 17, 0.9, -0.25, 0.5, 0.005)]))
    property    cell  score  untrained  chance      p
    in quotes     17  +0.90      -0.25    0.50  0.005
    """
    wide = max(len(name) for name in ("property", *(f.name for f in findings)))
    lines = [f"{'property':{wide}}   cell  score  untrained  chance      p"]
    for f in findings:
        lines.append(
            f"{f.name:{wide}} {f.cell:6d}  {f.score:+.2f}      {f.untrained:+.2f}"
            f"  {f.chance:6.2f}  {f.p:.3f}"
        )
    return "\n".join(lines)


def _check_cells(cells):
    cells = np.asarray(cells, dtype=float)
    if cells.ndim == 3 and cells.shape[1] == 1:
        cells = cells[:, 0]
    if cells.ndim != 2 or not cells.size:
        raise ValueError(
            f"cells has shape {cells.shape}; give (N, H), a row for each character."
        )
    if not np.isfinite(cells).all():
        raise ValueError("cells holds NaN or infinity; look at what was traced.")
    return cells


def _prepare(cells, label, name):
    """The characters where the label is defined; cells as centred ranks or z-scores.

    Either way a score is the label's weights times these, so that a misplaced label
    costs one product.
    """
    label = np.asarray(label, dtype=float)
    if label.shape != (len(cells),):
        raise ValueError(
            f"{name} has shape {label.shape}; the cells have read {len(cells)} "
            f"characters: give ({len(cells)},)."
        )
    defined = ~np.isnan(label)
    cells, label = cells[defined], label[defined]
    if len(np.unique(label)) < 2:
        raise ValueError(
            f"{name} has the same value everywhere; there is nothing to follow."
        )
    if _is_binary(label):
        features = np.stack([_ranks(cell) for cell in cells.T], axis=1)
        return features - (len(label) + 1) / 2, label
    features = cells - cells.mean(axis=0)
    size = np.linalg.norm(features, axis=0)
    # A constant cell leaves rounding only, which must not be blown up to a score.
    still = size <= 1e-12 * np.linalg.norm(cells, axis=0)
    return features / np.where(still, np.inf, size), label


def _weights(label):
    """The linear form whose value on a prepared cell is its score."""
    if _is_binary(label):
        ones = label.sum()
        return 2 * label / (ones * (len(label) - ones))
    centred = label - label.mean()
    return centred / np.linalg.norm(centred)


def _is_binary(label):
    return set(np.unique(label)) == {0.0, 1.0}


def _ranks(values):
    """Ranks from 1 to N; equal values share the mean of theirs."""
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[which]
