"""The Reber grammar: strings obey it, breaches are noticed, the stream never ends."""

import re

import numpy as np
import pytest

from lstm_src.tasks.reber import (
    SYMBOLS,
    ContinualReber,
    Reber,
    embedded_string,
    legal_next,
    reber_string,
)

# The same grammar, written down a second time: as a regular expression.
AFTER_X = "(XT*VP)*(S|XT*VV)"
REBER = re.compile(rf"B(TS*X{AFTER_X}|PT*V(V|P{AFTER_X}))E")
EMBEDDED = re.compile(rf"B(T{REBER.pattern}T|P{REBER.pattern}P)E")


def test_strings_obey_the_grammar():
    rng = np.random.default_rng(0)
    strings = [reber_string(rng) for _ in range(2000)]
    assert all(REBER.fullmatch(string) for string in strings)
    assert len(set(strings)) > 200 and {"BTXSE", "BPVVE", "BPVPSE"} < set(strings)
    assert min(map(len, strings)) == 5
    first = np.mean([string[1] == "T" for string in strings])
    assert first == pytest.approx(0.5, abs=0.05)
    embedded = [embedded_string(rng) for _ in range(500)]
    assert all(EMBEDDED.fullmatch(string) for string in embedded)
    assert min(map(len, embedded)) == 9
    assert np.mean([s[1] == "T" for s in embedded]) == pytest.approx(0.5, abs=0.1)


def test_what_may_come_next_is_what_does_come_somewhere():
    rng = np.random.default_rng(0)
    seen = {}
    strings = [reber_string(rng) for _ in range(5000)]
    for string in strings:
        for k in range(1, min(len(string), 6)):
            seen.setdefault(string[:k], set()).add(string[k])
    for string in strings[:200]:
        legal = legal_next(string, embedded=False)
        assert len(legal) == len(string) - 1
        for k in range(1, min(len(string), 6)):
            if string[:k].count("") < 5:  # common beginnings: all ways were taken
                assert seen[string[:k]] == legal[k - 1], string[:k]


def test_embedded_strings_recall_their_second_symbol():
    legal = legal_next("BTBPVVETE")
    assert legal[0] == {"T", "P"} and legal[-2:] == [{"T"}, {"E"}]
    assert legal[1] == {"B"} and len(legal) == 8


@pytest.mark.parametrize(
    ("string", "embedded", "says"),
    [
        ("BTXSS", False, "inner symbol 5"),
        ("BTX", False, "stops before its end"),
        ("BXXSE", False, "inner symbol 2"),
        ("BTXSEE", False, "inner symbol 6"),
        ("BTBPVVEPE", True, "does not end as it began"),
        ("BXBPVVEXE", True, "does not begin"),
        ("BTE", True, "does not begin"),
    ],
)
def test_breaches_are_noticed(string, embedded, says):
    with pytest.raises(ValueError, match=says):
        legal_next(string, embedded)


def test_batches_hold_whole_strings():
    task = Reber()
    batch = task.batch(50, rng=0)
    strings = task.strings(batch)
    assert all(EMBEDDED.fullmatch(string) for string in strings)
    assert [len(s) - 1 for s in strings] == batch.lengths.tolist()
    assert (batch.weights.sum(axis=0) == batch.lengths).all()


def test_a_string_is_right_only_if_all_its_legal_symbols_are_foreseen():
    task = Reber()
    batch = task.batch(20, rng=0)
    z = np.zeros((*batch.x.shape, 7))
    for b, string in enumerate(task.strings(batch)):
        for t, legal in enumerate(legal_next(string)):
            z[t, b, [SYMBOLS.index(symbol) for symbol in legal]] = 1
    assert task.correct(z, batch).all()
    forgetful = z.copy()  # knows the grammar, not the outer symbol
    for b, n in enumerate(batch.lengths):
        forgetful[n - 2, b] = [0, 1, 1, 0, 0, 0, 0]
    assert not task.correct(forgetful, batch).any()


def test_the_continual_stream_is_one_unbroken_text():
    stream = ContinualReber(seq_length=17).stream(2, rng=0)
    batches = [next(stream) for _ in range(60)]
    assert [b.fresh for b in batches] == [True] + [False] * 59
    for row in range(2):
        read = np.concatenate([b.x[:, row] for b in batches])
        said = np.concatenate([b.targets[:, row] for b in batches])
        assert (read[1:] == said[:-1]).all()
        text = "".join(SYMBOLS[k] for k in read)
        whole = re.match(rf"({EMBEDDED.pattern})+", text)
        assert len(text) - whole.end() < 100 and text[whole.end()] == "B"
