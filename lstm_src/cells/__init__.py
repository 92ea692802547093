r"""One cell a file: the step as its equations read, and the step backwards.

Every step has one pattern: inputs and state in, new state and a cache out; the
backward step takes the gradients of the new state and that cache, and returns
dx, the gradients of the old state, and grads keyed like `params`.
"""

from lstm_src.cells.lstm import lstm_step, lstm_step_backward
from lstm_src.cells.rnn import rnn_step, rnn_step_backward

__all__ = ["lstm_step", "lstm_step_backward", "rnn_step", "rnn_step_backward"]
