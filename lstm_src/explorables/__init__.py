"""Things to try: drawings in the page that follow sliders, with no server behind them.

>>> from lstm_src.explorables import ForgetGate
>>> ForgetGate(f=0.5, C_prev=-1.0).slug
'forget-gate'
"""

from lstm_src.explorables.base import Explorable, show_figures_of_boxes
from lstm_src.explorables.forget_gate import ForgetGate

__all__ = ["Explorable", "ForgetGate"]

show_figures_of_boxes()
