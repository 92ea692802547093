r"""What all optimisers share."""

import numpy as np


class Optimizer:
    r"""What all optimisers share: a learning rate, a step, a state that can be saved.

    Args:
        learning_rate: $\eta$, above 0; it may be changed between steps.
        weight_decay: $\lambda$, 0 or more.

    Raises:
        ValueError: where a setting is out of range.
    """

    memories = ()  # names of the vectors that an optimiser keeps, all starting at 0

    def __init__(self, learning_rate, weight_decay=0.0):
        check_setting("learning_rate", learning_rate, learning_rate > 0, "above 0")
        check_setting("weight_decay", weight_decay, weight_decay >= 0, "0 or more")
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.steps = 0
        self._size = None

    def step(self, params, grads):
        r"""Update `params` by one step, in place.

        Args:
            params: flat vector of floats.
            grads: the gradient of the loss, same shape; it is left as it is.

        Raises:
            ValueError: where the shapes differ, or differ from the step before.
        """
        if self._size is None:
            self._remember(params)
        if params.shape != grads.shape or params.size != self._size:
            raise ValueError(
                f"params has shape {params.shape}, grads {grads.shape}; "
                f"give two flat vectors of {self._size} numbers."
            )
        self.steps += 1
        if self.weight_decay:
            grads = self._decay(params, grads)
        self._update(params, grads)

    def get_state(self):
        """Hand out what a checkpoint needs: the step count and copies of memories."""
        kept = (
            {} if self._size is None else {n: getattr(self, n) for n in self.memories}
        )
        return {"steps": self.steps, **{n: array.copy() for n, array in kept.items()}}

    def set_state(self, state):
        """Go back to where `get_state` was asked.

        Raises:
            ValueError: where the state belongs to another kind of optimiser.
        """
        names = set(state) - {"steps"}
        if names not in (set(), set(self.memories)):
            raise ValueError(
                f"this state holds {sorted(names)}; {type(self).__name__} keeps "
                f"{sorted(self.memories)}: restore it into the same kind of optimiser."
            )
        self.steps = int(state["steps"])
        for name in names:
            self._remember(state[name])
        for name in names:
            getattr(self, name)[...] = state[name]

    def _remember(self, params):
        self._size = params.size
        for name in (*self.memories, "_room", "_decayed"):
            setattr(self, name, np.zeros(params.size, params.dtype))

    def _decay(self, params, grads):
        np.multiply(params, self.weight_decay, out=self._decayed)
        return np.add(self._decayed, grads, out=self._decayed)


def check_setting(name, value, right, wanted):
    r"""Complain about a setting that is not `right`.

    >>> check_setting("momentum", 2, right=False, wanted="in [0, 1)")
    Traceback (most recent call last):
    ...
    ValueError: momentum is 2; it must be in [0, 1).
    """
    if not right:
        raise ValueError(f"{name} is {value}; it must be {wanted}.")
