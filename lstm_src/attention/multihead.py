r"""Several small attentions side by side, each looking for something else."""

import numpy as np

from lstm_src.attention.attention import Attention
from lstm_src.attention.linear import linear, linear_backward
from lstm_src.attention.looking import look, look_backward
from lstm_src.attention.scores import dot_scores, dot_scores_backward
from lstm_src.layers.checks import check_size


class MultiHeadAttention(Attention):
    r"""Scaled dot-product attention in `heads` subspaces of E/heads numbers each.

    $$\begin{aligned}
    q_t &= W_q x_t + b_q & k_j &= W_k y_j + b_k & v_j &= W_v z_j + b_v \\
    \alpha^n_{tj} &= \text{softmax}_j (q^n_t \cdot k^n_j / \sqrt{E/\text{heads}})
    & c^n_t &= \sum_j \alpha^n_{tj}\, v^n_j & c_t &= W_o [c^1_t, c^2_t, \dots] + b_o
    \end{aligned}$$

    Head $n$ reads the $n$-th block of E/heads numbers of $q$, $k$ and $v$.

    Args:
        model_size: E, of the queries and of what comes out.
        heads: how many; they divide E.
        key_size: of the keys; None: E.
        value_size: of the values; None: E.
        dtype: np.float32 to train, np.float64 to check.
        rng: seed or Generator for the first weights.

    Parameters: `W_q W_o` (E, E), `W_k` (E, key_size), `W_v` (E, value_size),
    `b_q b_k b_v b_o` (E,). PyTorch's `in_proj_weight` is `W_q`, `W_k`, `W_v` on top of
    each other, its `out_proj.weight` is `W_o`. Weights come as
    (heads, T_query, B, T_key).

    Source: Vaswani et al., "Attention is all you need", 2017.

    >>> attention = MultiHeadAttention(4, heads=2, rng=0)
    >>> context, weights = attention.forward(np.ones((3, 1, 4)), np.ones((5, 1, 4)))
    >>> context.shape, weights.shape
    ((3, 1, 4), (2, 3, 1, 5))
    """

    def __init__(
        self,
        model_size,
        heads,
        *,
        key_size=None,
        value_size=None,
        dtype=np.float32,
        rng=None,
    ):
        E, self.heads = check_size(model_size, "model_size"), check_size(heads, "heads")
        if E % self.heads:
            raise ValueError(
                f"{self.heads} heads cannot share {E} numbers evenly; choose a "
                "model_size that the number of heads divides."
            )
        key_size = E if key_size is None else key_size
        value_size = E if value_size is None else value_size
        self.value_size = check_size(value_size, "value_size")
        super().__init__(E, key_size, dtype=dtype, rng=rng)
        self._scale = float(1 / np.sqrt(E // self.heads))

    def look(self, query, keys, values, mask=None):
        """Return context, weights and a cache for `look_backward`; no checks."""
        p = self.params

        def project(x, name):
            """(T, B, ·) -> (heads, T, B, E/heads)."""
            return split_heads(linear(x, p[f"W_{name}"], p[f"b_{name}"]), self.heads)

        q, k, v = project(query, "q"), project(keys, "k"), project(values, "v")
        scores, score_cache = dot_scores(q, k, scale=self._scale)
        of_heads, weights = look(scores, v, mask)  # (heads, T_query, B, ·)
        c = join_heads(of_heads)  # (T_query, B, E)
        cache = (query, keys, values, v, score_cache, weights, c)
        return linear(c, p["W_o"], p["b_o"]), weights, cache

    def look_backward(self, dcontext, dweights, cache):
        """Return dquery, dkeys, dvalues, and grads keyed like `params`."""
        query, keys, values, v, score_cache, weights, c = cache
        p, grads = self.params, {}
        dc, grads["W_o"], grads["b_o"] = linear_backward(dcontext, c, p["W_o"])
        dc = split_heads(dc, self.heads)
        dscores, dv = look_backward(dc, dweights, weights, v)
        dq, dk, _ = dot_scores_backward(dscores, score_cache)
        inputs = []
        for name, d, x in (("q", dq, query), ("k", dk, keys), ("v", dv, values)):
            dx, grads[f"W_{name}"], grads[f"b_{name}"] = linear_backward(
                join_heads(d), x, p[f"W_{name}"]
            )
            inputs.append(dx)
        return *inputs, grads

    def _pieces(self):
        E, sizes = self.query_size, {"q": self.query_size, "k": self.key_size}
        sizes |= {"v": self.value_size, "o": self.query_size}
        matrices = {f"W_{name}": (E, size) for name, size in sizes.items()}
        return matrices | {f"b_{name}": (E,) for name in sizes}


def split_heads(x, heads):
    r"""View (T, B, E) as (heads, T, B, E/heads).

    >>> split_heads(np.arange(4).reshape(1, 1, 4), 2).tolist()
    [[[[0, 1]]], [[[2, 3]]]]
    """
    return x.reshape(*x.shape[:2], heads, -1).transpose(2, 0, 1, 3)


def join_heads(x):
    r"""Undo `split_heads`.

    >>> join_heads(np.array([[[[0, 1]]], [[[2, 3]]]])).tolist()
    [[[0, 1, 2, 3]]]
    """
    return x.transpose(1, 2, 0, 3).reshape(*x.shape[1:3], -1)
