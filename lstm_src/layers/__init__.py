r"""Cells unrolled through time: the layers that models are built of."""

from lstm_src.layers.bidirectional import Bidirectional
from lstm_src.layers.clockwork import ClockworkRNN
from lstm_src.layers.depth_gated import DepthGatedLSTM
from lstm_src.layers.grid import GridLSTM
from lstm_src.layers.gru import GRU
from lstm_src.layers.layer import Layer
from lstm_src.layers.lstm import LSTM
from lstm_src.layers.lstm1997 import LSTM1997
from lstm_src.layers.mut import MUT1, MUT2, MUT3
from lstm_src.layers.parameters import FlatParameters, flatten
from lstm_src.layers.rnn import RNN
from lstm_src.layers.slstm import SLSTM
from lstm_src.layers.stacked import Stacked
from lstm_src.layers.variants import CoupledLSTM, GreffLSTM, PeepholeLSTM

__all__ = [
    "Bidirectional",
    "ClockworkRNN",
    "CoupledLSTM",
    "DepthGatedLSTM",
    "FlatParameters",
    "GRU",
    "GreffLSTM",
    "GridLSTM",
    "LSTM",
    "LSTM1997",
    "Layer",
    "MUT1",
    "MUT2",
    "MUT3",
    "PeepholeLSTM",
    "RNN",
    "SLSTM",
    "Stacked",
    "flatten",
]
