"""What is right in another way is right: other products, precision, containers."""

import itertools

import numpy as np
import pytest

from exercises.catalogue import exercises, find
from exercises.engine import judge
from lstm_src import LSTM, RNN, ScaledDotProductAttention, cells
from lstm_src.interchange import to_pytorch
from lstm_src.numerics import sigmoid
from tests.exercises.test_mistakes import in_float32

ALL = pytest.mark.parametrize("exercise", exercises(), ids=lambda e: e.name)


def jacobian_by_einsum(W, h):
    product = np.identity(h.shape[1])
    for t in range(h.shape[0]):
        product = np.einsum("k,km,mn->kn", 1 - np.square(h[t]), W, product)
    return product


def jacobian_by_diag(W, h):
    steps = [np.diag(1 - h_t**2) @ W for h_t in h]
    return np.linalg.multi_dot([*steps[::-1], np.eye(len(W)), np.eye(len(W))])


def ride_as_list(f, i, C_tilde, C0):
    belt = [C0]
    for t in range(len(f)):
        belt.append(f[t] * belt[-1] + i[t] * C_tilde[t])
    return belt[1:]


def ride_as_tuple(*arguments):
    return tuple(row.tolist() for row in ride_as_list(*arguments))


def kept_by_cumprod(f):
    later = np.concatenate([f[1:], np.ones_like(f[:1])])
    return np.cumprod(later[::-1], axis=0)[::-1]


def kept_by_slices(f):
    return np.stack([np.prod(f[t + 1 :], axis=0) for t in range(len(f))])


def falls_in_two_products(x, h_prev, W_i, b_i, W_C, b_C):
    H = h_prev.shape[1]
    a_i = h_prev @ W_i[:, :H].T + x @ W_i[:, H:].T + b_i
    a_C = np.einsum("bj,kj->bk", np.hstack([h_prev, x]), W_C) + b_C
    return np.tanh(a_C) / (1 + np.exp(-a_i))


def falls_row_by_row(x, h_prev, W_i, b_i, W_C, b_C):
    rows = []
    for x_b, h_b in zip(x, h_prev, strict=True):
        hx = np.r_[h_b, x_b]
        rows.append(sigmoid(W_i @ hx + b_i) * np.tanh(W_C @ hx + b_C))
    return rows


def update_with_out(C_prev, f, i, C_tilde):
    C = np.multiply(f, C_prev)
    C += i * C_tilde
    return C


def show_by_exponentials(C, o):
    return o * (2 * sigmoid(2 * C) - 1)


def step_in_one_product(x, h_prev, C_prev, params):
    W = np.concatenate([params[f"W_{k}"] for k in "fiCo"])
    b = np.concatenate([params[f"b_{k}"] for k in "fiCo"])
    a_f, a_i, a_C, a_o = np.split(np.c_[h_prev, x] @ W.T + b, 4, axis=1)
    C = sigmoid(a_f) * C_prev + sigmoid(a_i) * np.tanh(a_C)
    return [sigmoid(a_o) * np.tanh(C), C]


def sequence_by_the_library(x, h0, C0, params):
    h, C, both = h0, C0, []
    for x_t in x:
        h, C, _ = cells.lstm_step(x_t, h, C, params)
        both.append((h, C))
    return np.array(both).swapaxes(0, 1)


def backward_by_the_library(dy, x, h0, C0, params, trace):
    h, C, caches = h0, C0, []
    for x_t in x:
        h, C, cache = cells.lstm_step(x_t, h, C, params)
        caches.append(cache)
    dh, dC, dxs, grads = 0.0, 0.0, [], dict.fromkeys(params, 0.0)
    for dy_t, cache in zip(dy[::-1], caches[::-1], strict=True):
        dx, dh, dC, step = cells.lstm_step_backward(dy_t + dh, dC, cache)
        dxs.insert(0, dx)
        grads = {key: grads[key] + step[key] for key in grads}
    return dxs, dh, dC, grads


def clip_in_one_vector(grads, threshold):
    flat = np.concatenate([g.ravel() for g in grads.values()])
    share = min(1, threshold / np.linalg.norm(flat))
    return {key: g * share for key, g in reversed(grads.items())}


def drop_by_weights(f, event):
    e = event[:, :, None]
    at = (f * e).sum(axis=(0, 1)) / e.sum()
    return list(at - (f * (1 - e)).sum(axis=(0, 1)) / (1 - e).sum())


def gru_by_the_library(x, h_prev, params):
    return cells.gru_step(x, h_prev, params)[0]


def gru_by_a_step_towards(x, h_prev, params):
    H = h_prev.shape[1]
    z, r = (
        sigmoid(h_prev @ W[:, :H].T + x @ W[:, H:].T + b)
        for W, b in ((params[f"W_{k}"], params[f"b_{k}"]) for k in "zr")
    )
    W = params["W_h"]
    h_tilde = np.tanh((r * h_prev) @ W[:, :H].T + x @ W[:, H:].T + params["b_h"])
    return h_prev + z * (h_tilde - h_prev)


def attend_by_the_library(query, keys, values, mask):
    attention = ScaledDotProductAttention(query.shape[-1], dtype=np.float64)
    return attention.forward(query, keys, values, mask.astype(bool))


def attend_query_by_query(query, keys, values, mask):
    context, weights = (
        np.zeros((*query.shape[:2], values.shape[2])),
        np.zeros(mask.shape),
    )
    for t, b in np.ndindex(*query.shape[:2]):
        seen = np.flatnonzero(mask[t, b])
        raised = np.exp(keys[seen, b] @ query[t, b] / query.shape[2] ** 0.5)
        weights[t, b, seen] = raised / raised.sum()
        context[t, b] = weights[t, b] @ values[:, b]
    return context, weights


def read_by_the_library(x, h0, W, b):
    layer = RNN(x.shape[2], h0.shape[1], dtype=np.float64)
    layer.params["W"][...], layer.params["b"][...] = W, b
    return layer.forward(x, (h0,))[0]


def read_in_two_products(x, h0, W, b):
    H, h = h0.shape[1], [h0]
    for x_t in x:
        h.append(np.tanh(h[-1] @ W[:, :H].T + x_t @ W[:, H:].T + b))
    return h[1:]


def torch_by_the_library(params):
    layer = LSTM(params["W_f"].shape[1] - len(params["b_f"]), len(params["b_f"]),
                 dtype=np.float64)  # fmt: skip
    for name, values in params.items():
        layer.params[name][...] = values
    return tuple(to_pytorch(layer).values())


def scan_step_by_step(a, b):
    h = [b[0]]
    for a_t, b_t in zip(a[1:], b[1:], strict=True):
        h.append(a_t * h[-1] + b_t)
    return h


def scan_by_halves(a, b):
    if len(a) == 1:
        return b
    half = len(a) // 2
    first, second = (
        scan_by_halves(a[:half], b[:half]),
        scan_by_halves(a[half:], b[half:]),
    )
    return np.concatenate([first, np.cumprod(a[half:], axis=0) * first[-1] + second])


def flip_choice_by_choice(a, b):
    shares = []
    for d in np.asarray(a) - b:
        choices = itertools.product((-1, 1), repeat=len(d))
        far = [abs(np.dot(choice, d)) >= abs(d.sum()) - 1e-9 for choice in choices]
        shares.append(sum(far) / len(far))
    return shares


def flip_half_of_the_choices(a, b):
    """The last sign may stay: turning all of them round changes no distance."""
    d, n = a - b, len(b) - 1
    signs = np.array([*itertools.product((1, -1), repeat=n)]).reshape(2**n, n)
    sums = np.abs(d[:, :-1] @ signs.T + d[:, -1:])
    return (sums > np.abs(d.sum(axis=1, keepdims=True)) - 1e-6).mean(axis=1)


def ends_row_by_row(y, present):
    H = y.shape[2] // 2
    ends = [np.flatnonzero(row)[-1] for row in present.T]
    return [np.r_[y[end, b, :H], y[0, b, H:]] for b, end in enumerate(ends)]


def ends_by_weights(y, present):
    H = y.shape[2] // 2
    last = present - np.concatenate([present[1:], np.zeros_like(present[:1])])
    return np.hstack([np.einsum("tb,tbk->bk", last, y[..., :H]), y[0, :, H:]])


def telling_cost_term_by_term(mean_q, var_q, mean_p, var_p):
    total = 0.0
    for k in range(mean_q.shape[1]):
        apart = (mean_q[:, k] - mean_p[:, k]) ** 2
        total = total + np.log(var_p[:, k] / var_q[:, k]) / 2 - 0.5
        total = total + (var_q[:, k] + apart) / (2 * var_p[:, k])
    return total


VARIANTS = [
    ("dependency-problem", jacobian_by_einsum),
    ("dependency-problem", jacobian_by_diag),
    ("conveyor-belt", ride_as_list),
    ("conveyor-belt", ride_as_tuple),
    ("forget-gate", kept_by_cumprod),
    ("forget-gate", kept_by_slices),
    ("input-gate", falls_in_two_products),
    ("input-gate", falls_row_by_row),
    ("cell-update", update_with_out),
    ("output-gate", show_by_exponentials),
    ("lstm-step", step_in_one_product),
    ("lstm-step", cells.lstm_step),
    ("lstm-sequence", sequence_by_the_library),
    ("lstm-step-backward", cells.lstm_step_backward),
    ("lstm-backward", backward_by_the_library),
    ("clip-by-norm", clip_in_one_vector),
    ("gate-drop", drop_by_weights),
    ("peephole-step", cells.peephole_step),
    ("gru-step", gru_by_the_library),
    ("gru-step", gru_by_a_step_towards),
    ("attention", attend_by_the_library),
    ("attention", attend_query_by_query),
    ("rnn", read_by_the_library),
    ("rnn", read_in_two_products),
    ("to-pytorch", torch_by_the_library),
    ("scan", scan_step_by_step),
    ("scan", scan_by_halves),
    ("sign-flip", flip_choice_by_choice),
    ("sign-flip", flip_half_of_the_choices),
    ("both-ends", ends_row_by_row),
    ("both-ends", ends_by_weights),
    ("telling-cost", telling_cost_term_by_term),
]


@pytest.mark.parametrize(("name", "function"), VARIANTS)
def test_another_way_is_right(name, function):
    verdict = judge(find(name), function)
    assert verdict, verdict.message


@ALL
def test_float32_is_right(exercise):
    verdict = judge(exercise, in_float32(exercise.reference))
    assert verdict, verdict.message


@ALL
def test_other_layouts_and_containers_are_right(exercise):
    def other(*arguments):
        result = exercise.reference(*arguments)
        if isinstance(result, tuple):
            return [turned(part) for part in result]
        return turned(result)

    def turned(part):
        if isinstance(part, dict):
            return {key: np.asarray(value, order="F") for key, value in part.items()}
        return np.asarray(part, np.longdouble, order="F")

    verdict = judge(exercise, other)
    assert verdict, verdict.message


@ALL
def test_other_argument_names_are_right(exercise):
    verdict = judge(exercise, lambda *anything: exercise.reference(*anything))
    assert verdict, verdict.message
