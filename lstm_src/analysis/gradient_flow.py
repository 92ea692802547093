r"""How a gradient travels back: the state's Jacobian, step by step and all the way.

Nothing is differentiated here by hand: a step of the layer itself is sent back once for
every direction of its state, all directions side by side as the rows of a batch.
"""

import copy
from dataclasses import dataclass

import numpy as np

from lstm_src.analysis.holding import check_layer
from lstm_src.analysis.memory import keep_gate
from lstm_src.analysis.surgery import carry


def state_jacobians(layer, x, state=None):
    r"""Differentiate every step's state with respect to the state before it.

    $$J_t[k, j] = \frac{\partial s_t[k]}{\partial s_{t-1}[j]}, \qquad
      s_t = h_t \text{ or } [h_t, C_t]$$

    Args:
        layer: any single layer; in float32 the answer is as exact as that.
        x: (T, B, D) floats or (T, B) integers.
        state: initial state, as for `layer.forward`.

    Returns:
        (T, B, S, S), with S the size of the state: H, or 2H for the LSTM family.

    Raises:
        ValueError: where x or the state does not fit.

    >>> from lstm_src import RNN
    >>> layer = RNN(1, 1, rng=0)
    >>> layer.params["W"][...] = [[0.5, 0.0]]
    >>> state_jacobians(layer, np.zeros((2, 1, 1))).ravel().tolist()
    [0.5, 0.5]
    """
    check_layer(layer)
    probe = copy.deepcopy(layer)  # the layer's last forward pass stays the caller's
    x = np.asarray(x)
    _, final = probe.forward(x, state)  # also checks what came in
    B, H = final[0].shape
    S = H * len(final)
    seeds = np.split(np.tile(np.eye(S), (B, 1)), len(final), axis=1)  # (B·S, H) each
    state = tuple(
        np.repeat(np.zeros((B, H)) if part is None else part, S, axis=0)
        for part in (state or [None] * len(final))
    )
    jacobians = np.empty((len(x), B, S, S), layer.dtype)
    for t, J in enumerate(jacobians):
        _, state = probe.forward(np.repeat(x[t : t + 1], S, axis=1), state)
        _, rows = probe.backward(np.zeros((1, B * S, H)), tuple(seeds))
        J[...] = np.concatenate(rows, axis=1).reshape(B, S, S)
    return jacobians


def jacobian_products(jacobians):
    r"""Multiply Jacobians up: how the state at each step depends on the first.

    $$\frac{\partial s_t}{\partial s_0} = J_t \, J_{t-1} \cdots J_1$$

    Args:
        jacobians: (T, B, S, S).

    Returns:
        (T, B, S, S) in float64.

    Raises:
        ValueError: where a product overflows.

    >>> jacobian_products(np.full((3, 1, 1, 1), 0.5)).ravel().tolist()
    [0.5, 0.25, 0.125]
    """
    products = np.array(jacobians, dtype=np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(1, len(products)):
            products[t] = products[t] @ products[t - 1]
    return _finite(products)


def singular_values(matrices):
    r"""Find by how much matrices stretch at most, at least, and in between.

    Args:
        matrices: (..., S, S): Jacobians of steps, or their products.

    Returns:
        (..., S), the largest first. Of a product, those below about 1e-16 of the
        largest are rounding.

    Raises:
        ValueError: where an entry is NaN or infinite.

    >>> singular_values(np.diag([0.5, -3.0])).tolist()
    [3.0, 0.5]
    """
    return np.linalg.svd(_finite(np.asarray(matrices, np.float64)), compute_uv=False)


@dataclass(frozen=True)
class Flow:
    r"""How the last state of the belt depends on the belt at each step.

    Index t belongs to the state after reading x[t], as in a trace. The belt is C, or h
    for cells without C.

    Attributes:
        full: (T, B, H, H), $\partial C_T / \partial C_t$ over every path.
        direct: (T, B, H), the diagonal of the path along the belt alone,
            $\prod_{k > t} f_k$: 1 at the last step, and 0 before it in an RNN, which
            has no belt.
    """

    full: np.ndarray
    direct: np.ndarray

    @property
    def rest(self):
        """(T, B, H, H): what comes over gates and hidden states, full less direct."""
        return self.full - self.direct[..., None] * np.eye(self.direct.shape[-1])

    def norms(self):
        r"""Largest stretch over each path, at each step.

        Returns:
            Dict "full", "direct", "rest" -> spectral norms (T, B). They need not add
            up: paths may cancel.
        """
        return {
            "full": singular_values(self.full)[..., 0],
            "direct": np.abs(self.direct).max(axis=-1),
            "rest": singular_values(self.rest)[..., 0],
        }


def gradient_flow(layer, x, state=None):
    r"""Split the gradient of the last state into the belt's own path and the rest.

    $$\frac{\partial C_T}{\partial C_t} =
      \underbrace{\textstyle\prod_{k=t+1}^{T} \operatorname{diag}(f_k)}_{\text{direct}}
      \; + \; \text{all paths that leave the belt through } h \text{ and the gates}$$

    The left side is the total derivative: when $C_t$ moves, so does
    $h_t = o_t \circ \tanh C_t$, and with it every later gate.

    Args:
        layer: any single layer: LSTM family (C), GRU or RNN (h, with $1 - z$ or
            nothing as the direct path).
        x: (T, B, D) floats or (T, B) integers.
        state: initial state, as for `layer.forward`.

    Returns:
        A `Flow`.

    Raises:
        ValueError: where x or the state does not fit, the gradient overflows, or the
            layer's state has further parts.

    >>> from lstm_src import LSTM
    >>> flow = gradient_flow(LSTM(1, 1, rng=0), np.ones((3, 1, 1)))
    >>> flow.full[-1].tolist(), flow.direct[-1].tolist()
    ([[[1.0]]], [[1.0]])
    """
    check_layer(layer)
    if layer.state_names not in (("h",), ("h", "C")):
        raise ValueError(
            f"the state of this {type(layer).__name__} is {layer.state_names}; a flow "
            "is known for (h,) and (h, C), Jacobians for all."
        )
    jacobians = state_jacobians(layer, x, state).astype(np.float64)
    x = np.asarray(x)
    trace = layer.trace(x, state)
    T, B, H = trace["h"].shape
    belt = slice(-H, None)  # the last part of the state: C, or h where there is no C

    # Row k of G_t says how C_T[k] depends on all of s_t.
    G = np.zeros((T, B, H, jacobians.shape[-1]))
    G[-1, :, :, belt] = np.eye(H)
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(T - 1, 0, -1):
            G[t - 1] = G[t] @ jacobians[t]
    full = _finite(G)[..., belt].copy()
    if "C" in layer.state_names:
        full += G[..., :H] @ _shown_by_belt(layer, x, trace, state)

    direct = np.zeros((T, B, H))
    direct[-1] = 1
    kept = keep_gate(trace)
    if kept is not None:
        for t in range(T - 1, 0, -1):
            direct[t - 1] = direct[t] * kept[t]
    return Flow(full, direct)


def _shown_by_belt(layer, x, trace, state):
    r"""$\partial h_t / \partial C_t$ while $h_{t-1}$ and $x_t$ stay: (T, B, H, H).

    A copy of the layer whose belt carries $C$ unchanged is given $C_t$ itself to carry:
    then all that is left between the state before the step and h is the output gate.
    """
    T, B, H = trace["h"].shape
    first = np.zeros((1, B, H)) if state is None or state[0] is None else [state[0]]
    h_prev = np.concatenate([first, trace["h"][:-1]])
    # Every step is a sequence of its own: one batch of T·B rows.
    rows = [part.reshape(T * B, H) for part in (h_prev, trace["C"])]
    one_step = x.reshape(1, T * B, *x.shape[2:])
    J = state_jacobians(carry(layer), one_step, tuple(rows))  # (1, T·B, S, S)
    return J[0, :, :H, -H:].reshape(T, B, H, H)


def _finite(values):
    if not np.isfinite(values).all():
        raise ValueError(
            "the product of Jacobians overflows: this gradient explodes; look at a "
            "shorter sequence, or at the Jacobians of single steps."
        )
    return values
