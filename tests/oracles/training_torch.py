"""Write PyTorch's optimisers, clipping and losses to `training.npz`.

Every optimiser walks the same five gradients from the same start; `NAME/path` holds the
parameters after each step, (5, N).
"""

from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

STEPS, N = 5, 8
OPTIMIZERS = {
    "sgd": (torch.optim.SGD, {"lr": 0.1}),
    "sgd_decay": (torch.optim.SGD, {"lr": 0.1, "weight_decay": 0.05}),
    "momentum": (torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}),
    "nesterov": (torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    "adagrad": (torch.optim.Adagrad, {"lr": 0.1}),
    "rmsprop": (torch.optim.RMSprop, {"lr": 0.1}),
    "rmsprop_momentum": (
        torch.optim.RMSprop,
        {"lr": 0.1, "alpha": 0.8, "momentum": 0.5, "weight_decay": 0.05},
    ),
    "adam": (torch.optim.Adam, {"lr": 0.1}),
    "adam_decay": (
        torch.optim.Adam,
        {"lr": 0.1, "betas": (0.8, 0.95), "eps": 1e-3, "weight_decay": 0.05},
    ),
    "adamw": (torch.optim.AdamW, {"lr": 0.1, "weight_decay": 0.05}),
}


def optimizers(arrays):
    start, gradients = torch.randn(N), torch.randn(STEPS, N)
    arrays |= {"start": start.numpy(), "gradients": gradients.numpy()}
    for name, (build, options) in OPTIMIZERS.items():
        theta = nn.Parameter(start.clone())
        optimizer = build([theta], **options)
        path = []
        for gradient in gradients:
            theta.grad = gradient.clone()
            optimizer.step()
            path.append(theta.detach().clone())
        arrays[f"{name}/path"] = torch.stack(path).numpy()


def clipping(arrays):
    gradient = 3 * torch.randn(N)
    arrays["clip/gradient"] = gradient.numpy()
    for limit in (0.5, 100.0):
        theta = nn.Parameter(torch.zeros(N))
        theta.grad = gradient.clone()
        norm = nn.utils.clip_grad_norm_([theta], limit)
        arrays[f"clip/norm_{limit}"] = theta.grad.numpy()
        arrays["clip/length"] = norm.numpy()
    theta.grad = gradient.clone()
    nn.utils.clip_grad_value_([theta], 1.5)
    arrays["clip/value_1.5"] = theta.grad.numpy()


def losses(arrays):
    logits = torch.randn(4, 3, 5, requires_grad=True)
    targets = torch.randint(5, (4, 3))
    loss = F.cross_entropy(logits.reshape(-1, 5), targets.reshape(-1))
    loss.backward()
    arrays |= {"cross_entropy/logits": logits.detach().numpy()}
    arrays |= {"cross_entropy/targets": targets.numpy()}
    arrays |= {"cross_entropy/loss": loss.detach().numpy()}
    arrays |= {"cross_entropy/grad": logits.grad.numpy()}
    prediction, target = torch.randn(4, 3, requires_grad=True), torch.randn(4, 3)
    loss = F.mse_loss(prediction, target)
    loss.backward()
    arrays |= {"mse/prediction": prediction.detach().numpy()}
    arrays |= {"mse/target": target.numpy(), "mse/loss": loss.detach().numpy()}
    arrays |= {"mse/grad": prediction.grad.numpy()}


def main():
    torch.manual_seed(0)
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    arrays = {}
    for part in (optimizers, clipping, losses):
        part(arrays)
    path = Path(__file__).with_name("training.npz")
    np.savez_compressed(path, **arrays)
    print(f"torch {torch.__version__}: wrote {path}, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
