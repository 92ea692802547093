"""Every gradient of attention is right, and a broken backward would be caught."""

import numpy as np
import pytest

import lstm_src.attention.attention as single
import lstm_src.attention.block as block
import lstm_src.attention.multihead as multi
from lstm_src.attention import (
    AdditiveAttention,
    ConcatAttention,
    DotAttention,
    GeneralAttention,
    MultiHeadAttention,
    ScaledDotProductAttention,
    SelfAttentionBlock,
    causal_mask,
    padding_mask,
)
from lstm_src.attention import scores as score_functions
from lstm_src.attention.linear import linear_backward
from lstm_src.attention.looking import look_backward
from lstm_src.attention.normalise import layer_norm_backward
from tests.attention_checks import check_gradients, of_params, randomise

T_QUERY, T_KEY, B, S, K, V = 4, 5, 3, 6, 4, 7
DOUBLE = {"dtype": np.float64, "rng": 0}
KINDS = {
    "additive": lambda: AdditiveAttention(S, K, 5, **DOUBLE),
    "concat": lambda: ConcatAttention(S, K, 5, **DOUBLE),
    "general": lambda: GeneralAttention(S, K, **DOUBLE),
    "dot": lambda: DotAttention(S, dtype=np.float64),
    "scaled": lambda: ScaledDotProductAttention(S, dtype=np.float64),
    "multi-head": lambda: MultiHeadAttention(S, 2, key_size=K, value_size=V, **DOUBLE),
}
MASKS = {
    "none": None,
    "padding": padding_mask([2, 5, 3], T_KEY),
    "causal": causal_mask(T_QUERY, T_KEY),
    "both": padding_mask([2, 5, 3], T_KEY) & causal_mask(T_QUERY, T_KEY),
}


def check(kind, mask=None, shared=False):
    """Check every parameter and input; the loss reads context and weights alike."""
    attention, rng = randomise(KINDS[kind]()), np.random.default_rng(1)
    query = rng.standard_normal((T_QUERY, B, S))
    keys = rng.standard_normal((T_KEY, B, attention.key_size))
    values = None if shared else rng.standard_normal((T_KEY, B, V))
    context, weights = attention.forward(query, keys, values, mask)
    dcontext = rng.standard_normal(context.shape)
    dweights = rng.standard_normal(weights.shape)

    def loss():
        context, weights = attention.forward(query, keys, values, mask)
        return float(np.sum(context * dcontext) + np.sum(weights * dweights))

    dquery, dkeys, dvalues = attention.backward(dcontext, dweights)
    claims = of_params(attention) | {"query": (query, dquery), "keys": (keys, dkeys)}
    assert (dvalues is None) == shared
    if not shared:
        claims["values"] = (values, dvalues)
    check_gradients(loss, claims)


def check_block():
    part = randomise(SelfAttentionBlock(S, heads=3, hidden_size=8, **DOUBLE))
    rng = np.random.default_rng(1)
    x, mask = rng.standard_normal((T_KEY, B, S)), causal_mask(T_KEY)
    y, weights = part.forward(x, mask)
    dy, dweights = rng.standard_normal(y.shape), rng.standard_normal(weights.shape)

    def loss():
        y, weights = part.forward(x, mask)
        return float(np.sum(y * dy) + np.sum(weights * dweights))

    dx = part.backward(dy, dweights)
    check_gradients(loss, of_params(part) | {"x": (x, dx)})


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_gradient(kind, mask):
    check(kind, MASKS[mask])


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"multi-head"}))
def test_keys_that_are_values_get_both_shares(kind):
    check(kind, MASKS["padding"], shared=True)


def test_every_gradient_of_the_block():
    check_block()


def without_the_mean(dcontext, dweights, weights, values):
    dscores, dvalues = look_backward(dcontext, dweights, weights, values)
    through = np.einsum("...qbd,...kbd->...qbk", dcontext, values)
    return weights * (through if dweights is None else dweights + through), dvalues


def without_the_weights(dcontext, dweights, weights, values):
    return look_backward(dcontext, None, weights, values)


def mixed_up_values(dcontext, dweights, weights, values):
    dscores, dvalues = look_backward(dcontext, dweights, weights, values)
    return dscores, dvalues[::-1]


@pytest.mark.parametrize(
    "broken", [without_the_mean, without_the_weights, mixed_up_values]
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_look_is_caught(kind, broken, monkeypatch):
    monkeypatch.setattr(single, "look_backward", broken)
    monkeypatch.setattr(multi, "look_backward", broken)
    with pytest.raises(AssertionError, match="the gradient claims"):
        check(kind)


@pytest.mark.parametrize("kind", ["additive", "concat"])
def test_a_forgotten_slope_of_the_tanh_is_caught(kind, monkeypatch):
    right = KINDS[kind]()._scores_backward

    def flat(dscores, cache):
        dquery, dkeys, grads = right(dscores, cache | {"hidden": 0 * cache["hidden"]})
        return dquery, dkeys, grads | {"v": right(dscores, cache)[2]["v"]}

    monkeypatch.setattr(type(KINDS[kind]()), "_scores_backward", staticmethod(flat))
    with pytest.raises(AssertionError, match=r"^[WU]: the gradient claims"):
        check(kind)


@pytest.mark.parametrize("kind", ["scaled", "multi-head"])
def test_a_forgotten_scale_is_caught(kind, monkeypatch):
    def unscaled(dscores, cache):
        return score_functions.dot_scores_backward(dscores, cache | {"scale": 1.0})

    monkeypatch.setattr(multi, "dot_scores_backward", unscaled)
    monkeypatch.setattr(
        ScaledDotProductAttention, "_scores_backward", staticmethod(unscaled)
    )
    with pytest.raises(AssertionError, match="the gradient claims"):
        check(kind)


@pytest.mark.parametrize("name", ["query", "keys", "values"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_gradient_off_by_a_thousandth_is_caught(kind, name, monkeypatch):
    right = type(KINDS[kind]()).backward

    def sabotaged(self, dcontext, dweights=None):
        answers = list(right(self, dcontext, dweights))
        answers[["query", "keys", "values"].index(name)] *= 1.001
        return answers

    monkeypatch.setattr(type(KINDS[kind]()), "backward", sabotaged)
    with pytest.raises(AssertionError, match=f"^{name}: the gradient claims"):
        check(kind)


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind in KINDS for name in KINDS[kind]().params]
)
def test_a_parameter_gradient_off_by_a_thousandth_is_caught(kind, name, monkeypatch):
    right = type(KINDS[kind]()).backward

    def sabotaged(self, dcontext, dweights=None):
        answers = right(self, dcontext, dweights)
        self.grads[name][...] *= 1.001
        self.grads[name][...] += 1e-6  # the gradient of b_k is 0
        return answers

    monkeypatch.setattr(type(KINDS[kind]()), "backward", sabotaged)
    with pytest.raises(AssertionError, match=f"^{name}: the gradient claims"):
        check(kind)


def norm_without_stretch(dy, cache):
    x_hat, inverse, gain = cache
    _, dgain, dbias = layer_norm_backward(dy, cache)
    dx_hat = dy * gain
    return (dx_hat - dx_hat.mean(-1, keepdims=True)) * inverse, dgain, dbias


def swapped_weights(dy, x, W):
    dx, dW, db = linear_backward(dy, x, W)
    return dx, dW[::-1], db


@pytest.mark.parametrize(
    ("function", "broken"),
    [
        ("layer_norm_backward", norm_without_stretch),
        ("linear_backward", swapped_weights),
    ],
)
def test_a_broken_block_is_caught(function, broken, monkeypatch):
    monkeypatch.setattr(block, function, broken)
    with pytest.raises(AssertionError, match="the gradient claims"):
        check_block()


def test_a_residual_path_left_out_of_backward_is_caught(monkeypatch):
    right = SelfAttentionBlock.backward
    monkeypatch.setattr(
        SelfAttentionBlock,
        "backward",
        lambda self, dy, dweights=None: right(self, dy, dweights) - dy,
    )
    with pytest.raises(AssertionError, match="^x: the gradient claims"):
        check_block()
