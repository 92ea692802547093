r"""A recurrent layer with a readout: the smallest thing that can be trained."""

import numpy as np

from lstm_src.layers import FlatParameters, flatten
from lstm_src.layers.checks import check_size
from lstm_src.layers.composite import output_size as width
from lstm_src.numerics import cross_entropy


class Readout(FlatParameters):
    r"""$z_t = W_y h_t + b_y$: what the hidden state says about each output.

    Args:
        input_size: H.
        output_size: K, scores or numbers.
        dtype: np.float32 or np.float64.
        rng: seed or Generator for the first weights, uniform in ±1/√H; `b_y` is 0.

    Parameters: `W_y` (K, H), `b_y` (K,).

    >>> Readout(2, 3, rng=0).forward(np.zeros((5, 1, 2))).shape
    (5, 1, 3)
    """

    def __init__(self, input_size, output_size, *, dtype=np.float32, rng=None):
        self.input_size = check_size(input_size, "input_size")
        self.output_size = check_size(output_size, "output_size")
        super().__init__(dtype)
        bound = 1 / np.sqrt(input_size)
        weights = self.params["W_y"]
        weights[...] = np.random.default_rng(rng).uniform(-bound, bound, weights.shape)
        self._rooms = {}

    def _pieces(self):
        return {
            "kernel": (self.input_size, self.output_size),
            "bias": (self.output_size,),
        }

    def _name(self, pieces):
        return {"W_y": pieces["kernel"].T, "b_y": pieces["bias"]}

    def forward(self, h, room=False):
        r"""Read the hidden states out.

        Args:
            h: (..., H).
            room: whether the answer may lie in storage that the next call overwrites.

        Returns:
            z (..., K).
        """
        kernel, bias = self._param_pieces.values()
        rows = h.reshape(-1, self.input_size)  # one product, not one for each step
        z = self._room("z", (len(rows), self.output_size)) if room else None
        z = np.matmul(rows, kernel, out=z)
        z += bias
        return z.reshape(*h.shape[:-1], self.output_size)

    def backward(self, h, dz):
        r"""Send gradients back; `grads` is set afresh.

        Args:
            h: what `forward` read, (..., H).
            dz: gradient with respect to what it returned, (..., K).

        Returns:
            dh (..., H), in storage that the next call overwrites.
        """
        kernel, _ = self._param_pieces.values()
        dkernel, dbias = self._fresh_grads().values()
        flat_dz = dz.reshape(-1, self.output_size)  # (T*B, K)
        np.matmul(h.reshape(-1, self.input_size).T, flat_dz, out=dkernel)
        flat_dz.sum(axis=0, out=dbias)
        dh = self._room("dh", (len(flat_dz), self.input_size))
        return np.matmul(flat_dz, kernel.T, out=dh).reshape(h.shape)

    def _room(self, name, shape):
        size = int(np.prod(shape))
        if name not in self._rooms or self._rooms[name].size < size:
            self._rooms[name] = np.empty(size, self.dtype)
        return self._rooms[name][:size].reshape(shape)


class Model:
    r"""A layer and a readout that share one flat vector of parameters.

    Args:
        layer: any layer, such as `LSTM(input_size, hidden_size)`.
        output_size: K: classes to tell apart, or numbers to predict.
        predicts: "classes" (cross-entropy, in nats) or "numbers" (mean squared error).
        rng: seed or Generator for the readout's first weights.

    Raises:
        ValueError: where `predicts` is something else.

    >>> from lstm_src import LSTM
    >>> model = Model(LSTM(3, 4, rng=0), output_size=2, rng=0)
    >>> model.size == model.layer.size + 4 * 2 + 2
    True
    """

    def __init__(self, layer, output_size, *, predicts="classes", rng=None):
        if predicts not in ("classes", "numbers"):
            raise ValueError(
                f"a model cannot predict {predicts!r}; choose 'classes' or 'numbers'."
            )
        self.layer, self.predicts = layer, predicts
        self.readout = Readout(width(layer), output_size, dtype=layer.dtype, rng=rng)
        self.flat_params, self.flat_grads = flatten(self.layer, self.readout)
        self.size = self.flat_params.size

    @property
    def params(self):
        """Name -> array, of the layer and the readout."""
        return {**self.layer.params, **self.readout.params}

    @property
    def grads(self):
        """Name -> gradient of the last `step`, keyed like `params`."""
        return {**self.layer.grads, **self.readout.grads}

    def forward(self, x, state=None, lengths=None):
        r"""Read a batch and say something at every step.

        Args:
            x: as the layer takes it.
            state: as the layer takes it.
            lengths: as the layer takes it.

        Returns:
            z (T, B, K): scores or predicted numbers; and the state at the end.
        """
        h, state = self.layer.forward(x, state, **_given(lengths))
        return self.readout.forward(h), state

    def loss(self, batch, state=None):
        r"""Measure the loss on a batch; nothing is learned.

        Args:
            batch: a `tasks.batch.Batch`.
            state: carried state; None starts at 0.

        Returns:
            The loss, and the state at the end.
        """
        h, state = self.layer.forward(batch.x, state, **_given(batch.lengths))
        loss, _ = self._compare(self.readout.forward(h, room=True), batch)
        return loss, state

    def step(self, batch, state=None):
        r"""Measure the loss on a batch and its gradient, which lies in `flat_grads`.

        Args:
            batch: a `tasks.batch.Batch`.
            state: carried state; None starts at 0. No gradient flows into it: that
                is what truncates backpropagation through time.

        Returns:
            The loss, and the state at the end.
        """
        self._set_training(True)  # dropout acts now, and at no other time
        h, state = self.layer.forward(batch.x, state, **_given(batch.lengths))
        self._set_training(False)
        loss, dz = self._compare(self.readout.forward(h, room=True), batch)
        self.layer.backward(self.readout.backward(h, dz))
        return loss, state

    def generators(self):
        """List the generators that dropout draws from; a checkpoint must keep them."""
        return [part._rng for part in _parts(self.layer) if hasattr(part, "_rng")]

    def _set_training(self, training):
        for part in _parts(self.layer):
            if hasattr(part, "training"):
                part.training = training

    def _compare(self, z, batch):
        if self.predicts == "classes":
            return cross_entropy(z, batch.targets, batch.weights, out=z)
        return _squared_error(z, batch.targets, batch.weights)


def _squared_error(z, targets, weights):
    """Weighted mean squared error, and its gradient; z is (T, B, K), weights (T, B)."""
    targets = np.asarray(targets, z.dtype)
    if targets.shape != z.shape:
        raise ValueError(
            f"targets has shape {targets.shape}; the model predicts {z.shape}."
        )
    error = z - targets
    share = np.ones(z.shape[:-1]) if weights is None else np.asarray(weights, float)
    share = (share / (share.sum() * z.shape[-1])).astype(z.dtype)[..., None]
    loss = float(np.sum(share * error * error, dtype=np.float64))
    return loss, 2 * share * error


def _parts(layer):
    """A layer and all layers inside it."""
    yield layer
    for part in getattr(layer, "parts", {}).values():
        yield from _parts(part)


def _given(lengths):
    return {} if lengths is None else {"lengths": lengths}
