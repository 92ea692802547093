r"""MUT1, MUT2 and MUT3: the layers that an architecture search found."""

from lstm_src.cells.mut import mut1_step, mut2_step, mut3_step, mut_step_backward
from lstm_src.layers.layer import Layer


class _Mut(Layer):
    """What the three share; a subclass names its weights and its step."""

    trace_names = ("z", "r", "h_tilde", "h")
    from_input = from_state = ()
    bare = None  # the weight of x that only `projection` adds

    def __init__(self, input_size, hidden_size, *, projection=False, **options):
        self.projection = bool(projection)
        super().__init__(input_size, hidden_size, **options)

    def _pieces(self):
        H, D = self.hidden_size, self.input_size
        names = self.from_input
        if self.bare and self.projection:
            names = (*names, self.bare)
        elif self.bare and H != D:
            raise ValueError(
                f"{type(self).__name__} adds x to h as it is, but input_size is {D} "
                f"and hidden_size {H}; make them equal, or give projection=True."
            )
        weights = {name: (H, D) for name in names}
        weights |= {name: (H, H) for name in self.from_state}
        return weights | {f"b_{k}": (H,) for k in "zrh"}

    def _step_backward(self, dh, cache):
        return mut_step_backward(dh, cache)


class MUT1(_Mut):
    r"""MUT1: z sees the input only, and x enters the candidate as $\tanh(x_t)$.

    Args:
        input_size: D.
        hidden_size: H; equal to D unless `projection`.
        projection: whether a learned $W_{xh} x_t$ stands for the bare $x_t$.
        options: `dtype` and `rng`, as for every layer.

    Parameters: `W_xz W_xr` (H, D), `W_hr W_hh` (H, H), `b_z b_r b_h` (H,); with
    `projection` also `W_xh` (H, D). State: (h,). Trace: z, r, h_tilde, h.

    Raises:
        ValueError: where D is not H and there is no projection.

    Source: Jozefowicz, Zaremba and Sutskever, 2015.

    >>> "W_xh" in MUT1(3, 2, projection=True, rng=0).params
    True
    """

    from_input, from_state = ("W_xz", "W_xr"), ("W_hr", "W_hh")
    bare = "W_xh"

    def _step(self, x, h):
        return mut1_step(x, h, self.params)


class MUT2(_Mut):
    r"""MUT2: the reset takes x as it is, $r_t = \sigma(x_t + W_{hr} h_{t-1} + b_r)$.

    Args:
        input_size: D.
        hidden_size: H; equal to D unless `projection`.
        projection: whether a learned $W_{xr} x_t$ stands for the bare $x_t$.
        options: `dtype` and `rng`, as for every layer.

    Parameters: `W_xz W_xh` (H, D), `W_hz W_hr W_hh` (H, H), `b_z b_r b_h` (H,); with
    `projection` also `W_xr` (H, D). State: (h,). Trace: z, r, h_tilde, h.

    Raises:
        ValueError: where D is not H and there is no projection.

    Source: Jozefowicz, Zaremba and Sutskever, 2015.

    >>> "W_xr" in MUT2(2, 2, rng=0).params
    False
    """

    from_input, from_state = ("W_xz", "W_xh"), ("W_hz", "W_hr", "W_hh")
    bare = "W_xr"

    def _step(self, x, h):
        return mut2_step(x, h, self.params)


class MUT3(_Mut):
    r"""MUT3: z sees the old state through a tanh.

    Args:
        input_size: D.
        hidden_size: H.
        projection: taken so that the three can be exchanged; here x never enters bare,
            and the option changes nothing.
        options: `dtype` and `rng`, as for every layer.

    Parameters: `W_xz W_xr W_xh` (H, D), `W_hz W_hr W_hh` (H, H), `b_z b_r b_h` (H,).
    State: (h,). Trace: z, r, h_tilde, h.

    Source: Jozefowicz, Zaremba and Sutskever, 2015.

    >>> MUT3(3, 2, rng=0).params["W_xr"].shape
    (2, 3)
    """

    from_input, from_state = ("W_xz", "W_xr", "W_xh"), ("W_hz", "W_hr", "W_hh")

    def _step(self, x, h):
        return mut3_step(x, h, self.params)
