r"""A whole made of parts: one flat vector, and names that say which part is meant."""

from lstm_src.layers.parameters import FlatParameters


class Whole(FlatParameters):
    r"""Several parts that share one vector of parameters and one of gradients.

    A subclass sets `self.parts` (name -> part), then calls `super().__init__`; it may
    add pieces of its own by `_own_pieces`. Part `decoder` shows its `W_f` as
    `decoder.W_f`. Its `backward` calls `_fresh_grads` first; then the backward pass of
    each part writes where it belongs.

    >>> import numpy as np
    >>> from lstm_src import RNN
    >>> class Pair(Whole):
    ...     def __init__(self):
    ...         self.parts = {"first": RNN(1, 2, rng=0), "second": RNN(2, 1, rng=1)}
    ...         super().__init__(np.float32)
    >>> pair = Pair()
    >>> list(pair.params), pair.size
    (['first.W', 'first.b', 'second.W', 'second.b'], 12)
    """

    def _own_pieces(self):
        return {}

    def _pieces(self):
        of_parts = {name: (part.size,) for name, part in self.parts.items()}
        return of_parts | self._own_pieces()

    def _name(self, pieces):
        named = {}
        for name, part in self.parts.items():
            inner = part._name(part._split(pieces[name]))
            named |= {f"{name}.{key}": view for key, view in inner.items()}
        return named | {name: pieces[name] for name in self._own_pieces()}

    def _use(self, flat_params, flat_grads):
        super()._use(flat_params, flat_grads)
        grads = self._split(flat_grads)
        for name, part in self.parts.items():
            part.bind(self._param_pieces[name], grads[name])

    def _use_grads(self, flat_grads):
        super()._use_grads(flat_grads)
        grads = self._split(flat_grads)
        for name, part in self.parts.items():
            part._use_grads(grads[name])
