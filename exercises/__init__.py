"""Exercises that answer back: a check says which mistake was made.

In a notebook, `check("forget-gate", my_function)`; at a terminal,
`python -m exercises list`.

To add exercise NN, in three steps:

1. `exercises/exNN_name.py`: the stub, and three hints under `[name]` in `hints.toml`;
2. `exercises/solutions/exNN_name.py`: the same function, solved;
3. `exercises/checks/exNN_name.py`: `function`, `returns`, `cases()` and `mistakes`.

The tests find it by its file name and plant every mistake in the solution.
"""

from exercises.engine import Verdict, check

__all__ = ["Verdict", "check", "explore"]


def explore(step, seed=0):
    """Run three experiments with your own `lstm_step`; see `exercises.own_cell`."""
    from exercises import own_cell  # Matplotlib is imported where it is used

    return own_cell.explore(step, seed)
