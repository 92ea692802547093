r"""LSTM networks in plain NumPy: the package that every chapter of the book imports."""

from lstm_src import cells, gradcheck, numerics
from lstm_src.layers import (
    GRU,
    LSTM,
    RNN,
    Bidirectional,
    CoupledLSTM,
    GreffLSTM,
    PeepholeLSTM,
    Stacked,
    flatten,
)

__all__ = [
    "Bidirectional",
    "CoupledLSTM",
    "GRU",
    "GreffLSTM",
    "LSTM",
    "PeepholeLSTM",
    "RNN",
    "Stacked",
    "cells",
    "flatten",
    "gradcheck",
    "numerics",
]
__version__ = "0.1.0"
