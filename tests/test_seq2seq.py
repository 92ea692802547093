"""Encoder and decoder: right gradients, PyTorch's numbers, a task that is learnt."""

import pickle

import numpy as np
import pytest

import lstm_src.seq2seq
from lstm_src import Seq2Seq
from lstm_src.tasks.batch import Batch
from lstm_src.training import Adam, Trainer
from tests.attention_checks import (
    Oracle,
    assert_same,
    check_gradients,
    lstm_of_torch,
    of_params,
    randomise,
)

KINDS = [None, "additive", "concat", "dot", "general"]
T_IN, T_OUT, B, SYMBOLS, H = 5, 4, 3, 4, 6
LENGTHS = np.array([2, 5, 3])


def make(kind, dtype=np.float64):
    return randomise(Seq2Seq(SYMBOLS, SYMBOLS, H, attention=kind, dtype=dtype, rng=0))


def batch(lengths=None, weights=None, seed=0):
    rng = np.random.default_rng(seed)
    x, targets = (rng.integers(0, SYMBOLS, (T, B)) for T in (T_IN, T_OUT))
    return Batch(x, targets, weights, lengths=lengths)


def reversals(T=6, B=16, rng=0):
    """Endless batches of symbols to write backwards."""
    rng = np.random.default_rng(rng)
    while True:
        x = rng.integers(0, SYMBOLS, (T, B))
        yield Batch(x, x[::-1])


def check(model, given):
    """Some slopes are a millionth of the loss: wider steps keep rounding away."""
    model.step(given)
    check_gradients(lambda: model.loss(given)[0], of_params(model), step=1e-4)


@pytest.fixture(params=KINDS, ids=str)
def kind(request):
    return request.param


@pytest.mark.parametrize("lengths", [None, LENGTHS])
def test_every_parameter(kind, lengths):
    weights = np.ones((T_OUT, B))
    weights[2:, 0] = 0  # a target that ends early
    check(make(kind), batch(lengths, weights))


def test_float_input(kind):
    model = randomise(Seq2Seq(3, SYMBOLS, H, attention=kind, dtype=np.float64))
    rng = np.random.default_rng(0)
    x, targets = rng.standard_normal((T_IN, B, 3)), batch().targets
    z, _ = model.forward(x, targets, LENGTHS)
    dz = rng.standard_normal(z.shape)
    dx = model.backward(dz)

    def loss():
        return float(np.sum(model.forward(x, targets, LENGTHS)[0] * dz))

    check_gradients(loss, {"x": (x, dx)} | of_params(model))


def without_queries(attention):
    """Forget that the decoder's states are queries too."""
    right = attention.backward

    def broken(dcontext):
        dquery, dkeys, dvalues = right(dcontext)
        return 0 * dquery, dkeys, dvalues

    attention.backward = broken


def without_keys(attention):
    """Forget that the encoder's states were looked at."""
    right = attention.backward

    def broken(dcontext):
        dquery, dkeys, dvalues = right(dcontext)
        return dquery, 0 * dkeys, dvalues

    attention.backward = broken


@pytest.mark.parametrize("sabotage", [without_queries, without_keys])
def test_a_broken_way_through_attention_is_caught(sabotage):
    model = make("general")
    sabotage(model.parts["attention"])
    with pytest.raises(AssertionError, match="the gradient claims"):
        check(model, batch())


def test_a_cut_bottleneck_is_caught(kind):
    """Without the gradient of the handed-over state, the encoder's is wrong."""
    model = make(kind)
    right = model.parts["encoder"].backward
    model.parts["encoder"].backward = lambda dy, dstate: right(dy, None)
    with pytest.raises(AssertionError, match="^encoder.W_f: the gradient claims"):
        check(model, batch())


def test_a_broken_mixture_is_caught(monkeypatch):
    right = lstm_src.seq2seq.outer_sum
    monkeypatch.setattr(lstm_src.seq2seq, "outer_sum", lambda da, x: right(da, x[::-1]))
    with pytest.raises(AssertionError, match="^W_c: the gradient claims"):
        check(make("dot"), batch())


def test_without_attention_everything_passes_the_last_state():
    model = make(None)
    z, weights = model.forward(batch().x, batch().targets)
    assert weights is None
    encoder, decoder = model.parts["encoder"], model.parts["decoder"]
    _, state = encoder.forward(batch().x)
    told = np.vstack([np.full(B, model.start), batch().targets[:-1]])
    s, _ = decoder.forward(told, state)
    np.testing.assert_array_equal(z, model.parts["readout"].forward(s))


def test_the_same_numbers_as_torch():
    oracle = Oracle("seq2seq")
    model = Seq2Seq(4, 4, 5, attention="general", dtype=np.float64)
    for name, array in ours_of(oracle.inputs, np.add).items():
        model.params[name][...] = array
    given = Batch(
        oracle.also["x"], oracle.also["targets"], lengths=oracle.also["lengths"]
    )
    z, _ = model.forward(given.x, given.targets, given.lengths)
    assert_same(z, oracle.also["z"])
    loss, _ = model.step(given)
    assert_same(loss, oracle.outputs["loss"])
    for name, gradient in ours_of(oracle.grads, lambda b_x, b_h: b_x).items():
        assert_same(model.grads[name] * oracle.given["loss"], gradient)


def ours_of(theirs, join):
    """PyTorch's parameters, or their gradients, under our names."""
    ours = {
        "attention.W": theirs["attention.weight"],
        "W_c": theirs["W_c.weight"],
        "readout.W_y": theirs["readout.weight"],
        "readout.b_y": theirs["readout.bias"],
    }
    for part in ("encoder", "decoder"):
        named = lstm_of_torch(theirs, part, "_l0", join)
        ours |= {f"{part}.{name}": array for name, array in named.items()}
    return ours


def test_padding_changes_nothing(kind):
    model, given = make(kind), batch(LENGTHS)
    z, weights = model.forward(given.x, given.targets, LENGTHS)
    other = given.x.copy()
    other[np.arange(T_IN)[:, None] >= LENGTHS] = 0
    np.testing.assert_array_equal(model.forward(other, given.targets, LENGTHS)[0], z)
    for b, length in enumerate(LENGTHS):
        row = slice(b, b + 1)
        alone, _ = model.forward(given.x[:length, row], given.targets[:, row])
        np.testing.assert_allclose(alone, z[:, row], atol=1e-12)
        if weights is not None:
            assert not weights[:, b, length:].any()
            np.testing.assert_allclose(weights[:, b].sum(axis=-1), 1, atol=1e-12)


def test_decoding_is_forward_told_its_own_words(kind):
    model, given = make(kind), batch(LENGTHS)
    symbols, weights = model.decode(given.x, T_OUT, LENGTHS)
    z, seen = model.forward(given.x, symbols, LENGTHS)
    np.testing.assert_array_equal(z.argmax(axis=-1), symbols)
    assert (weights is None) == (kind is None)
    if weights is not None:
        np.testing.assert_allclose(weights, seen, atol=1e-12)


@pytest.mark.parametrize("kind", [None, "additive", "dot"], ids=str)
def test_reversal_is_learnt(kind):
    model = Seq2Seq(SYMBOLS, SYMBOLS, 24, attention=kind, rng=0)
    fresh = next(reversals(rng=1))
    before, _ = model.loss(fresh)
    Trainer(model, reversals(), Adam(0.01)).run(250)
    after, _ = model.loss(fresh)
    assert before > 0.9 * np.log(SYMBOLS) and after < 0.5 * before
    symbols, weights = model.decode(fresh.x, 6)
    assert np.mean(symbols == fresh.targets) > 0.6  # chance: 0.25
    if kind is not None:
        np.testing.assert_allclose(weights.sum(axis=-1), 1, rtol=1e-5)


def test_a_model_can_be_kept(kind):
    model = make(kind)
    z, _ = model.forward(batch().x, batch().targets)
    twin = pickle.loads(pickle.dumps(model))
    with pytest.raises(ValueError, match="needs a forward pass"):
        twin.backward(z)
    model.flat_params[:] = 0
    np.testing.assert_array_equal(twin.forward(batch().x, batch().targets)[0], z)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: Seq2Seq(3, 3, 4, attention="both"), "choose None, 'additive'"),
        (lambda: Seq2Seq(3, 0, 4), "output_size is 0"),
        (lambda: Seq2Seq(3, 3, 4).forward([[3]], [[0]]), "x holds 3"),
        (lambda: Seq2Seq(3, 3, 4).forward([[2]], [[3]]), "targets holds 3"),
        (lambda: Seq2Seq(3, 3, 4).forward([[2]], [[1, 1]]), r"give \(T_out, 1\)"),
        (lambda: Seq2Seq(3, 3, 4).forward([[2]], [1]), r"targets has shape \(1,\)"),
        (lambda: Seq2Seq(3, 3, 4).forward([[2]], [[0]], [2]), r"lie in \[1, 1\]"),
        (lambda: Seq2Seq(3, 3, 4).backward([[0]]), "needs a forward pass"),
        (lambda: Seq2Seq(3, 3, 4).decode([[2]], 0), "steps is 0"),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_a_bad_gradient_gets_one_sentence():
    model = make("dot")
    model.forward(batch().x, batch().targets)
    with pytest.raises(ValueError, match=r"z had shape \(4, 3, 4\)"):
        model.backward(np.zeros((1, 3, 4)))
