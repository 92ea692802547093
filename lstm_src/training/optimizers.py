r"""Walking downhill: every optimiser updates one flat vector of parameters, in place.

In all formulas $\theta$ are the parameters, $g$ their gradient, $\eta$ the learning
rate; conventions and start values are PyTorch's. `weight_decay` adds $\lambda\theta$
to the gradient, except in AdamW.
"""

from functools import partial

import numpy as np

from lstm_src.training.base import Optimizer, check_setting


class SGD(Optimizer):
    r"""Plain steps downhill; with momentum, a heavy ball.

    $$v \leftarrow \mu v + g, \qquad \theta \leftarrow \theta - \eta v$$

    With `nesterov` the step is $\eta (g + \mu v)$: a look ahead.

    Args:
        learning_rate: $\eta$.
        momentum: $\mu$ in [0, 1); 0 is plain SGD.
        nesterov: whether to look ahead; needs momentum.
        weight_decay: $\lambda$.

    >>> theta = np.array([1.0])
    >>> SGD(0.5).step(theta, grads=np.array([1.0]))
    >>> theta.tolist()
    [0.5]
    """

    memories = ("v",)

    def __init__(self, learning_rate, momentum=0.0, nesterov=False, weight_decay=0.0):
        super().__init__(learning_rate, weight_decay)
        check_setting("momentum", momentum, 0 <= momentum < 1, "in [0, 1)")
        check_setting(
            "nesterov", nesterov, momentum or not nesterov, "off without momentum"
        )
        self.momentum, self.nesterov = momentum, nesterov

    def _update(self, params, grads):
        room = self._room
        if self.momentum:
            self.v *= self.momentum
            self.v += grads
            if self.nesterov:
                np.multiply(self.v, self.momentum, out=room)
                room += grads
                grads = room
            else:
                grads = self.v
        np.multiply(grads, self.learning_rate, out=room)
        params -= room


class Adagrad(Optimizer):
    r"""Shorter steps for parameters that were often pushed.

    $$s \leftarrow s + g^2, \qquad
      \theta \leftarrow \theta - \eta \frac{g}{\sqrt{s} + \epsilon}$$

    Args:
        learning_rate: $\eta$.
        eps: $\epsilon$.
        weight_decay: $\lambda$.

    Source: Duchi, Hazan & Singer, 2011.

    >>> theta = np.array([1.0])
    >>> Adagrad(0.5).step(theta, grads=np.array([4.0]))
    >>> np.round(theta, 6).tolist()
    [0.5]
    """

    memories = ("s",)

    def __init__(self, learning_rate=1e-2, eps=1e-10, weight_decay=0.0):
        super().__init__(learning_rate, weight_decay)
        check_setting("eps", eps, eps >= 0, "0 or more")
        self.eps = eps

    def _update(self, params, grads):
        room = np.multiply(grads, grads, out=self._room)
        self.s += room
        np.sqrt(self.s, out=room)
        room += self.eps
        np.divide(grads, room, out=room)
        room *= self.learning_rate
        params -= room


class RMSprop(Optimizer):
    r"""Steps measured by the recent size of the gradient.

    $$s \leftarrow \alpha s + (1 - \alpha) g^2, \qquad
      \theta \leftarrow \theta - \eta \frac{g}{\sqrt{s} + \epsilon}$$

    With momentum, $v \leftarrow \mu v + g / (\sqrt{s} + \epsilon)$ and the step is
    $\eta v$.

    Args:
        learning_rate: $\eta$.
        alpha: how much of the past stays, in [0, 1).
        eps: $\epsilon$.
        momentum: $\mu$ in [0, 1).
        weight_decay: $\lambda$.

    Source: Tieleman & Hinton, lecture 6.5, 2012.

    >>> theta = np.array([1.0])
    >>> RMSprop(0.5, alpha=0.0).step(theta, grads=np.array([4.0]))
    >>> np.round(theta, 6).tolist()
    [0.5]
    """

    memories = ("s", "v")

    def __init__(
        self, learning_rate=1e-2, alpha=0.99, eps=1e-8, momentum=0.0, weight_decay=0.0
    ):
        super().__init__(learning_rate, weight_decay)
        check_setting("alpha", alpha, 0 <= alpha < 1, "in [0, 1)")
        check_setting("eps", eps, eps >= 0, "0 or more")
        check_setting("momentum", momentum, 0 <= momentum < 1, "in [0, 1)")
        self.alpha, self.eps, self.momentum = alpha, eps, momentum

    def _update(self, params, grads):
        room = np.multiply(grads, grads, out=self._room)
        room *= 1 - self.alpha
        self.s *= self.alpha
        self.s += room
        np.sqrt(self.s, out=room)
        room += self.eps
        np.divide(grads, room, out=room)
        if self.momentum:
            self.v *= self.momentum
            self.v += room
            room[...] = self.v
        room *= self.learning_rate
        params -= room


class Adam(Optimizer):
    r"""Momentum, measured by the recent size of the gradient, corrected at the start.

    $$\begin{aligned}
    m &\leftarrow \beta_1 m + (1 - \beta_1) g, &
    v &\leftarrow \beta_2 v + (1 - \beta_2) g^2, \\
    \theta &\leftarrow \theta - \eta \frac{m / (1 - \beta_1^t)}
      {\sqrt{v / (1 - \beta_2^t)} + \epsilon}
    \end{aligned}$$

    Args:
        learning_rate: $\eta$.
        betas: $(\beta_1, \beta_2)$, each in [0, 1).
        eps: $\epsilon$.
        weight_decay: $\lambda$.

    Source: Kingma & Ba, 2015, algorithm 1.

    >>> theta = np.array([1.0])
    >>> Adam(0.5).step(theta, grads=np.array([4.0]))  # the first step is of length lr
    >>> np.round(theta, 6).tolist()
    [0.5]
    """

    memories = ("m", "v")

    def __init__(
        self, learning_rate=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0
    ):
        super().__init__(learning_rate, weight_decay)
        check_setting("betas", betas, all(0 <= b < 1 for b in betas), "both in [0, 1)")
        check_setting("eps", eps, eps >= 0, "0 or more")
        self.betas, self.eps = betas, eps

    def _update(self, params, grads):
        (beta1, beta2), t = self.betas, self.steps
        # m and v are kept without their factors 1 - β: all factors are numbers, and
        # meet in one pass at the end.
        self.m *= beta1
        self.m += grads
        room = np.multiply(grads, grads, out=self._room)
        self.v *= beta2
        self.v += room
        size = np.sqrt((1 - beta2**t) / (1 - beta2))
        np.sqrt(self.v, out=room)
        room += float(self.eps * size)
        np.divide(self.m, room, out=room)
        room *= float(self.learning_rate * size * (1 - beta1) / (1 - beta1**t))
        params -= room


class AdamW(Adam):
    r"""Adam whose decay does not pass through the gradient.

    $$\theta \leftarrow \theta - \eta \lambda \theta, \quad
      \text{then a step of Adam}$$

    Args:
        learning_rate: $\eta$.
        betas: $(\beta_1, \beta_2)$, each in [0, 1).
        eps: $\epsilon$.
        weight_decay: $\lambda$.

    Source: Loshchilov & Hutter, 2019.

    >>> theta = np.array([1.0])
    >>> AdamW(0.5, weight_decay=0.2).step(theta, grads=np.array([0.0]))
    >>> theta.tolist()
    [0.9]
    """

    def __init__(
        self, learning_rate=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2
    ):
        super().__init__(learning_rate, betas, eps, weight_decay)

    def _decay(self, params, grads):
        params *= 1 - self.learning_rate * self.weight_decay
        return grads


# By the names of the command line; each takes a learning rate.
OPTIMIZERS = {
    "sgd": SGD,
    "momentum": partial(SGD, momentum=0.9),
    "nesterov": partial(SGD, momentum=0.9, nesterov=True),
    "adagrad": Adagrad,
    "rmsprop": RMSprop,
    "adam": Adam,
    "adamw": AdamW,
}
