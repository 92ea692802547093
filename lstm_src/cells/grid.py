r"""A block of a two-dimensional grid LSTM: one belt along time, another along depth."""

import numpy as np

from lstm_src.numerics import sigmoid

SIDES = ("time", "depth")


def grid_step(h_time, m_time, h_depth, m_depth, params, form="paper", priority=False):
    r"""Pass one block: two LSTMs read the same two hidden states.

    For each of the two sides, with its own weights and its own memory m:

    $$\begin{aligned}
    H &= [h^{time}, h^{depth}] \\
    u &= \sigma(W_u H), \quad f = \sigma(W_f H), \quad o = \sigma(W_o H), \quad
      c = \tanh(W_c H) \\
    m' &= f \circ m + u \circ c \\
    h' &= \tanh(o \circ m') \quad \text{(form "paper")}, \qquad
      h' = o \circ \tanh(m') \quad \text{(form "standard")}
    \end{aligned}$$

    Args:
        h_time: hidden state from the step before, (B, H).
        m_time: memory from the step before, (B, H).
        h_depth: hidden state from the layer below, (B, H).
        m_depth: memory from the layer below, (B, H).
        params: `time.W_u time.W_f time.W_o time.W_c` and the same for `depth`,
            each (H, 2H).
        form: "paper" or "standard".
        priority: whether the depth side waits, and reads the new hidden state of the
            time side.

    Returns:
        The new h_time, m_time, h_depth and m_depth, each (B, H), and the cache that
        `grid_step_backward` needs.

    Source: Kalchbrenner, Danihelka and Graves, arXiv:1507.01526. The paper itself was
    not at hand: the form "paper" is as two readers of it wrote it down.

    >>> params = {f"{s}.W_{k}": np.zeros((1, 2)) for s in SIDES for k in "ufoc"}
    >>> one = np.ones((1, 1))
    >>> h_t, m_t, h_d, m_d, cache = grid_step(one, 2 * one, one, 4 * one, params)
    >>> m_t.tolist(), m_d.tolist()  # all gates are 1/2
    ([[1.0]], [[2.0]])
    """
    h, m = {"time": h_time, "depth": h_depth}, {"time": m_time, "depth": m_depth}
    cache = {"form": form, "priority": priority, "params": params}
    new_h, new_m = {}, {}
    for side in SIDES:
        first = new_h["time"] if side == "depth" and priority else h["time"]
        H = np.concatenate([first, h["depth"]], axis=-1)  # (B, 2H)
        u, f, o = (sigmoid(H @ params[f"{side}.W_{k}"].T) for k in "ufo")  # (B, H)
        c = np.tanh(H @ params[f"{side}.W_c"].T)
        new_m[side] = f * m[side] + u * c
        if form == "paper":
            new_h[side] = np.tanh(o * new_m[side])
        else:
            new_h[side] = o * np.tanh(new_m[side])
        seen = {"H": H, "u": u, "f": f, "o": o, "c": c, "m_prev": m[side]}
        seen |= {"m": new_m[side], "h": new_h[side]}
        cache |= {f"{side}.{k}": values for k, values in seen.items()}
    return new_h["time"], new_m["time"], new_h["depth"], new_m["depth"], cache


def grid_step_backward(dh_time, dm_time, dh_depth, dm_depth, cache):
    r"""Send the gradient of one block back, to the step before and the layer below.

    In the form "paper", with $e = dh' \circ (1 - h'^2)$:

    $$dm' \mathrel{+}= e \circ o, \qquad do = e \circ m', \qquad dm = dm' \circ f$$

    Args:
        dh_time: gradient with respect to the new h_time, (B, H).
        dm_time: the same for m_time.
        dh_depth: the same for h_depth.
        dm_depth: the same for m_depth.
        cache: from `grid_step`.

    Returns:
        The gradients with respect to the old h_time, m_time, h_depth and m_depth, each
        (B, H), and grads with the keys and shapes of `params`.

    >>> params = {f"{s}.W_{k}": np.zeros((1, 2)) for s in SIDES for k in "ufoc"}
    >>> one, zero = np.ones((1, 1)), np.zeros((1, 1))
    >>> *_, cache = grid_step(one, one, one, one, params)
    >>> back = grid_step_backward(zero, one, zero, 2 * one, cache)
    >>> [d.tolist() for d in back[:4]]  # the memories' share is f = 1/2
    [[[0.0]], [[0.5]], [[0.0]], [[1.0]]]
    """
    params, width = cache["params"], dh_time.shape[-1]
    dh, dm = {"time": dh_time, "depth": dh_depth}, {"time": dm_time, "depth": dm_depth}
    dh_prev, dm_prev, grads = {"time": 0, "depth": 0}, {}, {}
    for side in reversed(SIDES):
        u, f, o, c, m = (cache[f"{side}.{k}"] for k in "ufocm")
        if cache["form"] == "paper":
            e = dh[side] * (1 - cache[f"{side}.h"] ** 2)  # (B, H)
            d_o, d_m = e * m, dm[side] + e * o
        else:
            tanh_m = np.tanh(m)
            d_o, d_m = dh[side] * tanh_m, dm[side] + dh[side] * o * (1 - tanh_m**2)
        da = {"u": d_m * c * u * (1 - u), "o": d_o * o * (1 - o)}
        da["f"] = d_m * cache[f"{side}.m_prev"] * f * (1 - f)
        da["c"] = d_m * u * (1 - c**2)
        dm_prev[side] = d_m * f

        grads |= {f"{side}.W_{k}": da[k].T @ cache[f"{side}.H"] for k in da}  # (H, 2H)
        dH = sum(da[k] @ params[f"{side}.W_{k}"] for k in da)  # (B, 2H)
        dh_prev["depth"] = dh_prev["depth"] + dH[:, width:]
        if side == "depth" and cache["priority"]:
            dh["time"] = dh["time"] + dH[:, :width]
        else:
            dh_prev["time"] = dh_prev["time"] + dH[:, :width]
    return dh_prev["time"], dm_prev["time"], dh_prev["depth"], dm_prev["depth"], grads
