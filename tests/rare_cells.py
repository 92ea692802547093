"""The rarer cells' steps, and the shapes of what they take."""

from functools import partial

import numpy as np

from lstm_src import cells
from lstm_src.cells.fgr import RECURRENT

B, D, H = 3, 2, 4
LSTM = {f"W_{k}": (H, H + D) for k in "fiCo"} | {f"b_{k}": (H,) for k in "fiCo"}
PEEPHOLE = LSTM | {f"p_{k}": (H,) for k in "fio"}
DEPTH = {"W_xd": (H, D), "w_cd": (H,), "w_ld": (H,), "b_d": (H,)}
GRID = {f"{side}.W_{k}": (H, 2 * H) for side in ("time", "depth") for k in "ufoc"}


def mut(from_input, from_state, width=D):
    shapes = {f"W_x{k}": (H, width) for k in from_input}
    shapes |= {f"W_h{k}": (H, H) for k in from_state}
    return shapes | {f"b_{k}": (H,) for k in "zrh"}


def clockwork(**time):
    return partial(cells.clockwork_step, periods=[1, 2, 2, 3], **time)


BACK = cells.mut_step_backward
# name -> step, step backwards, shapes of params, parts of the state, width of x
RARE = {
    "lstm1997": (
        cells.lstm1997_step,
        cells.lstm1997_step_backward,
        {k: shape for k, shape in LSTM.items() if k[-1] != "f"},
        2,
        D,
    ),
    "fgr": (
        cells.fgr_step,
        cells.fgr_step_backward,
        PEEPHOLE | {k: (H, H) for k in RECURRENT},
        5,
        D,
    ),
    "mut1": (cells.mut1_step, BACK, mut("zrh", "rh"), 1, D),
    "mut1 bare": (cells.mut1_step, BACK, mut("zr", "rh", H), 1, H),
    "mut2": (cells.mut2_step, BACK, mut("zrh", "zrh"), 1, D),
    "mut2 bare": (cells.mut2_step, BACK, mut("zh", "zrh", H), 1, H),
    "mut3": (cells.mut3_step, BACK, mut("zrh", "zrh"), 1, D),
    "depth gated": (
        cells.depth_gated_step,
        cells.depth_gated_step_backward,
        PEEPHOLE | DEPTH,
        3,
        D,
    ),
    "slstm": (cells.slstm_step, cells.slstm_step_backward, LSTM, 4, D),
    "slstm exp": (
        partial(cells.slstm_step, forget="exp"),
        cells.slstm_step_backward,
        LSTM,
        4,
        D,
    ),
}
for t in (0, 1, np.array([2, 3, 4])):
    shapes = {"W": (H, H + D), "b": (H,)}
    step_backward = cells.clockwork_step_backward
    RARE[f"clockwork {t}"] = (clockwork(t=t), step_backward, shapes, 1, D)
for form in ("paper", "standard"):
    for priority in (False, True):
        step = partial(cells.grid_step, form=form, priority=priority)
        name = f"grid {form}" + " priority" * priority
        RARE[name] = (step, cells.grid_step_backward, GRID, 3, H)


def make_rare(name, seed=0):
    """The step, the step backwards, params, a generator, the state, and x."""
    step, step_backward, shapes, parts, width = RARE[name]
    rng = np.random.default_rng(seed)
    params = {k: rng.uniform(-1, 1, shape) for k, shape in shapes.items()}
    state = [rng.standard_normal((B, H)) for _ in range(parts)]
    if name.startswith("slstm"):
        state[2] = 0.5 + np.abs(state[2])  # n counts from 0 upwards
    return step, step_backward, params, rng, state, rng.standard_normal((B, width))
