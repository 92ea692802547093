r"""An LSTM's weights in PyTorch's layout.

Chapter: from here to PyTorch and Keras.
Out of scope: GRUs, several layers, two directions, and the way back.
"""

import numpy as np


def to_pytorch(params):
    r"""Stack the gates as `torch.nn.LSTM` keeps them: i, f, g, o.

    Its g is our candidate. It keeps the columns that meet x apart from those that meet
    h, and it has two biases, which it adds: all of ours goes into the first.

    Args:
        params: dict with `W_f W_i W_C W_o` (H, H+D), which act on [h, x] with h first,
            and `b_f b_i b_C b_o` (H,).

    Returns:
        weight_ih: (4 H, D).
        weight_hh: (4 H, H).
        bias_ih: (4 H,).
        bias_hh: (4 H,), zeros.

    Example: H = 1 and biases f 1, i 2, C 3, o 4 give bias_ih = [2, 1, 3, 4].
    """
    raise NotImplementedError
