"""Tasks: every batch obeys the rule that its docstring states."""

import json

import numpy as np
import pytest

from lstm_src.tasks.adding import Adding, Adding1997
from lstm_src.tasks.agreement import WORDS, Agreement
from lstm_src.tasks.counting import Counting
from lstm_src.tasks.lags import ORDER_SYMBOLS, NoiseFreeLag, TemporalOrder
from lstm_src.tasks.memory import CopyMemory, RecallFirst, Reversal
from lstm_src.tasks.reber import SYMBOLS, ContinualReber, Reber, legal_next
from lstm_src.tasks.words import CREATURES, THINGS

TASKS = {
    "adding": Adding(20),
    "adding 1997": Adding1997(30),
    "copy": CopyMemory(5, remembered=4),
    "recall": RecallFirst(6),
    "reversal": Reversal((1, 6)),
    "order": TemporalOrder(30),
    "order of three": TemporalOrder(100, relevant=3),
    "lag": NoiseFreeLag(8),
    "noisy lag": NoiseFreeLag(8, noise=True),
    "reber": Reber(embedded=False),
    "embedded": Reber(),
    "continual": ContinualReber(30),
    "counting": Counting(8),
    "counting three": Counting(8, letters=3),
    "agreement": Agreement((0, 3)),
}
B = 64


def said(task, batch):
    """Scores or numbers that answer everything rightly."""
    if task.predicts == "numbers":
        return batch.targets.astype(float)
    z = 20.0 * np.eye(task.output_size)[batch.targets]
    if isinstance(task, Counting):  # while a's are read, both a and b may follow
        z[batch.x == 1, 1:3] = 20.0
    if isinstance(task, Reber):
        for b, string in enumerate(task.strings(batch)):
            for t, legal in enumerate(legal_next(string, task.embedded)):
                z[t, b, [SYMBOLS.index(symbol) for symbol in legal]] = 20.0
    return z


@pytest.mark.parametrize("name", TASKS)
def test_shapes_and_ranges(name):
    task = TASKS[name]
    batch = task.batch(B, rng=0)
    T = len(batch.x)
    assert batch.x.shape[:2] == batch.targets.shape[:2] == (T, B)
    if batch.x.ndim == 2:
        assert 0 <= batch.x.min() and batch.x.max() < task.input_size
    else:
        assert batch.x.shape[2] == task.input_size and np.isfinite(batch.x).all()
    if task.predicts == "classes":
        assert 0 <= batch.targets.min() and batch.targets.max() < task.output_size
    else:
        assert batch.targets.shape[2] == task.output_size
    if batch.weights is not None:
        assert batch.weights.shape == (T, B) and (batch.weights.sum(axis=0) > 0).all()
    if batch.lengths is not None:
        assert batch.lengths.max() == T and batch.lengths.min() >= 1
        past = np.arange(T)[:, None] >= batch.lengths
        assert not (batch.weights * past).any()


@pytest.mark.parametrize("name", TASKS)
def test_seeds(name):
    task = TASKS[name]
    one, same, other = (task.batch(B, rng=seed) for seed in (0, 0, 1))
    assert (one.x == same.x).all() and (one.targets == same.targets).all()
    assert one.x.shape != other.x.shape or (one.x != other.x).any()


@pytest.mark.parametrize("name", TASKS)
def test_streams_go_on_where_they_stood(name):
    stream, other = (TASKS[name].stream(3, rng=seed) for seed in (0, 5))
    first = [next(stream) for _ in range(2)]
    assert first[0].x.shape != first[1].x.shape or (first[0].x != first[1].x).any()
    state = json.loads(json.dumps(stream.get_state()))
    following = [next(stream) for _ in range(3)]
    other.set_state(state)
    for batch in following:
        again = next(other)
        assert (again.x == batch.x).all() and (again.targets == batch.targets).all()
        assert again.fresh == batch.fresh


@pytest.mark.parametrize("name", [n for n in TASKS if n != "continual"])
def test_right_answers_are_right_and_one_wrong_one_is_noticed(name):
    task = TASKS[name]
    batch = task.batch(B, rng=0)
    z = said(task, batch)
    assert task.correct(z, batch).all()
    counted = np.ones(batch.x.shape[:2]) if batch.weights is None else batch.weights
    last = len(counted) - 1 - (counted[::-1, 3] > 0).argmax()
    spoilt = z.copy()
    if task.predicts == "numbers":
        spoilt[last, 3] += 0.05
    else:
        spoilt[last, 3] = -spoilt[last, 3]
    expected = np.arange(B) != 3
    assert (task.correct(spoilt, batch) == expected).all()


@pytest.mark.parametrize(
    "name", ["recall", "reversal", "order", "order of three", "agreement", "copy"]
)
def test_baselines_of_classes_are_those_of_guessing(name):
    task = TASKS[name]
    batch = task.batch(4000, rng=0)
    counted = np.ones(batch.x.shape) if batch.weights is None else batch.weights
    targets = batch.targets[counted > 0]
    if name == "copy":  # the blanks are certain
        targets = targets[targets != task.symbols]
    p = np.bincount(targets) / len(targets)
    entropy = -(p * np.log(p)).sum()
    if name == "copy":
        entropy *= task.remembered / len(batch.x)
    assert entropy == pytest.approx(task.baseline, rel=0.01)


def test_copy_baseline_is_the_published_one():
    for blanks, published in ((20, 0.51986), (100, 0.17329), (1000, 0.02039)):
        assert CopyMemory(blanks).baseline == pytest.approx(published, abs=5e-6)


def test_adding_by_its_definition():
    batch = Adding(21).batch(500, rng=0)
    values, marks = batch.x[..., 0], batch.x[..., 1]
    assert (marks[:10].sum(axis=0) == 1).all() and (marks[10:].sum(axis=0) == 1).all()
    assert values.min() >= 0 and values.max() < 1
    np.testing.assert_allclose(batch.targets[-1, :, 0], (values * marks).sum(axis=0))
    assert (batch.weights[-1] == 1).all() and batch.weights[:-1].sum() == 0
    error = ((batch.targets[-1] - 1) ** 2).mean()
    assert error == pytest.approx(1 / 6, rel=0.15)
    assert set(marks[:10].argmax(axis=0)) == set(range(10))


def test_adding_of_1997_by_its_definition():
    task = Adding1997(100)
    batch = task.batch(3000, rng=0)
    values, marks = batch.x[..., 0], batch.x[..., 1]
    assert set(batch.lengths.tolist()) == set(range(100, 111))
    row = np.arange(3000)
    assert (marks[0] == -1).all() and (marks[batch.lengths - 1, row] == -1).all()
    assert (marks == -1).sum() == 2 * 3000 and (marks == 1).sum() == 2 * 3000
    places = np.sort(np.argwhere(marks.T == 1)[:, 1].reshape(-1, 2), axis=1)
    assert places[:, 0].min() == 1 and places[:, 0].max() == 9
    assert places[:, 1].max() == 49 and (places[:, 0] < places[:, 1]).all()
    answers = batch.targets[batch.lengths - 1, row, 0]
    total = (values * (marks == 1)).sum(axis=0)
    np.testing.assert_allclose(answers, 0.5 + total / 4, atol=1e-6)
    assert ((answers - 0.5) ** 2).mean() == pytest.approx(1 / 24, rel=0.05)
    assert task.correct(batch.targets + 0.039, batch).all()
    assert not task.correct(batch.targets + 0.041, batch).any()


def test_copy_and_recall_by_their_definitions():
    batch = CopyMemory(7, remembered=3, symbols=5).batch(B, rng=0)
    assert len(batch.x) == 7 + 6 and (batch.x[:3] < 5).all()
    assert (batch.x[3:9] == 5).all() and (batch.x[9] == 6).all()
    assert (batch.targets[:10] == 5).all() and (batch.targets[10:] == batch.x[:3]).all()
    batch = RecallFirst(7, symbols=3).batch(B, rng=0)
    assert len(batch.x) == 9 and (batch.x[-1] == 3).all() and (batch.x[:-1] < 3).all()
    assert (batch.targets[-1] == batch.x[0]).all()
    assert RecallFirst(0).batch(1, rng=0).x.shape == (2, 1)


def test_reversal_by_its_definition():
    task = Reversal((1, 6), symbols=5)
    batch = task.batch(200, rng=0)
    for b in range(200):
        n = batch.lengths[b] // 2
        x, targets = batch.x[: 2 * n, b].tolist(), batch.targets[: 2 * n, b].tolist()
        assert max(x[:n]) < 5 and x[n] == 6 and x[n + 1 :] == [5] * (n - 1)
        assert targets[n:] == x[:n][::-1]
        assert batch.weights[:, b].tolist() == [0] * n + [1] * n + [0] * (12 - 2 * n)
    assert set((batch.lengths // 2).tolist()) == set(range(1, 7))


@pytest.mark.parametrize(
    ("relevant", "windows"),
    [(2, [(10, 20), (50, 60)]), (3, [(10, 20), (33, 43), (66, 76)])],
)
def test_temporal_order_by_its_definition(relevant, windows):
    task = TemporalOrder(100, relevant)
    batch = task.batch(400, rng=0)
    classes, seen = set(), [set() for _ in windows]
    for b, length in enumerate(batch.lengths):
        text = "".join(ORDER_SYMBOLS[k] for k in batch.x[:length, b])
        places = [k for k, symbol in enumerate(text) if symbol in "XY"]
        assert text[0] == "B" and text[-1] == "E" and len(places) == relevant
        for here, place in zip(seen, places, strict=True):
            here.add(place)
        bits = "".join("01"[text[k] == "Y"] for k in places)
        assert batch.targets[length - 1, b] == int(bits, 2)
        classes.add(bits)
    assert len(classes) == 2**relevant
    assert seen == [set(range(low, high + 1)) for low, high in windows]
    assert 100 <= batch.lengths.min() and batch.lengths.max() <= 110


def test_noise_free_lag_by_its_definition():
    batch = NoiseFreeLag(6, last_weight=9.0).batch(B, rng=0)
    assert (batch.x[1:] == np.arange(5)[:, None]).all()
    assert (batch.targets[-1] == batch.x[0]).all() and set(batch.x[0]) == {5, 6}
    assert (batch.targets[:-1] == batch.x[1:]).all()
    assert batch.weights[:, 0].tolist() == [1, 1, 1, 1, 1, 9]
    noisy = NoiseFreeLag(6, noise=True).batch(B, rng=0)
    assert (noisy.targets[-1] == noisy.x[0]).all() and (noisy.x[1:] < 5).all()
    assert noisy.weights[:, 0].tolist() == [0, 0, 0, 0, 0, 1]
    assert len({tuple(row) for row in noisy.x[1:].T}) > 50


def test_noise_free_lag_asks_for_a_quarter():
    task = NoiseFreeLag(3)
    batch = task.batch(1, rng=0)
    for p, right in ((0.7, False), (0.8, True)):
        rest = (1 - p) / (task.output_size - 1)
        hot = np.eye(task.output_size)[batch.targets]
        z = np.log(hot * p + (1 - hot) * rest)
        assert task.correct(z, batch).tolist() == [right]


@pytest.mark.parametrize("letters", [2, 3])
def test_counting_by_its_definition(letters):
    task = Counting(5, letters)
    batch = task.batch(300, rng=0)
    for b, length in enumerate(batch.lengths):
        symbols = [*batch.x[:length, b], batch.targets[length - 1, b]]
        text = "".join(task.symbols[k] for k in symbols)
        n = text.count("a")
        assert text == "S" + "".join(k * n for k in "abc"[:letters]) + "T"
    assert set((batch.lengths - 1) // letters) == set(range(1, 6))
    # Whoever is perfect but for luck loses ln 5 nats a string.
    steps = np.mean([letters * n + 1 for n in range(1, 6)])
    assert task.baseline == pytest.approx(np.log(5) / steps)
    assert task.exactly(40, 1).lengths.tolist() == [letters * 40 + 1, letters + 1]


def test_counting_notices_an_end_too_early():
    task = Counting(5)
    batch = task.exactly(3)  # S a a a b b b -> a a a b b b T
    z = said(task, batch)
    assert task.correct(z, batch).all()
    z[4, 0] = z[-1, 0]  # T after the first b
    assert not task.correct(z, batch).any()
    z = said(task, batch)
    z[2, 0, 2] = -20.0  # no b foreseen after two a's
    assert not task.correct(z, batch).any()


def test_agreement_by_its_definition():
    task = Agreement((0, 3))
    batch = task.batch(400, rng=0)
    creatures = {form: k for pair in CREATURES for k, form in enumerate(pair)}
    things = {form: k for pair in THINGS for k, form in enumerate(pair)}
    nearest_is_right = []
    for b in range(400):
        words = task.sentence(batch, b).split()
        assert words[0] == "the" and len(words) % 3 == 2
        number = batch.targets[batch.lengths[b] - 1, b]
        assert creatures[words[1]] == number
        assert all(word in things for word in words[4::3])
        assert set(words[3::3]) <= {"the"}
        if len(words) > 2:
            nearest_is_right.append(things[words[-1]] == number)
    assert 0.4 < np.mean(nearest_is_right) < 0.6
    assert len(set(WORDS)) == len(WORDS)
    assert set(batch.lengths) == {2, 5, 8, 11}
