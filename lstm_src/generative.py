r"""A recurrent network that guesses what it cannot see: the variational RNN.

At every step a hidden cause z is drawn before x is: a *prior* says which causes to
expect, a *decoder* which x a cause makes, and an *encoder* guesses the cause from x.
"""

import numpy as np

from lstm_src.cells.lstm import lstm_step, lstm_step_backward
from lstm_src.layers import FlatParameters
from lstm_src.layers.checks import check_size

LOG_2PI = np.log(2 * np.pi)


def gaussian_kl(mean, log_var, mean_prior, log_var_prior):
    r"""Distance from one diagonal Gaussian to another, in nats.

    $$\mathrm{KL}(q \,\|\, p) = \tfrac12 \sum_k \Big( \log \frac{v^p_k}{v^q_k} +
      \frac{v^q_k + (\mu^q_k - \mu^p_k)^2}{v^p_k} - 1 \Big)$$

    Args:
        mean: of q, (..., K).
        log_var: logarithm of q's variances, (..., K).
        mean_prior: of p.
        log_var_prior: of p.

    Returns:
        Nats, (...).

    >>> one = np.ones(1)
    >>> float(gaussian_kl(one, 0 * one, 0 * one, 0 * one))
    0.5
    """
    ratio = log_var - log_var_prior
    gap = (mean - mean_prior) ** 2 / np.exp(log_var_prior)
    return 0.5 * np.sum(np.exp(ratio) - ratio + gap - 1, axis=-1)


class VariationalRNN(FlatParameters):
    r"""An LSTM with a latent variable z at every step, trained by a bound.

    $$\begin{aligned}
    \text{prior} \quad p(z_t) &= \mathcal N(\mu^p, e^{s^p}), &
      [\mu^p, s^p] &= W_p \, h_{t-1} + b_p \\
    \text{encoder} \quad q(z_t) &= \mathcal N(\mu^q, e^{s^q}), &
      [\mu^q, s^q] &= W_q \, [h_{t-1}, x_t] + b_q \\
    \text{reparametrised} \quad z_t &= \mu^q + e^{s^q / 2} \circ \varepsilon_t, &
      \varepsilon_t &\sim \mathcal N(0, 1) \\
    \text{decoder} \quad p(x_t) &= \mathcal N(\mu^x, e^{s^x}), &
      [\mu^x, s^x] &= W_d \, [h_{t-1}, \tanh(W_z z_t + b_z)] + b_d \\
    \text{recurrence} \quad h_t, C_t &= \mathrm{LSTM}([x_t, z_t], h_{t-1}, C_{t-1})
    \end{aligned}$$

    Args:
        input_size: D, numbers in one x.
        latent_size: K, numbers in one z.
        hidden_size: H.
        dtype: np.float32 or np.float64.
        rng: seed or Generator for the first weights.

    Parameters: those of `LSTM` for inputs of D+K numbers; `W_p` (2K, H), `W_q`
    (2K, H+D), `W_z` (H, K), `W_d` (2D, 2H), and `b_p b_q b_z b_d`.

    Source: Chung et al., "A recurrent latent variable model for sequential data",
    arXiv:1506.02216; single linear maps stand for its networks here.

    >>> model = VariationalRNN(1, latent_size=2, hidden_size=3, rng=0)
    >>> bound = model.elbo(np.zeros((5, 4, 1)), rng=0)
    >>> model.backward()["W_q"].shape
    (4, 4)
    """

    _tape = None

    def __init__(
        self, input_size, latent_size, hidden_size, *, dtype=np.float32, rng=None
    ):
        self.input_size = check_size(input_size, "input_size")
        self.latent_size = check_size(latent_size, "latent_size")
        self.hidden_size = check_size(hidden_size, "hidden_size")
        super().__init__(dtype)
        rng, bound = np.random.default_rng(rng), 1 / np.sqrt(hidden_size)
        for name, array in self.params.items():
            if name.startswith("W"):
                array[...] = rng.uniform(-bound, bound, array.shape)
        self.params["b_f"][...] = 1
        # An encoder that begins sure of itself: one that begins as noise teaches the
        # decoder not to listen, and the bound stays long where it is without z.
        self.params["b_q"][self.latent_size :] = -2

    def _pieces(self):
        D, K, H = self.input_size, self.latent_size, self.hidden_size
        pieces = {f"W_{k}": (H, H + D + K) for k in "fiCo"}
        pieces |= {"W_p": (2 * K, H), "W_q": (2 * K, H + D)}
        pieces |= {"W_z": (H, K), "W_d": (2 * D, 2 * H)}
        sizes = dict.fromkeys("fiCoz", H) | {"p": 2 * K, "q": 2 * K, "d": 2 * D}
        return pieces | {f"b_{k}": (size,) for k, size in sizes.items()}

    def _name(self, pieces):
        return pieces

    def _linear(self, k, values):
        """The mean and the log-variance that head k reads off."""
        out = values @ self.params[f"W_{k}"].T + self.params[f"b_{k}"]
        return np.split(out, 2, axis=-1)

    def _decode(self, h, z):
        u = np.tanh(z @ self.params["W_z"].T + self.params["b_z"])  # (B, H)
        hu = np.concatenate([h, u], axis=-1)  # (B, 2H)
        return hu, self._linear("d", hu)

    def _start(self, B):
        return np.zeros((2, B, self.hidden_size), self.dtype)

    def elbo(self, x, *, noise=None, rng=None):
        r"""Measure the evidence lower bound, a step and a row on average.

        $$\log p(x) \ge \frac1{TB} \sum_{t,b} \log p(x_t \mid z_t, h_{t-1})
          - \mathrm{KL}(q(z_t) \,\|\, p(z_t))$$

        Args:
            x: (T, B, D).
            noise: ε, (T, B, K); None draws it.
            rng: seed or Generator for ε.

        Returns:
            Nats a step, the more the better; the attribute `terms` holds the two parts.

        Raises:
            ValueError: where x or noise has another shape.
        """
        x = np.array(x, self.dtype)
        if x.ndim != 3 or x.shape[2] != self.input_size or not x.size:
            raise ValueError(
                f"x has shape {x.shape}; give (T, B, {self.input_size}), not empty."
            )
        shape = (*x.shape[:2], self.latent_size)
        if noise is None:
            noise = np.random.default_rng(rng).standard_normal(shape)
        if np.shape(noise) != shape:
            raise ValueError(f"noise has shape {np.shape(noise)}; give {shape}.")
        h, C = self._start(x.shape[1])
        likelihood = kl = 0.0
        self._tape = []
        for x_t, e in zip(x, np.asarray(noise, self.dtype), strict=True):
            prior = self._linear("p", h)
            hx = np.concatenate([h, x_t], axis=-1)
            mean, log_var = self._linear("q", hx)  # (B, K)
            z = mean + np.exp(log_var / 2) * e
            hu, (mean_x, log_var_x) = self._decode(h, z)
            error = x_t - mean_x
            kl += gaussian_kl(mean, log_var, *prior).sum()
            likelihood -= 0.5 * np.sum(
                LOG_2PI + log_var_x + error**2 / np.exp(log_var_x)
            )
            xz = np.concatenate([x_t, z], axis=-1)
            heads = (h, prior, hx, mean, log_var, e, z, hu, error, log_var_x)
            h, C, cache = lstm_step(xz, h, C, self.params)
            self._tape.append((heads, cache))
        steps = x.shape[0] * x.shape[1]
        self.terms = {"likelihood": float(likelihood / steps), "kl": float(kl / steps)}
        return self.terms["likelihood"] - self.terms["kl"]

    def backward(self):
        r"""Send the gradient of minus the last `elbo` back through time.

        It goes through a draw with ε held fixed:

        $$\partial z / \partial \mu = 1, \qquad
          \partial z / \partial s = \tfrac12 e^{s/2} \varepsilon$$

        Returns:
            `grads`, which is set afresh.

        Raises:
            ValueError: where `elbo` was not called first.
        """
        if self._tape is None:
            raise ValueError("backward needs a bound first; call elbo(x).")
        self._fresh_grads()
        self.flat_grads[:] = 0
        B, K, H = len(self._tape[0][0][0]), self.latent_size, self.hidden_size
        share = self.dtype.type(1 / (len(self._tape) * B))
        dh, dC = self._start(B)
        for heads, cache in reversed(self._tape):
            h, prior, hx, mean, log_var, e, z, hu, error, log_var_x = heads
            dxz, dh, dC, grads = lstm_step_backward(dh, dC, cache)
            for name, gradient in grads.items():
                self.grads[name][...] += gradient
            # the decoder: -log p(x)
            precise = np.exp(-log_var_x)
            d_mean_x = -share * error * precise
            d_log_var_x = share * (1 - error**2 * precise) / 2
            dhu = self._linear_backward("d", hu, d_mean_x, d_log_var_x)
            du = dhu[:, H:] * (1 - hu[:, H:] ** 2)
            self.grads["W_z"][...] += du.T @ z
            self.grads["b_z"][...] += du.sum(axis=0)
            dz = dxz[:, -K:] + du @ self.params["W_z"]
            # the divergence, and the draw
            mean_p, log_var_p = prior
            narrow, ratio = np.exp(-log_var_p), np.exp(log_var - log_var_p)
            gap = (mean - mean_p) * narrow
            d_log_var = share * (ratio - 1) / 2 + dz * e * np.exp(log_var / 2) / 2
            dhx = self._linear_backward("q", hx, dz + share * gap, d_log_var)
            d_log_var_p = share * (1 - ratio - gap * (mean - mean_p)) / 2
            dh = dh + self._linear_backward("p", h, -share * gap, d_log_var_p)
            dh = dh + dhu[:, :H] + dhx[:, :H]
        return self.grads

    def _linear_backward(self, k, values, d_mean, d_log_var):
        d = np.concatenate([d_mean, d_log_var], axis=-1)
        self.grads[f"W_{k}"][...] += d.T @ values
        self.grads[f"b_{k}"][...] += d.sum(axis=0)
        return d @ self.params[f"W_{k}"]

    def sample(self, T, B=1, *, rng=None):
        r"""Dream: draw causes from the prior, and an x from each.

        Args:
            T: steps.
            B: sequences.
            rng: seed or Generator.

        Returns:
            x (T, B, D).

        >>> VariationalRNN(1, 2, 3, rng=0).sample(5, B=4, rng=0).shape
        (5, 4, 1)
        """
        rng = np.random.default_rng(rng)
        h, C = self._start(check_size(B, "B"))
        dreamt = []
        for _ in range(check_size(T, "T")):
            z = _draw(*self._linear("p", h), rng)
            x = _draw(*self._decode(h, z)[1], rng)
            h, C, _ = lstm_step(np.concatenate([x, z], axis=-1), h, C, self.params)
            dreamt.append(x)
        return np.stack(dreamt)


def _draw(mean, log_var, rng):
    noise = rng.standard_normal(mean.shape).astype(mean.dtype)
    return mean + np.exp(log_var / 2) * noise
