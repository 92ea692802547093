"""The conveyor belt over many steps: paint the gates, follow a parcel."""

from lstm_src.explorables.esm import load_esm
from lstm_src.explorables.gate_rows import GateRows, Row, Step

REPLACE_AT_8 = {  # one parcel falls at step 2, another takes its place at step 8
    "f": (0.95,) * 7 + (0.1,) + (0.95,) * 4,
    "i": (0.2, 0.95) + (0.2,) * 5 + (0.95,) + (0.2,) * 4,
    "C_tilde": (0.3, 0.9, -0.4, 0.2, -0.2, 0.2, -0.3, -0.9, 0.3, -0.1, 0.2, -0.2),
}


class ConveyorBelt(GateRows):
    r"""Twelve steps (or 2 to 24) of $C_t = f_t\,C_{t-1} + i_t\,\tilde C_t$, $C_0 = 0$.

    Attributes:
        steps: T, the length of every row; fixed when the view is made.
        f: the forget gates, T numbers in [0, 1].
        i: the input gates, T numbers in [0, 1].
        C_tilde: the candidates, T numbers in [-1, 1].
        t: the step at which `f_now` and `i_now` stand, 1 to T.
        f_now: the forget gate of step `t`; setting it writes into `f`.
        i_now: the input gate of step `t`; setting it writes into `i`.
        follow: the step whose parcel is followed to the end, 1 to T.

    >>> belt = ConveyorBelt(f=[1, 0.5], i=[1, 0], C_tilde=[0.8, 0.3])
    >>> belt.t, belt.f_now
    (2, 0.5)
    >>> belt.f_now = 0.25
    >>> belt.f
    [1.0, 0.25]
    """

    slug = "conveyor-belt"
    _esm = load_esm("cells.js", "svg.js", "kit.js", "gate_rows.js", "conveyor_belt.js")

    f = Row(REPLACE_AT_8["f"], 0, 1)
    i = Row(REPLACE_AT_8["i"], 0, 1)
    C_tilde = Row(REPLACE_AT_8["C_tilde"], -1, 1)
    t = Step(2)
    follow = Step(2)
