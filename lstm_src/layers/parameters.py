r"""Named parameters that all live in one flat vector.

An optimiser wants one long vector, a reader wants `W_f`. Both look at the same memory:
the names are views of the vector.
"""

from collections.abc import Mapping
from math import prod

import numpy as np

from lstm_src.layers.memory import aligned


class NamedArrays(Mapping):
    r"""A mapping whose arrays can be written to, but not exchanged for others.

    >>> named = NamedArrays({"b": np.zeros(2)})
    >>> named["b"][...] = 1.0
    >>> named["b"].tolist()
    [1.0, 1.0]
    >>> named["b"] = np.ones(2)
    Traceback (most recent call last):
    ...
    TypeError: 'b' cannot be rebound; write into it instead: params['b'][...] = values.
    """

    def __init__(self, arrays):
        self._arrays = dict(arrays)

    def __getitem__(self, name):
        return self._arrays[name]

    def __iter__(self):
        return iter(self._arrays)

    def __len__(self):
        return len(self._arrays)

    def __setitem__(self, name, value):
        # `params["b"] *= 2` ends in an assignment of the very same array: allow it.
        if value is not self._arrays.get(name):
            raise TypeError(
                f"{name!r} cannot be rebound; write into it instead: "
                f"params[{name!r}][...] = values."
            )

    def __repr__(self):
        shapes = ", ".join(f"{name} {a.shape}" for name, a in self._arrays.items())
        return f"NamedArrays({shapes})"


class FlatParameters:
    r"""Anything with parameters and gradients, each in one contiguous flat vector.

    A subclass says which pieces it needs (`_pieces`: name -> shape, in order) and which
    names it shows to the world (`_name`: pieces -> name -> view). It then has

    - `size`: how many numbers its parameters are;
    - `flat_params`, `flat_grads`: two contiguous vectors of that length;
    - `params`, `grads`: read-only mappings of writable views of those vectors;
    - `bind(flat_params, flat_grads)`: move into vectors that somebody else owns.

    Left alone, it makes a fresh `flat_grads` for each backward pass, so that gradients
    taken earlier stay as they were. Once bound, it writes where it was told to. To
    train several parts with one optimiser, lay them out with `flatten`.
    """

    def __init__(self, dtype):
        self.dtype = np.dtype(dtype)
        if self.dtype not in (np.float32, np.float64):
            raise ValueError(f"dtype is {dtype}; choose np.float32 or np.float64.")
        self.size = sum(prod(shape) for shape in self._pieces().values())
        self._bound = False
        self._use(*(aligned((self.size,), self.dtype) for _ in range(2)))

    @property
    def params(self):
        """Read-only mapping: name -> writable array."""
        return self._params

    @property
    def grads(self):
        """The same keys and shapes as `params`: gradients of the last backward pass."""
        if self._grads is None:
            self._grads = NamedArrays(self._name(self._grad_pieces))
        return self._grads

    def bind(self, flat_params, flat_grads):
        """Move the parameters into `flat_params`, and write gradients to `flat_grads`.

        Arrays taken from `params` or `grads` before belong to the old storage.

        Args:
            flat_params: contiguous vector (size,) of this part's dtype.
            flat_grads: another of the same kind.

        Raises:
            ValueError: where a vector has another length, dtype or layout.
        """
        for name, flat in (("flat_params", flat_params), ("flat_grads", flat_grads)):
            fits = flat.shape == (self.size,) and flat.dtype == self.dtype
            if not (fits and flat.flags.c_contiguous and flat.flags.writeable):
                raise ValueError(
                    f"{name} has shape {flat.shape} and dtype {flat.dtype}; give a "
                    f"contiguous, writable vector of {self.size} {self.dtype} numbers."
                )
        flat_params[...] = self.flat_params
        flat_grads[...] = 0
        self._bound = True
        self._use(flat_params, flat_grads)

    def _use(self, flat_params, flat_grads):
        self.flat_params = flat_params
        self._param_pieces = self._split(flat_params)
        self._params = NamedArrays(self._name(self._param_pieces))
        self._use_grads(flat_grads)

    def _use_grads(self, flat_grads):
        self.flat_grads = flat_grads
        self._grad_pieces = self._split(flat_grads)
        self._grads = None  # named on demand: most training steps never ask

    def _fresh_grads(self):
        """Storage for the next gradients, split into pieces; its contents are stale."""
        if not self._bound:
            self._use_grads(np.empty(self.size, self.dtype))
        return self._grad_pieces

    def _split(self, flat):
        """Cut a flat vector into this part's pieces, as views."""
        pieces, start = {}, 0
        for name, shape in self._pieces().items():
            stop = start + prod(shape)
            pieces[name] = flat[start:stop].reshape(shape)
            start = stop
        return pieces

    def __getstate__(self):
        # Views would come back as copies; the vector alone is enough to rebuild them.
        views = {"_params", "_grads", "_param_pieces", "_grad_pieces", "flat_grads"}
        forget = views | {"_tape", "_held"}
        state = {k: v for k, v in self.__dict__.items() if k not in forget}
        return state | {"flat_params": self.flat_params.copy(), "_bound": False}

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._use(self.flat_params, np.zeros_like(self.flat_params))


def flatten(*parts):
    r"""Lay several parts end to end in one vector of parameters and one of gradients.

    Args:
        parts: layers and heads, all of one dtype.

    Returns:
        flat_params and flat_grads; slices of them are the parts' own from now on.

    Raises:
        ValueError: where the parts have different dtypes.

    >>> from lstm_src import RNN
    >>> first, second = RNN(1, 2, rng=0), RNN(2, 1, rng=1)
    >>> flat_params, flat_grads = flatten(first, second)
    >>> flat_params[:] = 0.5
    >>> second.params["W"].tolist()
    [[0.5, 0.5, 0.5]]
    """
    dtypes = {part.dtype for part in parts}
    if len(dtypes) != 1:
        raise ValueError(
            f"the parts have dtypes {sorted(map(str, dtypes))}; make them all alike."
        )
    size = sum(part.size for part in parts)
    flat_params, flat_grads = (aligned((size,), *dtypes) for _ in range(2))
    start = 0
    for part in parts:
        stop = start + part.size
        part.bind(flat_params[start:stop], flat_grads[start:stop])
        start = stop
    return flat_params, flat_grads
