"""Gate puzzles: five rides of the belt to be programmed with its gates."""

import traitlets

from lstm_src.explorables.base import Bounded
from lstm_src.explorables.esm import load_esm
from lstm_src.explorables.gate_rows import GateRows, Row, Step

STEPS = 8
OPEN, SHUT = [1.0] * STEPS, [0.0] * STEPS


def _at(*places: tuple[int, float]) -> list[float]:
    return [dict(places).get(t, 0.0) for t in range(1, STEPS + 1)]


# Each level: what is asked, the candidates, and gates f and i of one way to do it. A
# level is known by its candidates: no two may have the same.
LEVELS = [
    {
        "goal": "Catch the parcel of step 3 and carry it to the end.",
        "C_tilde": [0.4, -0.7, 0.9, -0.3, 0.6, -0.8, 0.2, -0.5],
        "f": OPEN,
        "i": _at((3, 1.0)),
    },
    {
        "goal": "Catch the parcel of step 2, carry it, and let it go at step 7.",
        "C_tilde": [-0.6, 0.8, 0.5, -0.9, 0.3, 0.7, -0.4, 0.6],
        "f": [1.0] * 6 + [0.0, 1.0],
        "i": _at((2, 1.0)),
    },
    {
        "goal": "Count: half a unit more at every other step, to +2.",
        "C_tilde": [0.5] * STEPS,
        "f": OPEN,
        "i": [1.0, 0.0] * (STEPS // 2),
    },
    {
        "goal": "Let half of it go at every step, and replace it at step 6.",
        "C_tilde": [1.0, -0.4, 0.6, 0.3, -0.7, -0.9, 0.5, 0.8],
        "f": [0.5] * 5 + [0.0, 0.5, 0.5],
        "i": _at((1, 1.0), (6, 1.0)),
    },
    {
        "goal": "The forget gate is stuck open, as in 1997. Come back to zero.",
        "C_tilde": [0.7, 0.3, -0.2, -0.6, 0.8, -0.9, 0.5, -1.0],
        "f": OPEN,
        "i": _at((1, 1.0), (4, 0.5), (5, 0.75), (8, 1.0)),
        "stuck": True,
    },
]


class GatePuzzles(GateRows):
    r"""Eight steps of a belt, and a ride of $C$ that the gates are to bring about.

    Attributes:
        level: which puzzle, 1 to 5; a new level begins with its gates shut.
        f: the forget gates, eight numbers in [0, 1]; stuck at 1 in level 5.
        i: the input gates, eight numbers in [0, 1].
        C_tilde: the candidates; each level brings its own.
        t: the step at which `f_now` and `i_now` stand, 1 to 8.
        f_now: the forget gate of step `t`; setting it writes into `f`.
        i_now: the input gate of step `t`; setting it writes into `i`.
        levels: the puzzles, for the page.

    >>> puzzle = GatePuzzles(level=3)
    >>> puzzle.C_tilde == [0.5] * 8, puzzle.f == puzzle.i == [0.0] * 8
    (True, True)
    """

    slug = "gate-puzzles"
    _esm = load_esm("cells.js", "svg.js", "kit.js", "gate_rows.js", "gate_puzzles.js")

    f = Row(tuple(SHUT), 0, 1)
    i = Row(tuple(SHUT), 0, 1)
    C_tilde = Row(tuple(LEVELS[0]["C_tilde"]), -1, 1)
    t = Step(1)
    level = Bounded(1, 1, len(LEVELS), whole=True)
    levels = traitlets.List(LEVELS, read_only=True).tag(sync=True)

    def __init__(self, **settings):
        for name in ("C_tilde", "levels"):
            if name in settings:
                raise TypeError(
                    f"{name} of GatePuzzles comes with the level; give level=1 to "
                    f"{len(LEVELS)}."
                )
        level = LEVELS[self._checked("level", settings.get("level", 1)) - 1]
        settings["C_tilde"] = level["C_tilde"]
        if "stuck" in level:
            settings |= {"f": OPEN, "f_now": 1.0}
        super().__init__(**settings)
        self.observe(self._load_level, names="level")

    def _load_level(self, change):
        level = LEVELS[change.new - 1]
        if self.C_tilde != level["C_tilde"]:  # else the page has done it already
            with self.hold_trait_notifications():
                self.C_tilde = level["C_tilde"]
                self.i, self.f = SHUT, OPEN if "stuck" in level else SHUT

    def _keep_in_step(self, change):
        super()._keep_in_step(change)
        if "stuck" in LEVELS[self.level - 1] and self.f != OPEN:
            self.f = OPEN

    def __repr__(self):
        return f"GatePuzzles(level={self.level}, f={self.f}, i={self.i}, t={self.t})"
