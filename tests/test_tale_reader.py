"""The network that reads in the page: what its tables say, measured again."""

import numpy as np
import pytest

from lstm_src.analysis import inside_quotes
from lstm_src.experiments import interpretable_cells, tale_reader
from lstm_src.experiments.receipts import load
from lstm_src.explorables.read_your_text import ReadYourText
from lstm_src.explorables.tale_weights import (
    START,
    about_reader,
    untrained_reader,
)
from lstm_src.explorables.tale_weights import tale_reader as kept_reader

SYMBOLS = about_reader()["symbols"]


@pytest.fixture(scope="module")
def reader():
    return kept_reader(np.float32)


@pytest.fixture(scope="module")
def table():
    return {key: float(row.value) for key, row in load("tale-reader").items()}


@pytest.fixture(scope="module")
def cells():
    rows = load(interpretable_cells.TABLE).items()
    return {key: float(row.value) for key, row in rows}


# ---- what it has learned


def test_held_out_bits_are_as_published(reader, table):
    bits = tale_reader.held_out_bits(reader)
    assert bits == pytest.approx(table["held-out/bits"], abs=0.002)
    assert table["held-out/bits-float32"] == pytest.approx(bits, abs=0.01)
    assert table["untrained/held-out/bits"] > 4 * bits


@pytest.mark.parametrize("name", tale_reader.PROPERTIES)
def test_it_is_right_as_often_as_published(reader, table, name):
    found = tale_reader.accuracy(reader, name, 2)
    assert found == pytest.approx(table[f"accuracy/{name}/gap-2"], abs=0.011)
    assert found > 0.9 > table[f"untrained/accuracy/{name}/gap-2"]


def test_surgery_costs_what_is_published(reader, table):
    found = tale_reader.surgery(reader, "number")
    for key, number in found.items():
        assert number == pytest.approx(table[f"surgery/number/{key}"], abs=0.02), key
    assert found["effect"] < 10 * found["next"] < 0
    assert found["cell"] == ReadYourText().cell  # the page begins at that cell


# ---- cells found by search


@pytest.mark.parametrize("name", ["plural-subject", "he-not-she"])
def test_a_search_finds_what_is_published(reader, cells, name):
    ((finding, again),) = interpretable_cells.search(reader, [name], permutations=20)
    assert finding.cell == cells[f"{name}/cell"]
    assert abs(finding.score) == pytest.approx(cells[f"{name}/score"], abs=0.011)
    assert abs(again) == pytest.approx(cells[f"{name}/again"], abs=0.011)
    assert abs(finding.untrained) == pytest.approx(
        cells[f"{name}/untrained"], abs=0.011
    )


def test_a_network_without_training_finds_no_such_cell():
    untrained = untrained_reader(SYMBOLS, tale_reader.HIDDEN, 7, np.float32)
    ((finding, _),) = interpretable_cells.search(
        untrained, ["plural-subject"], permutations=1
    )
    assert abs(finding.score) < 0.5


def test_what_the_chapter_says_of_the_table(cells):
    best = [cells[f"{name}/cell"] for name in ("in-quotes", "in-brackets")]
    assert best == [cells["he-not-she/cell"]] * 2  # one cell for three properties
    for name in set(interpretable_cells.PROPERTIES) - {"line-position"}:
        reached = cells[f"{name}/again"]
        assert reached > cells[f"{name}/untrained"], name
        assert reached > cells[f"{name}/chance"], name
    position = cells["line-position/again"], cells["line-position/untrained"]
    assert position[0] < position[1]
    low = {}  # of both networks
    for key, row in load(interpretable_cells.TABLE).items():
        if key.endswith("/score"):
            low[key.split("/")[0]] = float(row.spread.split(" to ")[0])
    for name in ("in-brackets", "plural-subject", "he-not-she"):
        assert low[name] > cells[f"{name}/untrained"], name
    assert low["in-quotes"] < cells["in-quotes/untrained"] + 0.01


def test_labels_follow_the_text():
    text, label = interpretable_cells.readings("in-quotes", 3)[4]
    assert not text.startswith("\n") and START not in text
    np.testing.assert_array_equal(label, inside_quotes(text))
    found = interpretable_cells.readings("plural-subject", 3)
    sides = {label[-1] for _, label in found}
    assert sides == {0.0, 1.0}
    for text, label in found:
        assert len(text) == len(label) and np.isnan(label[:4]).all()


def test_rows_name_the_first_network_and_the_spread_of_all():
    (finding, again), *_ = interpretable_cells.search(
        untrained_reader(SYMBOLS, 3, 0, np.float32), ["he-not-she"], permutations=1
    )
    other = finding._replace(score=0.25)._replace(cell=1)
    rows = interpretable_cells.receipts(
        [[(finding, again)], [(other, again)]], (0, 4), "command", "task"
    )
    by_key = {row.key: row for row in rows}
    assert by_key["he-not-she/score"].value == f"{abs(finding.score):.2f}"
    assert "0.25" in by_key["he-not-she/score"].spread
    assert by_key["he-not-she/p"].seeds == "0 4"


# ---- training


def test_training_follows_from_its_seed():
    one, same, other = (
        tale_reader.train(seed, hidden_size=4, steps=2, length=20, size=4000)
        for seed in (3, 3, 4)
    )
    assert np.array_equal(one.flat_params, same.flat_params)
    assert not np.array_equal(one.flat_params, other.flat_params)
