r"""Weights in the layouts of PyTorch and Keras, and back: the same numbers.

Both libraries keep the part that meets x apart from the part that meets h, and stack
the gates. PyTorch has a row for each unit and gate, Keras a column; in both, z of a GRU
keeps the old state where ours takes the new, so its weights change sign on the way.
"""

import numpy as np

from lstm_src.layers import GRU, LSTM, RNN, Bidirectional, Stacked

TORCH_ORDER = {RNN: " ", LSTM: "ifCo", GRU: "rzh"}
KERAS_ORDER = {RNN: " ", LSTM: "ifCo", GRU: "zrh"}
KINDS = {1: RNN, 3: GRU, 4: LSTM}  # by the number of blocks


def to_pytorch(layer):
    r"""Write a layer's parameters as the `state_dict` of PyTorch's module.

    Args:
        layer: RNN, LSTM, GRU with `reset_after=True`, Bidirectional or Stacked of
            these, with one H throughout.

    Returns:
        Dict from PyTorch's names to new arrays: `weight_ih_l0` (G H, D),
        `weight_hh_l0` (G H, H), `bias_ih_l0` and `bias_hh_l0` (G H,), where G is 1, 4
        or 3. Our one bias goes into `bias_ih`; `bias_hh` is 0, but for a GRU's `b_rh`.

    Raises:
        ValueError: for a layer that PyTorch has not.

    Source: documentation of torch.nn.LSTM and torch.nn.GRU.

    >>> theirs = to_pytorch(LSTM(3, 2, rng=0))
    >>> {name: array.shape for name, array in theirs.items()}["weight_ih_l0"]
    (8, 3)
    >>> theirs["bias_ih_l0"].tolist()  # i, f, g, o, two units each; f starts at 1
    [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    """
    found = {}
    floors = layer.parts.values() if isinstance(layer, Stacked) else [layer]
    for n, floor in enumerate(floors):
        both = isinstance(floor, Bidirectional)
        for part, end in zip(
            floor.parts.values() if both else [floor], ("", "_reverse"), strict=False
        ):
            if isinstance(part, GRU) and not part.reset_after:
                raise ValueError(
                    "PyTorch's GRU resets after the product; this one resets before. "
                    "No relabelling makes them equal: build it with reset_after=True."
                )
            W, b, b_h = _stack(part, TORCH_ORDER)
            H = part.hidden_size
            arrays = W[:, H:], W[:, :H], b, b_h
            names = "weight_ih", "weight_hh", "bias_ih", "bias_hh"
            for name, array in zip(names, arrays, strict=True):
                found[f"{name}_l{n}{end}"] = array.copy()
    return found


def from_pytorch(weights, activation="tanh"):
    r"""Build our layer from the `state_dict` of torch.nn.RNN, LSTM or GRU.

    Args:
        weights: mapping from PyTorch's names to arrays, or to tensors on the CPU.
        activation: "tanh" or "relu", which an RNN's weights do not tell.

    Returns:
        RNN, LSTM or GRU; Bidirectional where names end in `_reverse`; Stacked where
        there is an `_l1`. Its dtype is that of the weights.

    Raises:
        ValueError: for shapes of no such module, or `proj_size`.

    >>> layer = LSTM(3, 2, rng=0)
    >>> same = from_pytorch(to_pytorch(layer))
    >>> bool(np.array_equal(same.params["W_o"], layer.params["W_o"]))
    True
    """
    weights = {name: np.asarray(array) for name, array in weights.items()}
    if any(name.startswith("weight_hr") for name in weights):
        raise ValueError("these weights have proj_size, which lstm_src has not.")
    floors = []
    while f"weight_ih_l{len(floors)}" in weights:
        suffix = f"_l{len(floors)}"
        backwards = suffix + "_reverse"
        both = f"weight_ih{backwards}" in weights
        ends = [suffix, backwards] if both else [suffix]
        parts = [_one_from_pytorch(weights, end, activation) for end in ends]
        floors.append(Bidirectional(*parts) if len(parts) == 2 else parts[0])
    if not floors:
        raise ValueError(
            f"there is no weight_ih_l0 among {sorted(weights)}; give the state_dict "
            "of a torch.nn.RNN, LSTM or GRU."
        )
    return floors[0] if len(floors) == 1 else Stacked(floors)


def to_keras(layer):
    r"""Write a layer's parameters as the list that Keras's `set_weights` takes.

    Args:
        layer: RNN, LSTM or GRU; a GRU's `reset_after` must be Keras's too.

    Returns:
        [kernel (D, G H), recurrent_kernel (H, G H), bias (G H,)], where G is 1, 4 or 3;
        with `reset_after` the bias is (2, 3 H).

    Raises:
        ValueError: for another layer.

    Source: keras/src/layers/rnn/lstm.py and gru.py of Keras 3.

    >>> [array.shape for array in to_keras(GRU(3, 2, rng=0, reset_after=True))]
    [(3, 6), (2, 6), (2, 6)]
    """
    W, b, b_h = _stack(layer, KERAS_ORDER)
    two = isinstance(layer, GRU) and layer.reset_after
    H = layer.hidden_size
    kernels = W[:, H:].T.copy(), W[:, :H].T.copy()
    return [*kernels, np.stack([b, b_h]) if two else b]


def from_keras(weights, activation="tanh"):
    r"""Build our layer from what Keras's `get_weights` returns.

    Args:
        weights: [kernel, recurrent_kernel, bias] of a SimpleRNN, LSTM or GRU; without
            the last where `use_bias=False`.
        activation: "tanh" or "relu", for an RNN.

    Returns:
        RNN, LSTM or GRU, the last with `reset_after` where its bias has two rows;
        a GRU without a bias does not tell, and is taken for the other.

    Raises:
        ValueError: where the shapes are of no such layer.

    >>> layer = GRU(3, 2, rng=0)
    >>> same = from_keras(to_keras(layer))
    >>> same.reset_after, bool(np.array_equal(same.params["W_z"], layer.params["W_z"]))
    (False, True)
    """
    kernel, recurrent, *bias = map(np.asarray, weights)
    b = bias[0] if bias else np.zeros(kernel.shape[1], kernel.dtype)
    b, b_h = b if b.ndim == 2 else (b, None)
    return _build(recurrent.T, kernel.T, b, b_h, KERAS_ORDER, activation)


def _one_from_pytorch(weights, suffix, activation):
    pair = weights["weight_hh" + suffix], weights["weight_ih" + suffix]
    none = np.zeros(len(pair[0]), pair[0].dtype)
    b, b_h = (weights.get(f"bias_{k}h{suffix}", none) for k in "ih")
    return _build(*pair, b, b_h, TORCH_ORDER, activation)


def _stack(layer, orders):
    """One matrix (G H, H+D), its bias, and a second bias that meets h alone."""
    kind, params = type(layer), layer.params
    if kind not in orders:
        known = ", ".join(kind.__name__ for kind in orders)
        raise ValueError(f"a {kind.__name__} has no layout there; give one of {known}.")
    if kind is RNN:
        return params["W"], params["b"].copy(), np.zeros_like(params["b"])
    signs = [(k, -1 if k == "z" else 1) for k in orders[kind]]
    W = np.concatenate([sign * params[f"W_{k}"] for k, sign in signs])
    b = np.concatenate([sign * params[f"b_{k}"] for k, sign in signs])
    b_h = np.zeros_like(b)
    if "b_rh" in params:
        b_h[-layer.hidden_size :] = params["b_rh"]  # the candidate's block is last
    return W, b, b_h


def _build(W_h, W_x, b, b_h, orders, activation):
    """The layer with these stacked parameters; b_h None: the one bias is whole."""
    (rows, H), D = W_h.shape, W_x.shape[1]
    kind = KINDS.get(rows // H) if rows % H == 0 and len(W_x) == rows else None
    if kind is None:
        raise ValueError(
            f"{rows} rows for {H} units and {len(W_x)} for the input: neither an RNN "
            "(1 block), a GRU (3) nor an LSTM (4)."
        )
    options = {RNN: {"activation": activation}, LSTM: {}}
    options[GRU] = {"reset_after": b_h is not None}
    layer = kind(D, H, dtype=W_h.dtype, rng=0, **options[kind])
    W, params = np.concatenate([W_h, W_x], axis=1), layer.params  # (G H, H+D)
    b_h = np.zeros_like(b) if b_h is None else b_h
    whole = b + b_h
    if kind is GRU:
        # b_rh stands inside the product with r and cannot be added to the other.
        whole = np.concatenate([whole[: 2 * H], b[2 * H :]])
        if layer.reset_after:
            params["b_rh"][...] = b_h[2 * H :]
    for n, k in enumerate(orders[kind]):
        sign, block = -1 if k == "z" else 1, slice(n * H, (n + 1) * H)
        end = "" if kind is RNN else f"_{k}"
        params[f"W{end}"][...] = sign * W[block]
        params[f"b{end}"][...] = sign * whole[block]
    return layer
