"""Things to try: drawings in the page that follow sliders, with no server behind them.

>>> from lstm_src.explorables import ForgetGate
>>> ForgetGate(f=0.5, C_prev=-1.0).slug
'forget-gate'
"""

from lstm_src.explorables.attention_lens import AttentionLens
from lstm_src.explorables.base import Explorable, show_figures_of_boxes
from lstm_src.explorables.cell_update import CellUpdate
from lstm_src.explorables.conveyor_belt import ConveyorBelt
from lstm_src.explorables.forget_gate import ForgetGate
from lstm_src.explorables.gap_dial import GapDial
from lstm_src.explorables.gate_puzzles import GatePuzzles
from lstm_src.explorables.gradient_xray import GradientXray
from lstm_src.explorables.half_life import HalfLife
from lstm_src.explorables.input_gate import InputGate
from lstm_src.explorables.output_gate import OutputGate
from lstm_src.explorables.read_your_text import ReadYourText
from lstm_src.explorables.training_race import LiveTraining
from lstm_src.explorables.vanishing import Vanishing
from lstm_src.explorables.variant_switch import VariantSwitch
from lstm_src.explorables.whole_cell import WholeCell

__all__ = [
    "AttentionLens",
    "CellUpdate",
    "ConveyorBelt",
    "Explorable",
    "ForgetGate",
    "GapDial",
    "GatePuzzles",
    "GradientXray",
    "HalfLife",
    "InputGate",
    "LiveTraining",
    "OutputGate",
    "ReadYourText",
    "Vanishing",
    "VariantSwitch",
    "WholeCell",
]

show_figures_of_boxes()
