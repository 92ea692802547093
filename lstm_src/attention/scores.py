r"""How well does a key answer a query? Each score, and the same lines backwards.

Every pair has one pattern, that of the cells: query (…, T_query, B, S), keys
(…, T_key, B, K) and `params` in, scores (…, T_query, B, T_key) and a cache out; the
backward line takes dscores and that cache, and returns dquery, dkeys and grads.
"""

import numpy as np

from lstm_src.attention.linear import outer_sum
from lstm_src.attention.looking import rows_first, rows_last


def additive_scores(query, keys, params):
    r"""Bahdanau's score: a small network looks at query and key together.

    $$e_{tj} = v \cdot \tanh(W s_t + U h_j)$$

    Args:
        query: $s$, (T_query, B, S).
        keys: $h$, (T_key, B, K).
        params: mapping with `W` (A, S), `U` (A, K) and `v` (A,).

    Returns:
        Scores (T_query, B, T_key), and the cache for `additive_scores_backward`.

    Source: Bahdanau, Cho and Bengio, "Neural machine translation by jointly learning
    to align and translate", 2015.

    >>> params = {"W": np.eye(1), "U": np.eye(1), "v": np.array([3.0])}
    >>> scores, cache = additive_scores(np.ones((1, 1, 1)), -np.ones((1, 1, 1)), params)
    >>> scores.tolist()
    [[[0.0]]]
    """
    from_query = (query @ params["W"].T)[:, :, None]  # (T_query, B, 1, A)
    # A copy in this order: the sum, by far the largest array, takes its layout from it.
    from_keys = np.ascontiguousarray(rows_first(keys @ params["U"].T))  # (B, T_key, A)
    hidden = from_query + from_keys  # (T_query, B, T_key, A)
    np.tanh(hidden, out=hidden)
    cache = {"query": query, "keys": keys, "hidden": hidden, "params": params}
    return hidden @ params["v"], cache


def additive_scores_backward(dscores, cache):
    r"""Send dscores back through $v$, the tanh, $W$ and $U$.

    $$da_{tj} = de_{tj}\, v \circ (1 - \tanh^2), \qquad
      ds_t = W^\top \sum_j da_{tj}, \qquad dh_j = U^\top \sum_t da_{tj}$$

    Args:
        dscores: (T_query, B, T_key).
        cache: from `additive_scores`.

    Returns:
        dquery (T_query, B, S), dkeys (T_key, B, K), and grads keyed like `params`.

    >>> params = {"W": np.eye(1), "U": np.eye(1), "v": np.array([3.0])}
    >>> scores, cache = additive_scores(np.ones((1, 1, 1)), -np.ones((1, 1, 1)), params)
    >>> additive_scores_backward(np.ones((1, 1, 1)), cache)[0].tolist()  # tanh'(0) is 1
    [[[3.0]]]
    """
    params, hidden = cache["params"], cache["hidden"]
    slope = hidden * hidden
    np.subtract(1, slope, out=slope)  # 1 - tanh², (T_query, B, T_key, A)
    # v is the same for every pair: it is multiplied in after the sums.
    da_query = (dscores[:, :, None] @ slope)[:, :, 0] * params["v"]  # (T_query, B, A)
    slope *= dscores[..., None]
    da_keys = rows_last(slope.sum(axis=0) * params["v"])  # (T_key, B, A)
    grads = {
        "W": outer_sum(da_query, cache["query"]),
        "U": outer_sum(da_keys, cache["keys"]),
        "v": dscores.ravel() @ hidden.reshape(dscores.size, -1),
    }
    return da_query @ params["W"], da_keys @ params["U"], grads


def concat_scores(query, keys, params):
    r"""Luong's concat score: query and key end to end, through one layer.

    $$e_{tj} = v \cdot \tanh(W [s_t, h_j])$$

    With $W = [W_s, W_h]$ this is the additive score $v \cdot \tanh(W_s s_t + W_h h_j)$,
    and it is computed so: no query is copied beside every key.

    Args:
        query: (T_query, B, S).
        keys: (T_key, B, K).
        params: mapping with `W` (A, S+K) and `v` (A,).

    Returns:
        Scores (T_query, B, T_key), and the cache for `concat_scores_backward`.

    Source: Luong, Pham and Manning, "Effective approaches to attention-based neural
    machine translation", 2015.

    >>> params = {"W": np.ones((1, 2)), "v": np.array([3.0])}
    >>> concat_scores(np.ones((1, 1, 1)), -np.ones((1, 1, 1)), params)[0].tolist()
    [[[0.0]]]
    """
    S = query.shape[-1]
    W = params["W"]
    halves = {"W": W[:, :S], "U": W[:, S:], "v": params["v"]}
    return additive_scores(query, keys, halves)


def concat_scores_backward(dscores, cache):
    r"""Go back as the additive score does, with the halves of $dW$ side by side.

    Args:
        dscores: (T_query, B, T_key).
        cache: from `concat_scores`.

    Returns:
        dquery, dkeys, and grads with `W` (A, S+K) and `v` (A,).
    """
    dquery, dkeys, grads = additive_scores_backward(dscores, cache)
    W = np.concatenate([grads["W"], grads["U"]], axis=1)  # (A, S+K)
    return dquery, dkeys, {"W": W, "v": grads["v"]}


def dot_scores(query, keys, params=None, scale=1.0):
    r"""Luong's dot score: how far do query and key point the same way?

    $$e_{tj} = \text{scale} \cdot s_t \cdot h_j$$

    Args:
        query: (…, T_query, B, D).
        keys: (…, T_key, B, D).
        params: nothing to learn here.
        scale: $1/\sqrt{D}$ makes it the scaled dot product.

    Returns:
        Scores (…, T_query, B, T_key), and the cache for `dot_scores_backward`.

    Source: Luong et al., 2015; scaled: Vaswani et al., "Attention is all you need",
    2017.

    >>> dot_scores(np.array([[[1.0, 2.0]]]), np.array([[[3.0, 4.0]]]))[0].tolist()
    [[[11.0]]]
    """
    query = query * scale
    scores = rows_last(rows_first(query) @ rows_first(keys).swapaxes(-1, -2))
    return scores, {"query": query, "keys": keys, "scale": scale}


def dot_scores_backward(dscores, cache):
    r"""Give each side of the product the other one.

    $$ds_t = \text{scale} \sum_j de_{tj}\, h_j, \qquad
      dh_j = \text{scale} \sum_t de_{tj}\, s_t$$

    Args:
        dscores: (…, T_query, B, T_key).
        cache: from `dot_scores`.

    Returns:
        dquery, dkeys, and no grads.

    >>> _, cache = dot_scores(np.array([[[1.0, 2.0]]]), np.array([[[3.0, 4.0]]]))
    >>> dquery, dkeys, grads = dot_scores_backward(np.ones((1, 1, 1)), cache)
    >>> dquery.tolist(), dkeys.tolist()
    ([[[3.0, 4.0]]], [[[1.0, 2.0]]])
    """
    dscores = rows_first(dscores)  # (…, B, T_query, T_key)
    dquery = rows_last(dscores @ rows_first(cache["keys"])) * cache["scale"]
    dkeys = rows_last(dscores.swapaxes(-1, -2) @ rows_first(cache["query"]))
    return dquery, dkeys, {}


def general_scores(query, keys, params):
    r"""Luong's general score: a dot product in a space that is learnt.

    $$e_{tj} = s_t^\top W h_j$$

    Args:
        query: (T_query, B, S).
        keys: (T_key, B, K).
        params: mapping with `W` (S, K).

    Returns:
        Scores (T_query, B, T_key), and the cache for `general_scores_backward`.

    Source: Luong et al., 2015.

    >>> params = {"W": np.array([[2.0]])}
    >>> general_scores(np.full((1, 1, 1), 3.0), np.ones((1, 1, 1)), params)[0].tolist()
    [[[6.0]]]
    """
    scores, cache = dot_scores(query, keys @ params["W"].T)
    return scores, cache | {"given_keys": keys, "params": params}


def general_scores_backward(dscores, cache):
    r"""Go back as the dot score does, then through $W$.

    Args:
        dscores: (T_query, B, T_key).
        cache: from `general_scores`.

    Returns:
        dquery, dkeys, and grads with `W` (S, K).
    """
    dquery, dmapped, _ = dot_scores_backward(dscores, cache)  # dmapped (T_key, B, S)
    grads = {"W": outer_sum(dmapped, cache["given_keys"])}
    return dquery, dmapped @ cache["params"]["W"], grads
