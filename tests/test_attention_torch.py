"""The same numbers as PyTorch 2.13.0, forwards and backwards."""

import numpy as np
import pytest

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
from tests.attention_checks import Oracle, assert_same

PADDING = padding_mask([2, 5, 3], 5)


def filled(part, params):
    """Write parameters in by name; each must be given."""
    assert set(part.params) == set(params)
    for name, array in params.items():
        part.params[name][...] = array
    return part


def split(params, name="in_proj_weight"):
    return dict(zip("qkv", np.split(params[name], 3), strict=True))


def multihead_params(params, prefix=""):
    """PyTorch's names of `nn.MultiheadAttention` under ours."""
    if prefix + "in_proj_weight" in params:
        matrices = split(params, prefix + "in_proj_weight")
    else:
        matrices = {k: params[f"{prefix}{k}_proj_weight"] for k in "qkv"}
    ours = {f"W_{k}": matrix for k, matrix in matrices.items()}
    ours |= {f"b_{k}": b for k, b in split(params, prefix + "in_proj_bias").items()}
    ours["W_o"] = params[prefix + "out_proj.weight"]
    return ours | {"b_o": params[prefix + "out_proj.bias"]}


@pytest.mark.parametrize(
    ("case", "mask"),
    [("plain", None), ("padding", PADDING), ("causal", causal_mask(4))],
)
def test_scaled_dot_product(case, mask):
    oracle = Oracle(f"sdpa_{case}")
    inputs = [oracle.inputs[k].swapaxes(0, 1) for k in ("query", "keys", "values")]
    attention = ScaledDotProductAttention(6, dtype=np.float64)
    context, _ = attention.forward(*inputs, mask)
    assert_same(context.swapaxes(0, 1), oracle.outputs["context"])
    gradients = attention.backward(oracle.given["context"].swapaxes(0, 1))
    for name, gradient in zip(("query", "keys", "values"), gradients, strict=True):
        assert_same(gradient.swapaxes(0, 1), oracle.grads[name])


def of_torch(weights):
    """(B, heads, T_query, T_key) -> (heads, T_query, B, T_key)."""
    return weights.transpose(1, 2, 0, 3)


def test_multihead_on_itself():
    oracle = Oracle("mha_self")
    attention = MultiHeadAttention(6, heads=2, dtype=np.float64)
    filled(attention, multihead_params(oracle.inputs))
    x = oracle.inputs["query"]
    context, weights = attention.forward(x, x)
    assert_same(context, oracle.outputs["context"])
    assert_same(weights, of_torch(oracle.outputs["weights"]))
    dweights = of_torch(oracle.given["weights"])
    dquery, dkeys, _ = attention.backward(oracle.given["context"], dweights)
    assert_same(dquery + dkeys, oracle.grads["query"])
    for name, gradient in multihead_params(oracle.grads).items():
        assert_same(attention.grads[name], gradient)


def test_multihead_across_with_both_masks():
    oracle = Oracle("mha_cross")
    attention = MultiHeadAttention(
        6, heads=3, key_size=4, value_size=5, dtype=np.float64
    )
    filled(attention, multihead_params(oracle.inputs))
    names = ("query", "keys", "values")
    inputs = [oracle.inputs[name] for name in names]
    context, weights = attention.forward(*inputs, PADDING & causal_mask(4, 5))
    assert_same(context, oracle.outputs["context"])
    assert_same(weights, of_torch(oracle.outputs["weights"]))
    gradients = attention.backward(
        oracle.given["context"], of_torch(oracle.given["weights"])
    )
    for name, gradient in zip(names, gradients, strict=True):
        assert_same(gradient, oracle.grads[name])
    for name, gradient in multihead_params(oracle.grads).items():
        assert_same(attention.grads[name], gradient)


def block_params(params):
    """PyTorch's names of `nn.TransformerEncoderLayer` under ours."""
    of_attention = multihead_params(params, "self_attn.")
    ours = {f"attention.{name}": array for name, array in of_attention.items()}
    for n in (1, 2):
        ours[f"W_{n}"] = params[f"linear{n}.weight"]
        ours[f"b_{n}"] = params[f"linear{n}.bias"]
        ours[f"gain_{n}"] = params[f"norm{n}.weight"]
        ours[f"bias_{n}"] = params[f"norm{n}.bias"]
    return ours


def test_block_is_a_pre_norm_encoder_layer():
    oracle = Oracle("block")
    block = SelfAttentionBlock(6, heads=2, hidden_size=7, dtype=np.float64)
    filled(block, block_params(oracle.inputs))
    y, _ = block.forward(oracle.inputs["x"], causal_mask(4))
    assert_same(y, oracle.outputs["y"])
    assert_same(block.backward(oracle.given["y"]), oracle.grads["x"])
    for name, gradient in block_params(oracle.grads).items():
        assert_same(block.grads[name], gradient)


@pytest.mark.parametrize(
    ("case", "make"),
    [
        ("additive", lambda **options: AdditiveAttention(6, 4, 7, **options)),
        ("concat", lambda **options: ConcatAttention(6, 4, 7, **options)),
        ("general", lambda **options: GeneralAttention(6, 4, **options)),
        ("dot", lambda **options: DotAttention(6, **options)),
    ],
)
def test_scores_as_their_papers_write_them(case, make):
    oracle = Oracle(case)
    params = {k: v for k, v in oracle.inputs.items() if k not in ("query", "keys")}
    attention = filled(make(dtype=np.float64), params)
    context, weights = attention.forward(
        oracle.inputs["query"], oracle.inputs["keys"], mask=PADDING
    )
    assert_same(context, oracle.outputs["context"])
    assert_same(weights, oracle.outputs["weights"])
    dquery, dkeys, _ = attention.backward(
        oracle.given["context"], oracle.given["weights"]
    )
    assert_same(dquery, oracle.grads["query"])
    assert_same(dkeys, oracle.grads["keys"])
    for name in params:
        assert_same(attention.grads[name], oracle.grads[name])
