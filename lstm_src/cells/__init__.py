r"""One cell a file: the step as its equations read, and the step backwards.

Every step has one pattern: inputs and state in, new state and a cache out; the
backward step takes the gradients of the new state and that cache, and returns
dx, the gradients of the old state, and grads keyed like `params`.
"""

from lstm_src.cells.clockwork import clockwork_step, clockwork_step_backward
from lstm_src.cells.coupled import coupled_step, coupled_step_backward
from lstm_src.cells.depth_gated import depth_gated_step, depth_gated_step_backward
from lstm_src.cells.fgr import fgr_step, fgr_step_backward
from lstm_src.cells.greff import greff_step, greff_step_backward
from lstm_src.cells.grid import grid_step, grid_step_backward
from lstm_src.cells.gru import gru_step, gru_step_backward
from lstm_src.cells.lstm import lstm_step, lstm_step_backward
from lstm_src.cells.lstm1997 import lstm1997_step, lstm1997_step_backward
from lstm_src.cells.mut import mut1_step, mut2_step, mut3_step, mut_step_backward
from lstm_src.cells.peephole import peephole_step, peephole_step_backward
from lstm_src.cells.rnn import rnn_step, rnn_step_backward
from lstm_src.cells.slstm import slstm_step, slstm_step_backward

__all__ = [
    "clockwork_step",
    "clockwork_step_backward",
    "coupled_step",
    "coupled_step_backward",
    "depth_gated_step",
    "depth_gated_step_backward",
    "fgr_step",
    "fgr_step_backward",
    "greff_step",
    "greff_step_backward",
    "grid_step",
    "grid_step_backward",
    "gru_step",
    "gru_step_backward",
    "lstm1997_step",
    "lstm1997_step_backward",
    "lstm_step",
    "lstm_step_backward",
    "mut1_step",
    "mut2_step",
    "mut3_step",
    "mut_step_backward",
    "peephole_step",
    "peephole_step_backward",
    "rnn_step",
    "rnn_step_backward",
    "slstm_step",
    "slstm_step_backward",
]
