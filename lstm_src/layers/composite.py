r"""Layers made of layers: one behind another, or one in each direction of time."""

from lstm_src.layers.whole import Whole


class Composite(Whole):
    """Several layers whose parameters lie end to end in one flat vector.

    `parts` maps a name to each layer; parameter `W_f` of part `fwd` is `fwd.W_f`. The
    state is a tuple of the parts' states.
    """

    def __init__(self, parts):
        self.parts = dict(parts)
        layers = list(self.parts.values())
        if len({id(layer) for layer in layers}) != len(layers):
            raise ValueError("the same layer stands in two places; make two layers.")
        dtypes = {layer.dtype for layer in layers}
        if len(dtypes) != 1:
            raise ValueError(
                f"the layers have dtypes {sorted(map(str, dtypes))}; make them alike."
            )
        self.input_size = layers[0].input_size
        super().__init__(*dtypes)

    def trace(self, x, state=None):
        r"""Look inside every part.

        Args:
            x: as for `forward`.
            state: as for `forward`.

        Returns:
            Dict from a part's name and its own key, such as "fwd.f" or "1.C", to
            (T, B, H).
        """
        return self._trace(x, state)[0]

    def _states(self, state, name="state"):
        """One state for each part, or None for each."""
        if state is None:
            return [None] * len(self.parts)
        if not isinstance(state, (tuple, list)) or len(state) != len(self.parts):
            raise ValueError(
                f"{name} must be a tuple of {len(self.parts)} states, one for each of "
                f"the layers {', '.join(self.parts)}; each is a tuple of (B, H)."
            )
        return list(state)


def output_size(layer):
    r"""Numbers in one step of a layer's y.

    >>> from lstm_src import LSTM
    >>> output_size(LSTM(3, 4))
    4
    """
    return getattr(layer, "output_size", layer.hidden_size)
