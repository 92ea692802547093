r"""Cells unrolled through time: the layers that models are built of."""

from lstm_src.layers.bidirectional import Bidirectional
from lstm_src.layers.gru import GRU
from lstm_src.layers.layer import Layer
from lstm_src.layers.lstm import LSTM
from lstm_src.layers.parameters import FlatParameters, flatten
from lstm_src.layers.rnn import RNN
from lstm_src.layers.stacked import Stacked
from lstm_src.layers.variants import CoupledLSTM, GreffLSTM, PeepholeLSTM

__all__ = [
    "Bidirectional",
    "CoupledLSTM",
    "FlatParameters",
    "GRU",
    "GreffLSTM",
    "LSTM",
    "Layer",
    "PeepholeLSTM",
    "RNN",
    "Stacked",
    "flatten",
]
