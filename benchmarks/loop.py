"""The LSTM that most tutorials write: four matrices, one column vector at a time."""

import numpy as np

from benchmarks.ours import RATE, tokens

GATES = "fiCo"


def sigmoid(a):
    """As a tutorial writes it."""
    return 1 / (1 + np.exp(-a))


class Loop:
    """A training step for one row (B = 1), written without any thought of speed."""

    def __init__(self, H, B, T, V, dtype):
        if B != 1:
            raise ValueError(f"B is {B}; the loop reads one row.")
        rng = np.random.default_rng(0)
        shapes = {f"W_{k}": (H, H + V) for k in GATES} | {"W_y": (V, H)}
        shapes |= {f"b_{k}": (H, 1) for k in GATES} | {"b_y": (V, 1)}
        bound = 1 / np.sqrt(H)
        self.params = {
            name: rng.uniform(-bound, bound, shape).astype(dtype)
            for name, shape in shapes.items()
        }
        self.m = {name: np.zeros_like(p) for name, p in self.params.items()}
        self.v = {name: np.zeros_like(p) for name, p in self.params.items()}
        self.x, self.targets = tokens(1, T, V)[..., 0]
        self.h, self.C = np.zeros((H, 1), dtype), np.zeros((H, 1), dtype)
        self.V, self.steps = V, 0

    def step(self):
        """One training step; returns the loss."""
        p, T, H = self.params, len(self.x), len(self.h)
        loss, seen = 0.0, []
        for x, target in zip(self.x, self.targets, strict=True):
            column = np.zeros((self.V, 1), self.h.dtype)
            column[x] = 1
            hx = np.vstack([self.h, column])
            f = sigmoid(p["W_f"] @ hx + p["b_f"])
            i = sigmoid(p["W_i"] @ hx + p["b_i"])
            C_tilde = np.tanh(p["W_C"] @ hx + p["b_C"])
            o = sigmoid(p["W_o"] @ hx + p["b_o"])
            C = f * self.C + i * C_tilde
            h = o * np.tanh(C)
            z = p["W_y"] @ h + p["b_y"]
            probability = np.exp(z - z.max())
            probability /= probability.sum()
            loss -= np.log(probability[target, 0]) / T
            seen.append((hx, f, i, C_tilde, o, self.C, C, h, probability, target))
            self.h, self.C = h, C

        grads = {name: np.zeros_like(array) for name, array in p.items()}
        dh_next, dC_next = np.zeros_like(self.h), np.zeros_like(self.C)
        for hx, f, i, C_tilde, o, C_prev, C, h, dz, target in reversed(seen):
            dz[target] -= 1
            dz /= T
            grads["W_y"] += dz @ h.T
            grads["b_y"] += dz
            dh = p["W_y"].T @ dz + dh_next
            dC = dC_next + dh * o * (1 - np.tanh(C) ** 2)
            da = {
                "f": dC * C_prev * f * (1 - f),
                "i": dC * C_tilde * i * (1 - i),
                "C": dC * i * (1 - C_tilde**2),
                "o": dh * np.tanh(C) * o * (1 - o),
            }
            dhx = np.zeros_like(hx)
            for k in GATES:
                grads[f"W_{k}"] += da[k] @ hx.T
                grads[f"b_{k}"] += da[k]
                dhx += p[f"W_{k}"].T @ da[k]
            dh_next, dC_next = dhx[:H], dC * f
        self.adam(grads)
        return float(loss)

    def adam(self, grads, betas=(0.9, 0.999), eps=1e-8):
        """One step of Adam, matrix by matrix."""
        self.steps += 1
        for name, g in grads.items():
            self.m[name] = betas[0] * self.m[name] + (1 - betas[0]) * g
            self.v[name] = betas[1] * self.v[name] + (1 - betas[1]) * g**2
            m_hat = self.m[name] / (1 - betas[0] ** self.steps)
            v_hat = self.v[name] / (1 - betas[1] ** self.steps)
            self.params[name] -= RATE * m_hat / (np.sqrt(v_hat) + eps)
