r"""LSTM networks in plain NumPy: the package that every chapter of the book imports."""

from lstm_src import cells, gradcheck, numerics
from lstm_src.attention import (
    AdditiveAttention,
    ConcatAttention,
    DotAttention,
    GeneralAttention,
    MultiHeadAttention,
    ScaledDotProductAttention,
    SelfAttentionBlock,
    causal_mask,
    padding_mask,
)
from lstm_src.captioning import Captioner
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
from lstm_src.seq2seq import Seq2Seq

__all__ = [
    "AdditiveAttention",
    "Bidirectional",
    "Captioner",
    "ConcatAttention",
    "CoupledLSTM",
    "DotAttention",
    "GRU",
    "GeneralAttention",
    "GreffLSTM",
    "LSTM",
    "MultiHeadAttention",
    "PeepholeLSTM",
    "RNN",
    "ScaledDotProductAttention",
    "SelfAttentionBlock",
    "Seq2Seq",
    "Stacked",
    "causal_mask",
    "cells",
    "flatten",
    "gradcheck",
    "numerics",
    "padding_mask",
]
__version__ = "0.1.0"
