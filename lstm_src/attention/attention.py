r"""Attention with one head: five ways to score, one way to look."""

import numpy as np

from lstm_src.attention import scores as s
from lstm_src.attention.checks import check_gradient, check_sequence, check_triple
from lstm_src.attention.linear import initialise
from lstm_src.attention.looking import look, look_backward
from lstm_src.attention.masks import check_mask
from lstm_src.layers.checks import check_size
from lstm_src.layers.parameters import FlatParameters


class Attention(FlatParameters):
    r"""Queries look at keys and take home a mixture of values; subclasses score.

    Interface, alike for every kind:

    - `context, weights = forward(query, keys, values=None, mask=None)`
    - `dquery, dkeys, dvalues = backward(dcontext, dweights=None)`: for the last
      `forward`; sets `grads`.
    - `look` and `look_backward`: the same without checks and without memory of the
      last call, for a decoder that looks once at every step.
    - `params`, `grads`, `flat_params`, `flat_grads`, `size`, `bind`: `FlatParameters`.
    """

    value_size = None  # any
    _tape = None

    def __init__(self, query_size, key_size, *, dtype=np.float32, rng=None):
        self.query_size = check_size(query_size, "query_size")
        self.key_size = check_size(key_size, "key_size")
        super().__init__(dtype)
        initialise(self.params, rng)

    def forward(self, query, keys, values=None, mask=None):
        r"""Look, with every query, at every key that its mask shows.

        Args:
            query: (T_query, B, S).
            keys: (T_key, B, K).
            values: (T_key, B, V); None: the keys are the values.
            mask: booleans (T_query, B, T_key), or with 1 in place of an axis; True
                where a key may be seen. `padding_mask` and `causal_mask` make them.

        Returns:
            context (T_query, B, V), and the weights (T_query, B, T_key), which sum to 1
            over the keys and are exactly 0 where hidden.

        Raises:
            ValueError: where a shape does not fit, or a query may see nothing.
        """
        query = check_sequence(query, "query", self.query_size, self.dtype)
        keys = check_sequence(keys, "keys", self.key_size, self.dtype)
        shared = values is None
        values = check_sequence(
            keys if shared else values, "values", self.value_size, self.dtype
        )
        check_triple(query, keys, values)
        mask = check_mask(mask, (*query.shape[:2], len(keys)))
        context, weights, cache = self.look(query, keys, values, mask)
        self._tape = (context.shape, weights.shape, shared, cache)
        return context, weights.copy()  # the tape keeps its own

    def backward(self, dcontext, dweights=None):
        r"""Send gradients back through the last `forward`; `grads` is set afresh.

        Args:
            dcontext: gradient with respect to the context, (T_query, B, V).
            dweights: gradient with respect to the weights, (T_query, B, T_key), where
                the loss speaks of them too; None: 0.

        Returns:
            dquery, dkeys and dvalues, shaped as what came in; where the keys were the
            values, dkeys holds both shares and dvalues is None.

        Raises:
            ValueError: where a shape does not fit, or nothing was run forward.
        """
        if self._tape is None:
            raise ValueError(
                "backward needs a forward pass first; call forward(query, keys)."
            )
        context_shape, weights_shape, shared, cache = self._tape
        dcontext = check_gradient(dcontext, context_shape, self.dtype, "context")
        if dweights is not None:
            dweights = check_gradient(dweights, weights_shape, self.dtype, "weights")
        dquery, dkeys, dvalues, grads = self.look_backward(dcontext, dweights, cache)
        self._fresh_grads()
        for name, gradient in grads.items():
            self.grads[name][...] = gradient
        return (dquery, dkeys + dvalues, None) if shared else (dquery, dkeys, dvalues)

    def look(self, query, keys, values, mask=None):
        """Return context, weights and a cache for `look_backward`; no checks."""
        scores, score_cache = self._scores(query, keys)
        context, weights = look(scores, values, mask)
        return context, weights, (score_cache, weights, values)

    def look_backward(self, dcontext, dweights, cache):
        """Return dquery, dkeys, dvalues, and grads keyed like `params`."""
        score_cache, weights, values = cache
        dscores, dvalues = look_backward(dcontext, dweights, weights, values)
        dquery, dkeys, grads = self._scores_backward(dscores, score_cache)
        return dquery, dkeys, dvalues, grads

    def _pieces(self):
        return {}

    def _name(self, pieces):
        return pieces


class AdditiveAttention(Attention):
    r"""Bahdanau's attention: $e_{tj} = v \cdot \tanh(W s_t + U h_j)$.

    Args:
        query_size: S.
        key_size: K.
        attention_size: A, units of the small network that scores.
        dtype: np.float32 to train, np.float64 to check.
        rng: seed or Generator for the first weights.

    Parameters: `W` (A, S), `U` (A, K), `v` (A,).

    >>> attention = AdditiveAttention(2, 3, attention_size=4, rng=0)
    >>> context, weights = attention.forward(np.zeros((1, 1, 2)), np.ones((5, 1, 3)))
    >>> context.shape, weights.shape
    ((1, 1, 3), (1, 1, 5))
    """

    _scores_backward = staticmethod(s.additive_scores_backward)

    def __init__(
        self, query_size, key_size, attention_size, *, dtype=np.float32, rng=None
    ):
        self.attention_size = check_size(attention_size, "attention_size")
        super().__init__(query_size, key_size, dtype=dtype, rng=rng)

    def _pieces(self):
        A = self.attention_size
        return {"W": (A, self.query_size), "U": (A, self.key_size), "v": (A,)}

    def _scores(self, query, keys):
        return s.additive_scores(query, keys, self.params)


class ConcatAttention(AdditiveAttention):
    r"""Luong's concat attention: $e_{tj} = v \cdot \tanh(W [s_t, h_j])$.

    Args:
        query_size: S.
        key_size: K.
        attention_size: A, units of the small network that scores.
        dtype: np.float32 to train, np.float64 to check.
        rng: seed or Generator for the first weights.

    Parameters: `W` (A, S+K), `v` (A,).

    >>> attention = ConcatAttention(2, 3, attention_size=4, rng=0)
    >>> attention.params["W"].shape
    (4, 5)
    """

    _scores_backward = staticmethod(s.concat_scores_backward)

    def _pieces(self):
        A = self.attention_size
        return {"W": (A, self.query_size + self.key_size), "v": (A,)}

    def _scores(self, query, keys):
        return s.concat_scores(query, keys, self.params)


class DotAttention(Attention):
    r"""Luong's dot attention: $e_{tj} = s_t \cdot h_j$; nothing to learn.

    Args:
        size: D, of queries and keys alike.
        dtype: np.float32 to train, np.float64 to check.

    >>> attention = DotAttention(1, dtype=np.float64)
    >>> keys = np.array([0.0, np.log(3.0)]).reshape(2, 1, 1)
    >>> context, weights = attention.forward(np.ones((1, 1, 1)), keys)
    >>> weights.round(6).tolist()
    [[[0.25, 0.75]]]
    """

    _scores_backward = staticmethod(s.dot_scores_backward)
    _scale = 1.0

    def __init__(self, size, *, dtype=np.float32):
        super().__init__(size, size, dtype=dtype)

    def _scores(self, query, keys):
        return s.dot_scores(query, keys, scale=self._scale)


class ScaledDotProductAttention(DotAttention):
    r"""The Transformer's attention: $e_{tj} = q_t \cdot k_j / \sqrt{D}$.

    The sum of D products of independent numbers of variance 1 has variance D; divided
    by $\sqrt D$ it has 1 again, and the softmax keeps a slope.

    Args:
        size: D, of queries and keys alike.
        dtype: np.float32 to train, np.float64 to check.

    Source: Vaswani et al., "Attention is all you need", 2017.

    >>> attention = ScaledDotProductAttention(4, dtype=np.float64)
    >>> keys = np.zeros((2, 1, 4))
    >>> keys[1] = np.log(3.0) / 2  # the scores are 0 and 4 · (log 3 / 2) / √4 = log 3
    >>> _, weights = attention.forward(np.ones((1, 1, 4)), keys)
    >>> weights.round(6).tolist()
    [[[0.25, 0.75]]]
    """

    def __init__(self, size, *, dtype=np.float32):
        super().__init__(size, dtype=dtype)
        self._scale = float(1 / np.sqrt(self.query_size))


class GeneralAttention(Attention):
    r"""Luong's general attention: $e_{tj} = s_t^\top W h_j$.

    Args:
        query_size: S.
        key_size: K.
        dtype: np.float32 to train, np.float64 to check.
        rng: seed or Generator for the first weights.

    Parameters: `W` (S, K).

    >>> GeneralAttention(2, 3, rng=0).params["W"].shape
    (2, 3)
    """

    _scores_backward = staticmethod(s.general_scores_backward)

    def _pieces(self):
        return {"W": (self.query_size, self.key_size)}

    def _scores(self, query, keys):
        return s.general_scores(query, keys, self.params)
