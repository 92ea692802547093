"""What happens inside a network: traces, half-lives, gradient flow, ablation."""

from lstm_src.analysis.memory import half_life

__all__ = ["half_life"]
