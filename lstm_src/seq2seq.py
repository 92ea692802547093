r"""One LSTM reads, another writes; with attention, the writer can look back."""

import numpy as np

from lstm_src.attention import (
    AdditiveAttention,
    ConcatAttention,
    DotAttention,
    GeneralAttention,
    padding_mask,
)
from lstm_src.attention.linear import initialise, outer_sum
from lstm_src.layers import LSTM
from lstm_src.layers.checks import check_size
from lstm_src.layers.whole import Whole
from lstm_src.numerics import check_indices, cross_entropy
from lstm_src.training.model import Readout


class Seq2Seq(Whole):
    r"""An encoder-decoder of two LSTMs, with or without attention.

    Without attention all that the decoder ever learns of the input is the encoder's
    last state $(h, C)$: 2 H numbers, however long the input. That is the bottleneck.

    With attention each decoder state $s_t$ also queries the encoder's states $h_j$, all
    T of them, and mixes them by the weights it finds:

    $$c_t = \sum_j \alpha_{tj} h_j, \qquad \tilde s_t = \tanh(W_c [c_t, s_t]), \qquad
      z_t = W_y \tilde s_t + b_y$$

    Without it $z_t = W_y s_t + b_y$. Looking after the step is Luong's order; any of
    the scores fits it, Bahdanau's too.

    Args:
        input_size: symbols that are read, or numbers in one step of float input.
        output_size: K, symbols that are written.
        hidden_size: H, of both LSTMs.
        attention: None, "additive", "dot", "general" or "concat".
        dtype: np.float32 to train, np.float64 to check.
        rng: seed or Generator for the first weights.

    Parameters: `encoder.W_f` …, `decoder.W_f` …, `readout.W_y`, `readout.b_y`; with
    attention also `attention.…` and `W_c` (H, 2H). The decoder reads its own last
    symbol, one of K, or `start` = K before the first.

    Source: Sutskever, Vinyals and Le, "Sequence to sequence learning with neural
    networks", 2014; Luong, Pham and Manning, 2015.

    >>> model = Seq2Seq(input_size=3, output_size=3, hidden_size=4, attention="dot")
    >>> x, targets = [[0], [1], [2], [2]], [[2], [1]]
    >>> z, weights = model.forward(x, targets)
    >>> z.shape, weights.shape
    ((2, 1, 3), (2, 1, 4))
    """

    _tape = None

    def __init__(
        self,
        input_size,
        output_size,
        hidden_size,
        *,
        attention=None,
        dtype=np.float32,
        rng=None,
    ):
        K, H = check_size(output_size, "output_size"), hidden_size
        rng = np.random.default_rng(rng)
        options = {"dtype": dtype, "rng": rng}
        self.output_size, self.start, self.hidden_size = K, K, H
        self.parts = {
            "encoder": LSTM(input_size, H, **options),
            "decoder": LSTM(K + 1, H, **options),
        }
        if attention is not None:
            self.parts["attention"] = _attention(attention, H, options)
        self.parts["readout"] = Readout(H, K, **options)
        super().__init__(dtype)
        initialise({name: self.params[name] for name in self._own_pieces()}, rng)

    def _own_pieces(self):
        H = self.hidden_size
        return {"W_c": (H, 2 * H)} if "attention" in self.parts else {}

    def forward(self, x, targets, lengths=None):
        r"""Read x, then write with teacher forcing: each step is told the right past.

        Args:
            x: (T_in, B) integers, or (T_in, B, input_size) floats.
            targets: what should be written, (T_out, B) integers in [0, K).
            lengths: (B,) integers in [1, T_in]: where each row of x ends.

        Returns:
            z (T_out, B, K), the scores of every symbol, and the attention weights
            (T_out, B, T_in), or None without attention.

        Raises:
            ValueError: where a shape, a symbol or a length does not fit.
        """
        encoded, state = self.parts["encoder"].forward(x, lengths=lengths)
        told = self._told(targets, encoded.shape[1])
        s, _ = self.parts["decoder"].forward(told, state)  # (T_out, B, H)
        if "attention" not in self.parts:
            self._tape = (encoded.shape, s, None)
            return self.parts["readout"].forward(s), None
        context, weights = self.parts["attention"].forward(
            s, encoded, mask=_mask(lengths, len(encoded))
        )
        both, s_tilde = self._blend(context, s)
        self._tape = (encoded.shape, s_tilde, both)
        return self.parts["readout"].forward(s_tilde), weights

    def backward(self, dz):
        r"""Send gradients back through the last `forward`; `grads` is set afresh.

        Without attention all of it passes through the encoder's last state.

        Args:
            dz: gradient with respect to the scores, (T_out, B, K).

        Returns:
            dx (T_in, B, input_size), or None for integer input.

        Raises:
            ValueError: where a shape does not fit, or nothing was run forward.
        """
        if self._tape is None:
            raise ValueError(
                "backward needs a forward pass first; call forward(x, targets)."
            )
        encoded_shape, read, both = self._tape
        wanted = (*read.shape[:2], self.output_size)
        if np.shape(dz) != wanted:
            raise ValueError(f"dz has shape {np.shape(dz)}; z had shape {wanted}.")
        self._fresh_grads()
        ds = self.parts["readout"].backward(read, np.asarray(dz, self.dtype))
        dencoded = np.zeros(encoded_shape, self.dtype)
        if both is not None:
            H = self.hidden_size
            da = ds * (1 - read**2)
            self.grads["W_c"][...] = outer_sum(da, both)
            dboth = da @ self.params["W_c"]  # (T_out, B, 2H)
            ds, dencoded, _ = self.parts["attention"].backward(dboth[..., :H])
            ds += dboth[..., H:]
        _, dstate = self.parts["decoder"].backward(ds)
        return self.parts["encoder"].backward(dencoded, dstate)[0]

    def loss(self, batch, state=None):
        r"""Measure the loss on a batch, in nats a symbol; nothing is learned.

        Args:
            batch: a `tasks.batch.Batch`; `lengths` are those of x, `weights` (T_out, B)
                say which targets count.
            state: unused; sequences never go on from batch to batch.

        Returns:
            The loss, and None.
        """
        z, _ = self.forward(batch.x, batch.targets, batch.lengths)
        return cross_entropy(z, batch.targets, batch.weights)[0], None

    def step(self, batch, state=None):
        r"""Measure the loss on a batch, and its gradient: `training.fit` calls this.

        Args:
            batch: as for `loss`.
            state: unused.

        Returns:
            The loss, and None.
        """
        z, _ = self.forward(batch.x, batch.targets, batch.lengths)
        loss, dz = cross_entropy(z, batch.targets, batch.weights, out=z)
        self.backward(dz)
        return loss, None

    def decode(self, x, steps, lengths=None):
        r"""Read x, then write greedily: each step is told the symbol it wrote last.

        Args:
            x: as for `forward`.
            steps: T_out, how many symbols to write.
            lengths: as for `forward`.

        Returns:
            Symbols (T_out, B), and the weights (T_out, B, T_in), or None without
            attention.

        Raises:
            ValueError: where a shape, a symbol or a length does not fit.
        """
        encoded, state = self.parts["encoder"].forward(x, lengths=lengths)
        B, mask = encoded.shape[1], _mask(lengths, len(encoded))
        write = self.parts["decoder"].stepper(B, state)
        symbol, symbols, weights = np.full(B, self.start), [], []
        for _ in range(check_size(steps, "steps")):
            s = write(symbol)[None]  # (1, B, H)
            if "attention" in self.parts:
                context, seen, _ = self.parts["attention"].look(
                    s, encoded, encoded, mask
                )
                weights.append(seen)
                _, s = self._blend(context, s)
            symbol = self.parts["readout"].forward(s)[0].argmax(axis=-1)
            symbols.append(symbol)
        return np.stack(symbols), np.concatenate(weights) if weights else None

    def _told(self, targets, B):
        """What the decoder reads: `start`, then the targets but the last."""
        targets = check_indices(targets, self.output_size, "targets")
        if targets.ndim != 2 or targets.shape[1] != B or targets.size == 0:
            raise ValueError(
                f"targets has shape {targets.shape}; give (T_out, {B}), at least one "
                "symbol for each row of x."
            )
        return np.concatenate([np.full((1, B), self.start), targets[:-1]])

    def _blend(self, context, s):
        """[c, s] and its squashed mixture: (T, B, 2H) and (T, B, H)."""
        both = np.concatenate([context, s], axis=-1)
        return both, np.tanh(both @ self.params["W_c"].T)


def _attention(name, H, options):
    kinds = {
        "additive": lambda: AdditiveAttention(H, H, H, **options),
        "dot": lambda: DotAttention(H, dtype=options["dtype"]),
        "general": lambda: GeneralAttention(H, H, **options),
        "concat": lambda: ConcatAttention(H, H, H, **options),
    }
    if name not in kinds:
        raise ValueError(
            f"attention is {name!r}; choose None, {', '.join(map(repr, kinds))}."
        )
    return kinds[name]()


def _mask(lengths, T):
    return None if lengths is None else padding_mask(lengths, T)
