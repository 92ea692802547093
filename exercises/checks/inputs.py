"""Inputs that tell mistakes apart: D is not H, B at least 2, weights of about 0.5.

With small weights, zero states or a square matrix most mistakes leave no sign.
"""

from lstm_src.cells import lstm_step


def states(rng, *shape):
    """Hidden or cell states away from zero, both signs; some beyond 1."""
    return rng.choice([-1.0, 1.0], shape) * rng.uniform(0.2, 1.6, shape)


def gates(rng, *shape):
    """Values of a gate, in (0, 1) and away from 0, 0.5 and 1 on the whole."""
    return rng.uniform(0.1, 0.95, shape)


def lstm_params(rng, D, H):
    """Weights of about 0.5 and biases of their own for the four gates."""
    params = {f"W_{k}": rng.normal(0, 0.5, (H, H + D)) for k in "fiCo"}
    return params | {f"b_{k}": rng.normal(0, 0.5, H) for k in "fiCo"}


def one_gate_at_work(rng, D, H, working):
    """Parameters with which only one gate reads anything; the others hold still.

    A gate that holds still is half open. While f or o works nothing is written, so
    that a mistake in i or C_tilde leaves those two cases right; while i works the
    candidate has to move with it.
    """
    params = {key: 0 * value for key, value in lstm_params(rng, D, H).items()}
    full = lstm_params(rng, D, H)
    for gate in {"i": "iC"}.get(working, working):
        params[f"W_{gate}"], params[f"b_{gate}"] = full[f"W_{gate}"], full[f"b_{gate}"]
    return params


def lstm_caches(x, h0, C0, params):
    """The cache of every step of a forward pass: what a backward pass is given."""
    caches = []
    h, C = h0, C0
    for x_t in x:
        h, C, cache = lstm_step(x_t, h, C, params)
        caches.append(cache)
    return caches
