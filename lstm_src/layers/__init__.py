r"""Cells unrolled through time: the layers that models are built of."""

from lstm_src.layers.layer import Layer
from lstm_src.layers.lstm import LSTM
from lstm_src.layers.parameters import FlatParameters, flatten
from lstm_src.layers.rnn import RNN

__all__ = ["LSTM", "RNN", "FlatParameters", "Layer", "flatten"]
