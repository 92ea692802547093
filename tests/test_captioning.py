"""The captioner: right gradients, PyTorch's numbers, and eyes on what it names."""

import pickle

import numpy as np
import pytest

import lstm_src.captioning
from lstm_src import Captioner
from lstm_src.tasks.batch import Batch
from lstm_src.tasks.shapes import (
    COLOURS,
    GLYPHS,
    PATCH,
    WORDS,
    Shapes,
    say,
    to_patches,
)
from lstm_src.training import Adam, Trainer
from tests.attention_checks import (
    Oracle,
    assert_same,
    check_gradients,
    lstm_of_torch,
    of_params,
    randomise,
)

P, B, F, SYMBOLS, H, T = 4, 3, 6, 5, 4, 3


def make(doubly_stochastic=0.3):
    return randomise(
        Captioner(
            F, P, SYMBOLS, H, doubly_stochastic=doubly_stochastic, dtype=np.float64
        )
    )


def batch():
    rng = np.random.default_rng(0)
    weights = rng.uniform(0.5, 1, (T, B))
    return Batch(
        rng.standard_normal((P, B, F)), rng.integers(0, SYMBOLS, (T, B)), weights
    )


def check(model, given):
    """Check the gradient of the loss, then that of scores and maps with the patches."""
    model.step(given)
    check_gradients(lambda: model.loss(given)[0], of_params(model), step=1e-4)
    rng = np.random.default_rng(1)
    x, targets = given.x.copy(), given.targets
    dz, dmaps = rng.standard_normal((T, B, SYMBOLS)), rng.standard_normal((T, B, P))

    def loss():
        z, maps = model.forward(x, targets)
        return float(np.sum(z * dz) + np.sum(maps * dmaps))

    loss()
    dx = model.backward(dz, dmaps)
    check_gradients(loss, {"x": (x, dx)} | of_params(model))


@pytest.mark.parametrize("doubly_stochastic", [0.0, 0.3])
def test_every_gradient(doubly_stochastic):
    check(make(doubly_stochastic), batch())


def blind(dcontext, dweights, cache, right):
    dquery, dkeys, dvalues, grads = right(dcontext, dweights, cache)
    return 0 * dquery, dkeys, dvalues, grads


def careless(dcontext, dweights, cache, right):
    return right(dcontext, None, cache)


@pytest.mark.parametrize("broken", [blind, careless])
def test_a_broken_look_is_caught(broken):
    model = make()
    attention = model.parts["attention"]
    right = attention.look_backward
    attention.look_backward = lambda *arguments: broken(*arguments, right)
    with pytest.raises(AssertionError, match="the gradient claims"):
        check(model, batch())


@pytest.mark.parametrize("lost", ["dx", "dh_prev", "dC_prev"])
def test_a_broken_step_is_caught(lost, monkeypatch):
    right = lstm_src.captioning.lstm_step_backward

    def broken(dh, dC, cache):
        answers = dict(
            zip(
                ("dx", "dh_prev", "dC_prev", "grads"), right(dh, dC, cache), strict=True
            )
        )
        answers[lost] = 0 * answers[lost]
        return tuple(answers.values())

    monkeypatch.setattr(lstm_src.captioning, "lstm_step_backward", broken)
    with pytest.raises(AssertionError, match="the gradient claims"):
        check(make(), batch())


@pytest.mark.parametrize("part", ["W_a", "place", "W_0", "b_0"])
def test_a_broken_first_look_is_caught(part):
    model = make()
    right = model._look_backward

    def broken(*arguments):
        dx = right(*arguments)
        model.grads[part][...] *= 1.001
        return dx

    model._look_backward = broken
    with pytest.raises(AssertionError, match=f"^{part}: the gradient claims"):
        check(model, batch())


def ours_of(theirs, join):
    """PyTorch's parameters, or their gradients, under our names."""
    named = lstm_of_torch(theirs, "decoder", "", join)
    return {f"decoder.{name}": array for name, array in named.items()} | {
        "W_a": theirs["annotate.weight"],
        "place": theirs["place.weight"],
        "W_0": theirs["begin.weight"],
        "b_0": theirs["begin.bias"],
        "attention.W": theirs["W.weight"],
        "attention.U": theirs["U.weight"],
        "attention.v": theirs["v.weight"][0],
        "readout.W_y": theirs["readout.weight"],
        "readout.b_y": theirs["readout.bias"],
    }


def test_the_same_numbers_as_torch():
    oracle = Oracle("captioning")
    model = Captioner(6, 4, 4, 5, doubly_stochastic=0.3, dtype=np.float64)
    params = ours_of(oracle.inputs, np.add)
    assert set(params) == set(model.params)
    for name, array in params.items():
        model.params[name][...] = array
    given = Batch(oracle.inputs["x"], oracle.also["targets"])
    assert_same(model.forward(*given[:2])[1], oracle.also["maps"])
    loss, _ = model.step(given)
    assert_same(loss, oracle.outputs["loss"])
    for name, gradient in ours_of(oracle.grads, lambda b_x, b_h: b_x).items():
        assert_same(model.grads[name] * oracle.given["loss"], gradient)


def test_the_penalty_asks_every_patch_to_be_seen():
    plain, doubly = make(0.0), make(0.3)
    _, maps = plain.forward(*batch()[:2])
    missing = np.sum((1 - maps.sum(axis=0)) ** 2) / B
    difference = doubly.loss(batch())[0] - plain.loss(batch())[0]
    np.testing.assert_allclose(difference, 0.3 * missing, rtol=1e-12)


def test_decoding_is_forward_told_its_own_words():
    model = make()
    words, maps = model.decode(batch().x, T)
    z, seen = model.forward(batch().x, words)
    np.testing.assert_array_equal(z.argmax(axis=-1), words)
    np.testing.assert_array_equal(maps, seen)
    np.testing.assert_allclose(maps.sum(axis=-1), 1, atol=1e-12)


def test_it_learns_to_look_where_it_names():
    """After 400 steps on one thing a picture: loss well down, eyes on the thing."""
    stream = Shapes(32, things=1, rng=0)
    model = Captioner(to_patches(stream.draw()[0]).shape[2], 9, len(WORDS), 32, rng=0)
    images, captions, places = Shapes(64, things=1, rng=1).draw()
    fresh = Batch(to_patches(images), captions)
    before, _ = model.loss(fresh)
    Trainer(model, stream, Adam(0.01)).run(400)
    after, _ = model.loss(fresh)
    assert before > 0.9 * np.log(len(WORDS)) and after < 0.5 * before
    words, maps = model.decode(fresh.x, 5)
    assert np.mean(words == captions) > 0.5
    on_thing = np.take_along_axis(maps[:2], places[None, 0, :, None], axis=2).mean()
    assert on_thing > 3 / 9  # chance: 1/9


def test_a_model_can_be_kept():
    model = make()
    z, _ = model.forward(*batch()[:2])
    twin = pickle.loads(pickle.dumps(model))
    with pytest.raises(ValueError, match="needs a forward pass"):
        twin.backward(z)
    model.flat_params[:] = 0
    np.testing.assert_array_equal(twin.forward(*batch()[:2])[0], z)


X = np.zeros((4, 3, 6))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: make(-1), "doubly_stochastic is -1"),
        (lambda: make(np.nan), "doubly_stochastic is nan"),
        (lambda: make().forward(X[:2], [[0]]), "give 4 of them"),
        (lambda: make().forward(X[..., :2], [[0]]), r"\(T, B, 6\)"),
        (lambda: make().forward(X, [[0]]), r"give \(T, 3\)"),
        (lambda: make().forward(X, [[0, 5, 1]]), "targets holds 5"),
        (lambda: make().backward(X), "needs a forward pass"),
        (lambda: make().decode(X, -1), "steps is -1"),
        (lambda: Shapes(0), "batch_size is 0"),
        (lambda: Shapes(1, things=10), "room for 1 to 9"),
        (lambda: Shapes(1, noise=-1), "noise is -1"),
        (lambda: to_patches(np.zeros((1, 17, 18, 3))), "that 6 divides"),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_captions_say_what_stands_where():
    """Read each thing off the picture again: its colour, its ink, its place."""
    images, captions, places = Shapes(20, things=3, noise=0.0, rng=0).draw()
    patches = to_patches(images).reshape(9, 20, PATCH, PATCH, 3)
    for b in range(20):
        empty = sorted(set(range(9)) - set(places[:, b]))
        assert np.all(patches[empty, b] == 1)
        said = say(captions[:, b]).split()
        assert said.pop() == "."
        for place in places[:, b]:
            colour, glyph, row, column = (said.pop(0) for _ in range(4))
            ink = (patches[place, b] != 1).any(axis=-1)
            np.testing.assert_allclose(
                np.unique(patches[place, b][ink], axis=0), [COLOURS[colour]], rtol=1e-6
            )
            assert ink.sum() == GLYPHS[glyph].sum()
            assert ("top", "middle", "bottom")[place // 3] == row
            assert ("left", "centre", "right")[place % 3] == column


def test_shapes_are_seeded_and_can_go_on():
    stream, twin = Shapes(2, rng=3), Shapes(2, rng=3)
    first = next(stream)
    np.testing.assert_array_equal(first.x, next(twin).x)
    state = stream.get_state()
    second = next(stream)
    assert not np.array_equal(first.x, second.x)
    stream.set_state(state)
    np.testing.assert_array_equal(next(stream).x, second.x)
