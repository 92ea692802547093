r"""A character language model: at each character, say what comes next."""

from functools import partial

import numpy as np

from lstm_src.layers import (
    GRU,
    LSTM,
    LSTM1997,
    MUT1,
    MUT2,
    MUT3,
    RNN,
    SLSTM,
    CoupledLSTM,
    GreffLSTM,
    PeepholeLSTM,
    Stacked,
)
from lstm_src.numerics import log_softmax
from lstm_src.tasks.batch import Batch
from lstm_src.tasks.text import rows
from lstm_src.training.model import Model

BITS = 1 / np.log(2)  # bits in a nat
CELLS = {
    "lstm": LSTM,
    "gru": GRU,
    "rnn": RNN,
    "peephole": PeepholeLSTM,
    "coupled": CoupledLSTM,
    "lstm1997": LSTM1997,
    "fgr": partial(GreffLSTM, variant="FGR"),
    "mut1": partial(MUT1, projection=True),
    "mut2": partial(MUT2, projection=True),
    "mut3": MUT3,
    "slstm": SLSTM,
}


class LanguageModel(Model):
    r"""Characters in, a probability for each possible next character out.

    $$p(x_{t+1} \mid x_1 \dots x_t) = \operatorname{softmax}(W_y h_t + b_y)$$

    Args:
        vocabulary: a `tasks.text.Vocabulary`.
        hidden_size: H, units in each layer.
        cell: the class of the layers, such as `LSTM` or `GRU`.
        layers: how many are stacked.
        dtype: np.float32 to train, np.float64 to check.
        rng: seed or Generator for the first weights.
        options: what else the cell takes, such as `forget_bias=0.0`.

    Biases but the forget gate's begin as in PyTorch: the sum of two numbers uniform in
    ±1/√H.

    >>> from lstm_src.tasks.text import Vocabulary
    >>> model = LanguageModel(Vocabulary("abc"), hidden_size=4, rng=0)
    >>> model.evaluate("abcabc") > 0
    True
    """

    def __init__(
        self,
        vocabulary,
        hidden_size=128,
        *,
        cell=LSTM,
        layers=1,
        dtype=np.float32,
        rng=None,
        **options,
    ):
        rng = np.random.default_rng(rng)
        self.vocabulary = vocabulary
        sizes = [len(vocabulary)] + [hidden_size] * (layers - 1)
        built = [cell(D, hidden_size, dtype=dtype, rng=rng, **options) for D in sizes]
        for layer in built:
            _draw_biases(layer, rng)
        stack = built[0] if layers == 1 else Stacked(built)
        super().__init__(stack, len(vocabulary), rng=rng)

    def evaluate(self, text, batch_size=32, seq_length=200):
        r"""Measure how well the model predicts a text it reads for the first time.

        The text is read in long rows, side by side, and each row carries its state
        along from its first character to its last.

        Args:
            text: a string, or the numbers of its characters; at least 2.
            batch_size: rows, at the most; no row is shorter than 1000 characters.
            seq_length: characters read at once, which changes nothing but memory.

        Returns:
            Bits per character, averaged over every character but the first.

        Raises:
            ValueError: where the text is too short or holds unknown symbols.
        """
        ids = self._numbers(text)
        if len(ids) < 2:
            raise ValueError(
                f"the text has {len(ids)} characters; at least 2 are needed to predict "
                "one from another."
            )
        columns, again = rows(ids, max(1, min(batch_size, len(ids) // 1000)))
        state, nats = None, 0.0
        for begin in range(0, len(columns) - 1, seq_length):
            part = columns[begin : begin + seq_length + 1]
            weights = np.ones(part[1:].shape, self.flat_params.dtype)
            if begin == 0:
                weights[0, again] = 0
            if not weights.any():
                _, state = self.forward(part[:-1], state)
                continue
            batch = Batch(part[:-1], part[1:], weights)
            loss, state = self.loss(batch, state)
            nats += loss * float(weights.sum(dtype=np.float64))
        return float(nats / (len(ids) - 1) * BITS)

    def surprise(self, text):
        r"""Measure the surprise at each character of a text.

        $$s_{t+1} = -\log_2 p(x_{t+1} \mid x_1 \dots x_t)$$

        Args:
            text: a string, or the numbers of its characters; at least 2.

        Returns:
            Bits, one number for every character but the first.
        """
        ids = self._numbers(text)
        z, _ = self.forward(ids[:-1, None])  # (T-1, 1, V)
        log_p = log_softmax(z[:, 0])
        return -np.take_along_axis(log_p, ids[1:, None], axis=1)[:, 0] * BITS

    def sample(self, prompt="", length=200, *, temperature=1.0, rng=None):
        r"""Write on from a prompt, one character at a time.

        $$p_k \propto e^{z_k / \tau}$$

        Args:
            prompt: what the model reads first; where it is empty, the model starts
                behind a newline (or its first symbol, if it knows no newline).
            length: characters to write.
            temperature: τ; below 1 bolder choices become rarer, 0 always takes the
                likeliest.
            rng: seed or Generator.

        Returns:
            What was written, without the prompt.

        Raises:
            ValueError: where a setting is out of range or the prompt holds unknown
                symbols.
        """
        if not 0 <= temperature < np.inf:
            raise ValueError(f"temperature is {temperature}; give 0 or more.")
        if length < 0:
            raise ValueError(f"length is {length}; give 0 or more characters.")
        symbols = self.vocabulary.symbols
        start = prompt or ("\n" if "\n" in symbols else symbols[0])
        ids = self._numbers(start)
        state = None
        if len(ids) > 1:
            _, state = self.layer.forward(ids[:-1, None])
        draws = np.random.default_rng(rng).random(length)
        return self.vocabulary.decode(self._write(ids[-1], state, draws, temperature))

    def _write(self, last, state, draws, temperature):
        """One character for each draw in [0, 1)."""
        step = self.layer.stepper(1, state)
        kernel, bias = self.readout.params["W_y"].T, self.readout.params["b_y"]
        if temperature > 0:
            kernel = np.ascontiguousarray(kernel / temperature, self.layer.dtype)
            bias = (bias / temperature).astype(self.layer.dtype)
        z = np.empty((1, len(bias)), self.layer.dtype)
        scores, p = z[0], np.empty(len(bias))
        written, k = [], int(last)
        for draw in draws.tolist():
            step([k]).dot(kernel, z)
            np.add(scores, bias, scores)
            k = int(scores.argmax())
            if temperature > 0:
                # Sum up in float64: the last sum must not fall short of the draw.
                np.exp(np.subtract(scores, scores[k], scores), p)
                sums = np.add.accumulate(p)
                k = min(int(sums.searchsorted(draw * sums[-1], "right")), len(p) - 1)
            written.append(k)
        return written

    def _numbers(self, text):
        if isinstance(text, str):
            return self.vocabulary.encode(text)
        return np.asarray(text)


def _draw_biases(layer, rng):
    """Begin with biases that differ from unit to unit, save for the forget gate's."""
    bound = 1 / np.sqrt(layer.hidden_size)
    for name, array in layer.params.items():
        if name.startswith("b_") and name != "b_f" or name == "b":
            array += rng.uniform(-bound, bound, (2, *array.shape)).sum(axis=0)
