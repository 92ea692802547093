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
from lstm_src.language_model import LanguageModel
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
from lstm_src.training import (
    SGD,
    Adagrad,
    Adam,
    AdamW,
    EarlyStopping,
    Model,
    Readout,
    RMSprop,
    Trainer,
    clip_by_norm,
    clip_by_value,
    fit,
)

__all__ = [
    "Adagrad",
    "Adam",
    "AdamW",
    "AdditiveAttention",
    "Bidirectional",
    "Captioner",
    "ConcatAttention",
    "CoupledLSTM",
    "DotAttention",
    "EarlyStopping",
    "GRU",
    "GeneralAttention",
    "GreffLSTM",
    "LSTM",
    "LanguageModel",
    "Model",
    "MultiHeadAttention",
    "PeepholeLSTM",
    "RMSprop",
    "RNN",
    "Readout",
    "SGD",
    "ScaledDotProductAttention",
    "SelfAttentionBlock",
    "Seq2Seq",
    "Stacked",
    "Trainer",
    "causal_mask",
    "cells",
    "clip_by_norm",
    "clip_by_value",
    "fit",
    "flatten",
    "gradcheck",
    "numerics",
    "padding_mask",
]
__version__ = "0.1.0"
