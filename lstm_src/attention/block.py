r"""The block that Transformers are stacks of."""

import numpy as np

from lstm_src.attention.checks import check_gradient, check_sequence
from lstm_src.attention.linear import initialise, linear, linear_backward
from lstm_src.attention.multihead import MultiHeadAttention
from lstm_src.attention.normalise import layer_norm, layer_norm_backward
from lstm_src.layers.checks import check_size
from lstm_src.layers.whole import Whole


class SelfAttentionBlock(Whole):
    r"""A pre-norm block: every position asks all others, then thinks for itself.

    $$\begin{aligned}
    u &= x + \text{MultiHead}(\text{norm}_1(x)) \\
    y &= u + W_2 \max(0,\; W_1\, \text{norm}_2(u) + b_1) + b_2
    \end{aligned}$$

    *Pre-norm*: each norm stands before its sublayer, so that from $y$ to $x$ there is a
    path of plain sums, as along the belt of an LSTM whose forget gate is 1.

    Args:
        model_size: E.
        heads: of the attention; they divide E.
        hidden_size: units between the two layers of the MLP; None: 4 E.
        dtype: np.float32 to train, np.float64 to check.
        rng: seed or Generator for the first weights.

    Parameters: those of `MultiHeadAttention` as `attention.W_q` …; `W_1` (H, E), `b_1`
    (H,), `W_2` (E, H), `b_2` (E,); `gain_1 bias_1 gain_2 bias_2` (E,).

    Source: Vaswani et al., 2017, with the norms moved as in Xiong et al., "On layer
    normalization in the Transformer architecture", 2020.

    >>> block = SelfAttentionBlock(4, heads=2, rng=0)
    >>> y, weights = block.forward(np.ones((3, 1, 4)))
    >>> y.shape, weights.shape
    ((3, 1, 4), (2, 3, 1, 3))
    """

    _tape = None

    def __init__(
        self, model_size, heads, hidden_size=None, *, dtype=np.float32, rng=None
    ):
        rng = np.random.default_rng(rng)
        attention = MultiHeadAttention(model_size, heads, dtype=dtype, rng=rng)
        self.model_size = attention.query_size
        if hidden_size is None:
            hidden_size = 4 * self.model_size
        self.hidden_size = check_size(hidden_size, "hidden_size")
        self.parts = {"attention": attention}
        super().__init__(dtype)
        initialise({name: self.params[name] for name in self._own_pieces()}, rng)
        for gain in ("gain_1", "gain_2"):
            self.params[gain][...] = 1

    def _own_pieces(self):
        E, H = self.model_size, self.hidden_size
        mlp = {"W_1": (H, E), "b_1": (H,), "W_2": (E, H), "b_2": (E,)}
        return mlp | {f"{name}_{n}": (E,) for n in (1, 2) for name in ("gain", "bias")}

    def forward(self, x, mask=None):
        r"""Let every position look at every other that its mask shows.

        Args:
            x: (T, B, E).
            mask: booleans (T, B, T), or with 1 in place of an axis; True where a key
                may be seen.

        Returns:
            y (T, B, E), and the attention's weights (heads, T, B, T).

        Raises:
            ValueError: where a shape does not fit, or a position may see nothing.
        """
        p = self.params
        x = check_sequence(x, "x", self.model_size, self.dtype)
        normed, norm_1 = layer_norm(x, p["gain_1"], p["bias_1"])
        context, weights = self.parts["attention"].forward(normed, normed, mask=mask)
        u = x + context
        thought, norm_2 = layer_norm(u, p["gain_2"], p["bias_2"])
        hidden = np.maximum(linear(thought, p["W_1"], p["b_1"]), 0)  # (T, B, H)
        self._tape = (norm_1, norm_2, thought, hidden)
        return u + linear(hidden, p["W_2"], p["b_2"]), weights

    def backward(self, dy, dweights=None):
        r"""Send gradients back through the last `forward`; `grads` is set afresh.

        Args:
            dy: (T, B, E).
            dweights: gradient with respect to the weights, where the loss speaks of
                them too; None: 0.

        Returns:
            dx (T, B, E).

        Raises:
            ValueError: where a shape does not fit, or nothing was run forward.
        """
        if self._tape is None:
            raise ValueError("backward needs a forward pass first; call forward(x).")
        norm_1, norm_2, thought, hidden = self._tape
        dy = check_gradient(dy, thought.shape, self.dtype, "y")
        p, grads = self.params, {}
        dhidden, grads["W_2"], grads["b_2"] = linear_backward(dy, hidden, p["W_2"])
        da = dhidden * (hidden > 0)
        dthought, grads["W_1"], grads["b_1"] = linear_backward(da, thought, p["W_1"])
        du, grads["gain_2"], grads["bias_2"] = layer_norm_backward(dthought, norm_2)
        du += dy

        self._fresh_grads()
        dquery, dkeys, _ = self.parts["attention"].backward(du, dweights)
        dx, grads["gain_1"], grads["bias_1"] = layer_norm_backward(
            dquery + dkeys, norm_1
        )
        for name, gradient in grads.items():
            self.grads[name][...] = gradient
        return du + dx
