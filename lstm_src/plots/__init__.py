r"""Figures of the book: arrays in, a Matplotlib Axes and its alternative text out.

Every function returns `ax, alt`; `alt` says in words and numbers what can be seen, for
whoever cannot see it. The look is that of the explorables: direct labels instead of
legends, letters and line styles beside colours, type of one size.
"""

from lstm_src.plots.gradients import gradient_norms
from lstm_src.plots.over_text import cell_evolution, gate_heatmap
from lstm_src.plots.training import training_curves

__all__ = [
    "cell_evolution",
    "gate_heatmap",
    "gradient_norms",
    "training_curves",
]
