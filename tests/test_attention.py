"""The protocol that every attention keeps."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from lstm_src.layers import flatten
from tests.attention_checks import randomise

T_QUERY, T_KEY, B, SIZE = 4, 5, 3, 6
KINDS = {
    "additive": lambda D, **options: AdditiveAttention(D, D, 5, **options),
    "concat": lambda D, **options: ConcatAttention(D, D, 5, **options),
    "general": lambda D, **options: GeneralAttention(D, D, **options),
    "dot": lambda D, dtype=np.float32, rng=None: DotAttention(D, dtype=dtype),
    "scaled": lambda D, dtype=np.float32, rng=None: ScaledDotProductAttention(
        D, dtype=dtype
    ),
    "multi-head": lambda D, **options: MultiHeadAttention(
        D, 2 if D % 2 == 0 else 1, **options
    ),
}


def make(kind, dtype=np.float64, D=SIZE):
    return randomise(KINDS[kind](D, dtype=dtype, rng=0))


def inputs(seed=0, T_query=T_QUERY, T_key=T_KEY, B=B, D=SIZE):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal((T, B, D)) for T in (T_query, T_key, T_key)]


@pytest.fixture(params=sorted(KINDS))
def kind(request):
    return request.param


@settings(max_examples=25, deadline=None)
@given(
    *(st.integers(1, 4) for _ in range(4)),
    st.sampled_from([np.float32, np.float64]),
    st.booleans(),
)
def test_weights_are_shares(T_query, T_key, B, D, dtype, causal):
    mask = causal_mask(T_query, T_key) if causal else None
    query, keys, values = inputs(0, T_query, T_key, B, D)
    for kind in KINDS:
        attention = make(kind, dtype, D)
        context, weights = attention.forward(query, keys, values, mask)
        dquery, dkeys, dvalues = attention.backward(np.ones(context.shape))
        assert context.shape == query.shape and weights.shape[-3:] == (
            T_query,
            B,
            T_key,
        )
        assert dquery.shape == query.shape
        assert dkeys.shape == dvalues.shape == keys.shape
        everything = [context, weights, dquery, dkeys, dvalues, attention.flat_grads]
        assert {array.dtype for array in everything} == {np.dtype(dtype)}
        np.testing.assert_allclose(weights.sum(axis=-1), 1, rtol=1e-5)
        assert (weights >= 0).all()


def test_hidden_keys_get_exactly_nothing(kind):
    attention, (query, keys, values) = make(kind), inputs()
    mask = padding_mask([2, 5, 3], T_KEY)
    context, weights = attention.forward(query, keys, values, mask)
    hidden = np.broadcast_to(~mask, weights.shape)
    assert (weights[hidden] == 0).all() and (weights[~hidden] > 0).all()
    dquery, dkeys, dvalues = attention.backward(np.ones_like(context))
    padded = ~mask[0].T  # (T_key, B)
    assert not dkeys[padded].any() and not dvalues[padded].any()
    assert dkeys[~padded].any() and dvalues[~padded].all()
    keys[padded], values[padded] = 1e6, -1e6  # whatever lies there changes nothing
    again, _ = attention.forward(query, keys, values, mask)
    np.testing.assert_array_equal(again, context)


def test_the_future_changes_nothing(kind):
    attention, (query, keys, values) = make(kind), inputs()
    context, _ = attention.forward(query, keys, values, causal_mask(T_QUERY, T_KEY))
    for t in range(T_QUERY):
        alone, _ = attention.forward(query[t : t + 1], keys[: t + 1], values[: t + 1])
        np.testing.assert_allclose(context[t], alone[0], atol=1e-12)


def test_the_order_of_keys_does_not_matter(kind):
    attention, (query, keys, values) = make(kind), inputs()
    context, weights = attention.forward(query, keys, values)
    turned, turned_weights = attention.forward(query, keys[::-1], values[::-1])
    np.testing.assert_allclose(turned, context, atol=1e-12)
    np.testing.assert_allclose(turned_weights[..., ::-1], weights, atol=1e-12)


def test_a_batch_of_two_is_two_batches_of_one(kind):
    attention, (query, keys, values) = make(kind), inputs(B=2)
    context, weights = attention.forward(query, keys, values)
    gradients = attention.backward(np.ones_like(context))
    together, apart = attention.flat_grads, 0
    for b in (slice(0, 1), slice(1, 2)):
        one, one_weights = attention.forward(query[:, b], keys[:, b], values[:, b])
        np.testing.assert_allclose(one, context[:, b], atol=1e-12)
        np.testing.assert_allclose(one_weights, weights[..., b, :], atol=1e-12)
        for whole, part in zip(gradients, attention.backward(one * 0 + 1), strict=True):
            np.testing.assert_allclose(part, whole[:, b], atol=1e-12)
        apart = apart + attention.flat_grads
    np.testing.assert_allclose(apart, together, atol=1e-12)


def test_huge_scores_do_not_overflow(kind):
    attention = make(kind, np.float32)
    query, keys, values = (1e6 * x for x in inputs())
    context, weights = attention.forward(query, keys, values)
    gradients = attention.backward(np.ones_like(context))
    assert all(np.isfinite(array).all() for array in (context, weights, *gradients))


def test_arrays_are_the_callers(kind):
    attention = make(kind)

    def everything(seed):
        query, keys, values = inputs(seed)
        context, weights = attention.forward(query, keys, values)
        for array in (query, keys, values):
            array[...] = np.nan  # attention has its own copies
        kept = context.copy(), weights.copy()
        context[...] = weights[...] = np.nan
        gradients = attention.backward(np.ones_like(kept[0]))
        return [*kept, *gradients, *attention.grads.values()]

    first = everything(0)
    copies = [array.copy() for array in first]
    everything(1)
    for array, before, again in zip(first, copies, everything(0), strict=True):
        np.testing.assert_array_equal(array, before)
        np.testing.assert_array_equal(array, again)


def test_any_memory_layout_will_do(kind):
    attention, ordinary = make(kind), inputs()
    context, _ = attention.forward(*ordinary)
    dquery, _, _ = attention.backward(np.ones_like(context))
    for odd in (np.asfortranarray, lambda x: np.repeat(x, 2, 2)[..., ::2]):
        again, _ = attention.forward(*map(odd, ordinary))
        np.testing.assert_allclose(again, context, atol=1e-13)
        np.testing.assert_allclose(
            attention.backward(odd(np.ones_like(context)))[0], dquery, atol=1e-13
        )


def test_concat_is_additive_with_both_matrices_in_one():
    concat, additive = make("concat"), make("additive")
    concat.params["W"][...] = np.hstack([additive.params["W"], additive.params["U"]])
    concat.params["v"][...] = additive.params["v"]
    ours, theirs = concat.forward(*inputs()), additive.forward(*inputs())
    np.testing.assert_array_equal(ours[0], theirs[0])


@pytest.mark.parametrize("kind", [*sorted(KINDS), "block"])
def test_parameters_are_one_flat_vector(kind):
    def build():
        if kind == "block":
            return SelfAttentionBlock(SIZE, heads=2, hidden_size=4, dtype=np.float64)
        return make(kind)

    part, other = build(), build()
    given = inputs()[:1] if kind == "block" else inputs()
    for array in part.params.values():
        assert np.shares_memory(array, part.flat_params)
    assert sum(array.size for array in part.params.values()) == part.size
    before, _ = part.forward(*given)
    flat_params, flat_grads = flatten(part, other)
    after, _ = part.forward(*given)
    part.backward(np.ones_like(after))
    np.testing.assert_array_equal(before, after)
    assert np.array_equal(flat_grads[: part.size], part.flat_grads)
    assert flat_grads[: part.size].any() == (part.size > 0)
    assert not flat_grads[part.size :].any()
    twin = pickle.loads(pickle.dumps(part))
    flat_params[:] = 0.0
    np.testing.assert_array_equal(twin.forward(*given)[0], before)
    for name in part.params:
        with pytest.raises(TypeError, match="cannot be rebound"):
            part.params[name] = 0.0


def test_an_untouched_block_is_a_plain_sum():
    """With both last matrices at 0 a pre-norm block hands its input on."""
    block = SelfAttentionBlock(SIZE, heads=2, dtype=np.float64, rng=0)
    block.params["attention.W_o"][...] = block.params["W_2"][...] = 0
    x = inputs()[0]
    y, _ = block.forward(x)
    np.testing.assert_array_equal(y, x)
    np.testing.assert_array_equal(block.backward(np.ones_like(y)), np.ones_like(y))


X = np.zeros((2, 1, 6))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: make("dot").forward(X[0], X), r"query has shape \(1, 6\)"),
        (lambda: make("dot").forward(X[..., :5], X), r"give floats of shape \(T, B, 6"),
        (lambda: make("dot").forward(X, X[:0]), "none of them 0"),
        (lambda: make("dot").forward(X, X.astype(str)), "keys has shape"),
        (lambda: make("dot").forward(X, np.zeros((2, 3, 6))), "keys has 3"),
        (lambda: make("dot").forward(X, X, X[:1]), "each key needs its value"),
        (lambda: make("dot").forward(X, X, mask=np.ones((2, 1, 2))), "give booleans"),
        (lambda: make("dot").forward(X, X, mask=[True, False]), r"shape \(2,\)"),
        (
            lambda: make("dot").forward(X, X, mask=np.ones((1, 1, 3), bool)),
            r"of shape \(2, 1, 2\)",
        ),
        (
            lambda: make("dot").forward(X, X, mask=[[[True, True]], [[False, False]]]),
            "hides every key from the query at step 1 of row 0",
        ),
        (lambda: make("dot").backward(X), "needs a forward pass"),
        (lambda: MultiHeadAttention(6, heads=4), "cannot share 6 numbers evenly"),
        (lambda: MultiHeadAttention(6, heads=0), "heads is 0"),
        (lambda: AdditiveAttention(6, 6, 1.5), "attention_size is 1.5"),
        (lambda: DotAttention(6, dtype=np.float16), "choose np.float32"),
        (lambda: SelfAttentionBlock(6, heads=2).forward(X[0]), "x has shape"),
        (lambda: SelfAttentionBlock(6, heads=2).backward(X), "needs a forward pass"),
        (lambda: padding_mask([0, 2], 3), r"each must lie in \[1, 3\]"),
        (lambda: padding_mask([1.0], 3), "dtype float64"),
        (lambda: causal_mask(0), "query_steps is 0"),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_bad_gradients_get_one_sentence(kind):
    attention = make(kind)
    attention.forward(*inputs())
    with pytest.raises(ValueError, match=r"dcontext has shape \(1,\); context had"):
        attention.backward(np.ones(1))
    with pytest.raises(ValueError, match=r"dweights has shape \(1,\); weights had"):
        attention.backward(np.ones((T_QUERY, B, SIZE)), np.ones(1))
