"""Solution of exercise 17: an LSTM's weights in PyTorch's layout."""

import numpy as np


def to_pytorch(params):
    r"""Stack the gates as `torch.nn.LSTM` keeps them: i, f, g, o.

    Args:
        params: dict with `W_f W_i W_C W_o` (H, H+D) and `b_f b_i b_C b_o` (H,).

    Returns:
        weight_ih: (4 H, D).
        weight_hh: (4 H, H).
        bias_ih: (4 H,).
        bias_hh: (4 H,), zeros.

    >>> params = {f"W_{k}": np.zeros((1, 3)) for k in "fiCo"}
    >>> params |= {f"b_{k}": np.array([n + 1.0]) for n, k in enumerate("fiCo")}
    >>> to_pytorch(params)[2].tolist()
    [2.0, 1.0, 3.0, 4.0]
    """
    W = np.concatenate([params[f"W_{k}"] for k in "ifCo"])  # (4 H, H+D)
    bias_ih = np.concatenate([params[f"b_{k}"] for k in "ifCo"])  # (4 H,)
    H = len(params["b_f"])
    weight_ih, weight_hh = W[:, H:], W[:, :H]
    bias_hh = np.zeros_like(bias_ih)
    return weight_ih, weight_hh, bias_ih, bias_hh
