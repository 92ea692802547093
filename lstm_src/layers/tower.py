r"""Layers that are stacks by nature: what one step does runs through all of them."""

from lstm_src.layers.checks import check_size, check_state
from lstm_src.layers.layer import Layer


class Tower(Layer):
    r"""A layer of several storeys, each with a state of its own.

    A subclass gives the pieces of storey n (`_storey_pieces`), the state of one storey
    (`state_names`), and the step and the step backwards through all storeys. Names are
    "0.W_f", "1.W_f", …; the state is a tuple of the storeys' states, as in `Stacked`.
    """

    state_names = ("h", "C")

    def __init__(self, input_size, hidden_size, *, layers=2, **options):
        self.layers = check_size(layers, "layers")
        super().__init__(input_size, hidden_size, **options)

    def _pieces(self):
        return {
            f"{n}.{name}": shape
            for n in range(self.layers)
            for name, shape in self._storey_pieces(n).items()
        }

    def _storey(self, n):
        """The parameters of one storey by their short names."""
        start = f"{n}."
        return {
            k[len(start) :]: p for k, p in self.params.items() if k.startswith(start)
        }

    def _open(self, state, B, name):
        shapes = self._state_shapes(B)
        if state is None:
            state = (None,) * self.layers
        if not isinstance(state, (tuple, list)) or len(state) != self.layers:
            raise ValueError(
                f"{name} does not fit; give a tuple of {self.layers} states, one for "
                f"each layer, each a tuple ({', '.join(shapes)}) of shape "
                f"{(B, self.hidden_size)}."
            )
        parts = (check_state(part, shapes, self.dtype, name) for part in state)
        return sum(parts, ())

    def _close(self, parts, name):
        size = len(self.state_names)
        return tuple(
            tuple(parts[n : n + size]) for n in range(0, size * self.layers, size)
        )
