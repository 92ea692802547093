r"""Attention: look back at everything, instead of carrying everything along."""

from lstm_src.attention.attention import (
    AdditiveAttention,
    Attention,
    ConcatAttention,
    DotAttention,
    GeneralAttention,
    ScaledDotProductAttention,
)
from lstm_src.attention.block import SelfAttentionBlock
from lstm_src.attention.masks import causal_mask, padding_mask
from lstm_src.attention.multihead import MultiHeadAttention

__all__ = [
    "AdditiveAttention",
    "Attention",
    "ConcatAttention",
    "DotAttention",
    "GeneralAttention",
    "MultiHeadAttention",
    "ScaledDotProductAttention",
    "SelfAttentionBlock",
    "causal_mask",
    "padding_mask",
]
