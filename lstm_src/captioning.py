r"""Show, attend and tell, small: an LSTM looks at a picture once for every word."""

import numpy as np

from lstm_src.attention import AdditiveAttention
from lstm_src.attention.checks import check_gradient, check_sequence
from lstm_src.attention.linear import initialise, linear, linear_backward, outer_sum
from lstm_src.cells import lstm_step, lstm_step_backward
from lstm_src.layers import LSTM
from lstm_src.layers.checks import check_size
from lstm_src.layers.whole import Whole
from lstm_src.numerics import check_indices, cross_entropy, one_hot
from lstm_src.training.model import Readout


class Captioner(Whole):
    r"""A decoder LSTM with soft attention over the patches of a picture.

    $$\begin{aligned}
    a_p &= \tanh(W_a\, \text{patch}_p + \text{place}_p), &
    [h_0, C_0] &= \tanh(W_0\, \bar a + b_0), \\
    \alpha_{tp} &= \text{softmax}_p\, v \cdot \tanh(W h_{t-1} + U a_p), &
    c_t &= \sum_p \alpha_{tp}\, a_p, \\
    h_t, C_t &= \text{LSTM}([y_{t-1}, c_t], h_{t-1}, C_{t-1}), &
    z_t &= W_y [h_t, c_t] + b_y
    \end{aligned}$$

    It looks *before* each step, and what it sees is part of the LSTM's input.
    Doubly stochastic attention adds to the loss, averaged over the pictures,

    $$\lambda \sum_p \Big(1 - \sum_t \alpha_{tp}\Big)^2:$$

    the weights sum to 1 over the patches as they are; each patch is asked to get a sum
    of 1 over the words as well, so that none is passed over.

    Args:
        patch_size: F, numbers in a patch.
        places: P, patches in a picture.
        output_size: K, words.
        hidden_size: H, of the LSTM; also of the annotations $a_p$ and of the scorer.
        doubly_stochastic: $\lambda$, 0 or more.
        dtype: np.float32 to train, np.float64 to check.
        rng: seed or Generator for the first weights.

    Parameters: `attention.W U v`, `decoder.W_f` …, `readout.W_y b_y`; `W_a` (H, F),
    `place` (P, H), `W_0` (2H, H), `b_0` (2H,).

    Source: Xu et al., "Show, attend and tell", 2015; their convolutional network is one
    matrix here, and their gate on the context is left out.

    >>> model = Captioner(patch_size=4, places=9, output_size=5, hidden_size=3, rng=0)
    >>> z, maps = model.forward(np.ones((9, 2, 4)), np.zeros((6, 2), int))
    >>> z.shape, maps.shape
    ((6, 2, 5), (6, 2, 9))
    """

    _tape = None

    def __init__(
        self,
        patch_size,
        places,
        output_size,
        hidden_size,
        *,
        doubly_stochastic=0.0,
        dtype=np.float32,
        rng=None,
    ):
        self.patch_size = check_size(patch_size, "patch_size")
        self.places = check_size(places, "places")
        self.output_size = K = check_size(output_size, "output_size")
        self.hidden_size = H = check_size(hidden_size, "hidden_size")
        if not 0 <= doubly_stochastic < np.inf:
            raise ValueError(
                f"doubly_stochastic is {doubly_stochastic}; give a number of 0 or more."
            )
        self.doubly_stochastic = float(doubly_stochastic)
        self.start = K
        rng = np.random.default_rng(rng)
        options = {"dtype": dtype, "rng": rng}
        self.parts = {
            "attention": AdditiveAttention(H, H, H, **options),
            "decoder": LSTM(K + 1 + H, H, **options),
            "readout": Readout(2 * H, K, **options),
        }
        super().__init__(dtype)
        initialise({name: self.params[name] for name in self._own_pieces()}, rng)

    def _own_pieces(self):
        F, P, H = self.patch_size, self.places, self.hidden_size
        return {"W_a": (H, F), "place": (P, H), "W_0": (2 * H, H), "b_0": (2 * H,)}

    def forward(self, x, targets):
        r"""Look at pictures and tell them, with teacher forcing.

        Args:
            x: patches in reading order, (P, B, F).
            targets: the words to say, (T, B) integers in [0, K).

        Returns:
            z (T, B, K), the scores of every word, and the attention maps (T, B, P):
            where each word was looked for. `maps.reshape(T, B, 3, 3)` lays them over
            a picture of 3 × 3 patches.

        Raises:
            ValueError: where a shape or a word does not fit.
        """
        x, a, start = self._look(x)
        targets = check_indices(targets, self.output_size, "targets")
        if targets.ndim != 2 or targets.shape[1] != x.shape[1] or targets.size == 0:
            raise ValueError(
                f"targets has shape {targets.shape}; give (T, {x.shape[1]}), at least "
                "one word for each picture."
            )
        told = np.concatenate([np.full((1, x.shape[1]), self.start), targets[:-1]])
        h, C = np.split(start, 2, axis=-1)
        said, maps, caches = [], [], []
        for word in told:
            h, C, both, seen, cache = self._step(word, h, C, a)
            said.append(both)
            maps.append(seen)
            caches.append(cache)
        said, maps = np.stack(said), np.stack(maps)  # (T, B, 2H), (T, B, P)
        self._tape = (x, a, start, said, caches)
        return self.parts["readout"].forward(said), maps

    def backward(self, dz, dmaps=None):
        r"""Send gradients back through the last `forward`; `grads` is set afresh.

        Args:
            dz: gradient with respect to the scores, (T, B, K).
            dmaps: gradient with respect to the maps, (T, B, P); None: 0.

        Returns:
            dx (P, B, F).

        Raises:
            ValueError: where a shape does not fit, or nothing was run forward.
        """
        if self._tape is None:
            raise ValueError(
                "backward needs a forward pass first; call forward(x, targets)."
            )
        x, a, start, said, caches = self._tape
        T, B, H = *said.shape[:2], self.hidden_size
        dz = check_gradient(dz, (T, B, self.output_size), self.dtype, "z")
        if dmaps is not None:
            dmaps = check_gradient(dmaps, (T, B, self.places), self.dtype, "maps")
        self._fresh_grads()
        self.flat_grads[:] = 0
        dsaid = self.parts["readout"].backward(said, dz)
        dh, dC, da = np.zeros((B, H), self.dtype), 0, np.zeros_like(a)
        for t in reversed(range(T)):
            dseen = None if dmaps is None else dmaps[t : t + 1]
            dh, dC, da_t = self._step_backward(
                dh + dsaid[t, :, :H], dC, dsaid[t, :, H:], dseen, caches[t]
            )
            da += da_t
        dstart = np.concatenate([dh, dC], axis=-1) * (1 - start**2)  # (B, 2H)
        return self._look_backward(dstart, da, x, a)

    def loss(self, batch, state=None):
        r"""Measure the loss on a batch, in nats a word; nothing is learned.

        Args:
            batch: a `tasks.batch.Batch` of patches and captions.
            state: unused.

        Returns:
            The loss, its doubly stochastic part included, and None.
        """
        z, maps = self.forward(batch.x, batch.targets)
        loss, _ = cross_entropy(z, batch.targets, batch.weights, out=z)
        return loss + self._unevenness(maps)[0], None

    def step(self, batch, state=None):
        r"""Measure the loss on a batch, and its gradient: `training.fit` calls this.

        Args:
            batch: as for `loss`.
            state: unused.

        Returns:
            The loss, and None.
        """
        z, maps = self.forward(batch.x, batch.targets)
        loss, dz = cross_entropy(z, batch.targets, batch.weights, out=z)
        uneven, dmaps = self._unevenness(maps)
        self.backward(dz, dmaps)
        return loss + uneven, None

    def decode(self, x, steps):
        r"""Tell pictures greedily: each step is told the word that was said last.

        Args:
            x: as for `forward`.
            steps: T, how many words to say.

        Returns:
            Words (T, B), and the attention maps (T, B, P).

        Raises:
            ValueError: where a shape does not fit.
        """
        _, a, start = self._look(x)
        h, C = np.split(start, 2, axis=-1)
        word, words, maps = np.full(a.shape[1], self.start), [], []
        for _ in range(check_size(steps, "steps")):
            h, C, both, seen, _ = self._step(word, h, C, a)
            word = self.parts["readout"].forward(both).argmax(axis=-1)
            words.append(word)
            maps.append(seen)
        return np.stack(words), np.stack(maps)

    def _look(self, x):
        """Patches -> annotations (P, B, H) and the first state [h, C] (B, 2H)."""
        p = self.params
        x = check_sequence(x, "x", self.patch_size, self.dtype)
        if len(x) != self.places:
            raise ValueError(f"x holds {len(x)} patches; give {self.places} of them.")
        a = np.tanh(linear(x, p["W_a"], p["place"][:, None]))
        return x, a, np.tanh(linear(a.mean(axis=0), p["W_0"], p["b_0"]))

    def _look_backward(self, dstart, da, x, a):
        p, g = self.params, self.grads
        dmean, g["W_0"][...], g["b_0"][...] = linear_backward(
            dstart[None], a.mean(axis=0)[None], p["W_0"]
        )
        da = (da + dmean / len(a)) * (1 - a**2)  # (P, B, H)
        g["W_a"][...], g["place"][...] = outer_sum(da, x), da.sum(axis=1)
        return da @ p["W_a"]

    def _step(self, word, h, C, a):
        """Look, then take one step; returns also [h, c] (B, 2H), the map, a cache."""
        context, seen, look_cache = self.parts["attention"].look(h[None], a, a)
        inputs = [one_hot(word, self.start + 1, self.dtype), context[0]]
        h, C, step_cache = lstm_step(
            np.concatenate(inputs, axis=-1), h, C, self.parts["decoder"].params
        )
        both = np.concatenate([h, context[0]], axis=-1)
        return h, C, both, seen[0], (look_cache, step_cache)

    def _step_backward(self, dh, dC, dcontext, dseen, cache):
        """Go back through one step, then through the look; returns dh, dC, da."""
        look_cache, step_cache = cache
        dinput, dh, dC, grads = lstm_step_backward(dh, dC, step_cache)
        self._add("decoder", grads)
        dcontext = dcontext + dinput[:, self.start + 1 :]
        dquery, dkeys, dvalues, grads = self.parts["attention"].look_backward(
            dcontext[None], dseen, look_cache
        )
        self._add("attention", grads)
        return dh + dquery[0], dC, dkeys + dvalues

    def _add(self, part, grads):
        for name, gradient in grads.items():
            self.parts[part].grads[name][...] += gradient

    def _unevenness(self, maps):
        """λ Σ_p (1 - Σ_t α_tp)², averaged over pictures, and its gradient."""
        if not self.doubly_stochastic:
            return 0.0, None
        share = self.doubly_stochastic / maps.shape[1]
        missing = 1 - maps.sum(axis=0)  # (B, P)
        dmaps = np.broadcast_to(-2 * share * missing, maps.shape)
        return float(share * np.sum(missing**2, dtype=np.float64)), dmaps
