"""Cells that follow a property: scores, chance, and the properties themselves."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_src import LSTM
from lstm_src.analysis import (
    Finding,
    cell_scores,
    inside_brackets,
    inside_quotes,
    labelled,
    line_position,
    neuron_search,
    search_table,
)
from lstm_src.tasks.grammar import agreement
from lstm_src.tasks.tales import tales


def noise(seed, N=400, H=8):
    return np.random.default_rng(seed).standard_normal((N, H))


def slow(seed, N=400, H=8):
    """Random walks that are pulled back: as slow as a cell that remembers."""
    steps, walk = noise(seed, N, H), np.zeros((N, H))
    for t in range(1, N):
        walk[t] = 0.97 * walk[t - 1] + steps[t]
    return walk


@settings(deadline=None)
@given(seed=st.integers(0, 2**32 - 1), N=st.integers(2, 30), levels=st.integers(1, 5))
def test_a_score_for_zeros_and_ones_counts_pairs(seed, N, levels):
    rng = np.random.default_rng(seed)
    cells = rng.integers(0, levels, (N, 3)).astype(float)  # with many ties
    label = rng.integers(0, 2, N)
    label[:2] = 0, 1
    above = cells[label == 1][:, None] - cells[label == 0][None]
    expected = np.sign(above).mean(axis=(0, 1))  # 2 AUC - 1
    np.testing.assert_allclose(cell_scores(cells, label), expected, atol=1e-12)


def test_any_other_label_is_correlated():
    cells, label = noise(0), np.arange(400.0)
    expected = [np.corrcoef(cell, label)[0, 1] for cell in cells.T]
    np.testing.assert_allclose(cell_scores(cells, label), expected, atol=1e-12)


def test_scores_know_no_units():
    cells, label = noise(0), noise(1)[:, 0]
    scores = cell_scores(cells, label)
    np.testing.assert_allclose(cell_scores(3 - 2 * cells, label), -scores, atol=1e-12)
    yes = label > 0.3
    np.testing.assert_allclose(
        cell_scores(np.exp(cells), yes), cell_scores(cells, yes), atol=1e-12
    )
    np.testing.assert_allclose(
        cell_scores(cells, ~yes), -cell_scores(cells, yes), atol=1e-12
    )
    np.testing.assert_allclose(cell_scores(yes[:, None], yes), [1.0])


def test_characters_without_a_label_do_not_count():
    cells, label = noise(0), np.sign(noise(1)[:, 0]).clip(0)
    part = np.where(np.arange(400) < 300, label, np.nan)
    np.testing.assert_allclose(
        cell_scores(cells, part), cell_scores(cells[:300], label[:300])
    )


def test_a_cell_that_never_moves_follows_nothing():
    cells = np.full((50, 1), 0.1)
    assert cell_scores(cells, np.arange(50)).tolist() == [0.0]
    assert cell_scores(cells, np.arange(50) % 2).tolist() == [0.0]


@pytest.mark.parametrize("kind", ["binary", "graded"])
def test_a_planted_cell_is_found_and_beats_chance(kind):
    cells, label = noise(0, N=2000), slow(1, N=2000)[:, 0]
    label = label > 0 if kind == "binary" else label
    cells[:, 5] -= 2 * label
    (found,) = neuron_search(cells, noise(2, N=2000), {kind: label})
    assert found.cell == 5 and found.name == kind and found.p == 1 / 201
    assert found.score == cell_scores(cells, label)[5] < -0.5
    assert abs(found.untrained) < found.chance < abs(found.score)


def test_the_search_is_paid_for():
    label = slow(1)[:, 0]
    few, many = (
        neuron_search(slow(2, H=H), noise(3), {"label": label})[0].chance
        for H in (1, 64)
    )
    assert many > few + 0.1, "the best of many follows anything better than one cell"


def p_values(shuffle):
    """Slow cells and slow labels that have nothing to do with each other."""
    return np.array(
        [
            neuron_search(
                slow(seed), noise(seed), {"label": slow(1000 + seed)[:, 0] > 0},
                permutations=40, shuffle=shuffle, rng=seed,
            )[0].p
            for seed in range(40)
        ]
    )  # fmt: skip


def test_misplaced_labels_are_as_slow_as_true_ones():
    moved, shuffled = p_values(shuffle=False), p_values(shuffle=True)
    assert (moved < 0.05).mean() <= 0.15, "chance is taken for a finding too often"
    assert 0.3 < moved.mean() < 0.7
    assert (shuffled < 0.05).mean() > 0.8, "which is why shuffling is not the default"


def test_the_best_of_several_untrained_networks_counts():
    label = np.arange(400) % 2
    good = noise(1) + label[:, None]
    one, two = (
        neuron_search(noise(0), nets, {"odd": label})[0].untrained
        for nets in (noise(2), [noise(2), good])
    )
    assert abs(two) > 0.4 > abs(one)


def test_a_trace_can_be_handed_over_as_it_is():
    text = "one (two)\nthree (four)\n" * 5
    symbols = sorted(set(text))
    x = np.array([[symbols.index(s)] for s in text])
    trained, fresh = (LSTM(len(symbols), 6, rng=seed).trace(x)["C"] for seed in (0, 1))
    properties = {"line": line_position(text), "brackets": inside_brackets(text)}
    found = neuron_search(trained, fresh, properties, permutations=20)
    assert [f.name for f in found] == ["line", "brackets"]
    assert neuron_search(trained, fresh, properties, permutations=20) == found
    table = search_table(found).split("\n")
    assert len(table) == 3 and len({len(line) for line in table}) == 1


def test_properties_of_a_text():
    text = 'He said: "yes\nor no" (so [it] was)\n"left open\n\nnew'
    marks = {
        "quotes": (inside_quotes(text), '"yes\nor no' + '"left open\n'),
        "brackets": (inside_brackets(text), "(so [it] was"),
    }
    for inside, expected in marks.values():
        assert "".join(s for s, k in zip(text, inside, strict=True) if k) == expected
    rows = [list(range(1, len(line) + 1)) for line in text.split("\n")]
    expected = [place for row in rows for place in [*row, 0]][:-1]
    assert line_position(text).tolist() == expected


def test_properties_of_the_tales():
    text = tales(20_000)
    assert line_position(text).max() <= 70
    assert 0.02 < inside_quotes(text).mean() < 0.5
    assert set(np.unique(inside_brackets(text))) <= {0.0, 1.0}
    assert inside_brackets("x) (a").tolist() == [0, 0, 0, 1, 1]


def test_sentences_with_a_known_number():
    rng = random.Random(0)
    pieces = []
    for plural in (0, 1):
        pieces += [(agreement(rng, 1, plural=bool(plural)), plural), (". ", None)]
    text, number = labelled(pieces)
    assert len(text) == len(number) and np.isnan(number).sum() == 4
    assert number[0] == 0 and number[-3] == 1


BAD = [
    (lambda: cell_scores(noise(0), [0, 1]), "the label has shape \\(2,\\)"),
    (lambda: cell_scores(noise(0), np.ones(400)), "same value everywhere"),
    (lambda: cell_scores(np.zeros((3, 2, 2)), np.arange(3)), "give \\(N, H\\)"),
    (lambda: cell_scores(np.full((2, 1), np.nan), [0, 1]), "NaN"),
    (lambda: neuron_search(noise(0), noise(1), {"x": [0]}), "x has shape"),
    (lambda: neuron_search(noise(0), noise(1), {}, permutations=0), "at least 1"),
    (lambda: labelled([]), "at least one character"),
]


@pytest.mark.parametrize("wrong, message", BAD)
def test_bad_input_gets_a_sentence(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()


def test_a_table_of_one_line():
    lines = search_table([Finding("a property", 3, -1.0, 0.0, 0.25, 1.0)]).split("\n")
    assert lines[1].split() == ["a", "property", "3", "-1.00", "+0.00", "0.25", "1.000"]
