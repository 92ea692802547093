"""Write what PyTorch 2.13.0 says of attention to `attention_*.npz`, once.

Run it in an environment with torch; the tests only read the files. Each holds one case:
`in.NAME` (inputs and parameters), `out.NAME`, `dout.NAME` (the gradient given to that
output) and `grad.NAME` (PyTorch's gradient of every input), in PyTorch's own layout.
"""

from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

HERE = Path(__file__).parent
B, T_QUERY, T_KEY, S, K, A = 3, 4, 5, 6, 4, 7
PADDING = torch.arange(T_KEY)[None] < torch.tensor([2, 5, 3])[:, None]  # (B, T_KEY)
HIDDEN, SYMBOLS = 5, 4


def rand(*shape, scale=1.0):
    return (scale * torch.randn(*shape)).requires_grad_()


def write(case, inputs, outputs):
    """Go back from every output with a random gradient, and store all of it."""
    given = {name: torch.randn_like(y) for name, y in outputs.items()}
    sum((outputs[name] * given[name]).sum() for name in outputs).backward()
    groups = {"in": inputs, "out": outputs, "dout": given}
    groups["grad"] = {name: x.grad for name, x in inputs.items()}
    arrays = {
        f"{group}.{name}": tensor.detach().numpy()
        for group, tensors in groups.items()
        for name, tensor in tensors.items()
    }
    np.savez_compressed(HERE / f"attention_{case}.npz", **arrays)


def of(module, **inputs):
    """Give a module random biases too, and name its parameters beside the inputs."""
    for parameter in module.parameters():
        nn.init.uniform_(parameter, -0.6, 0.6)
    return inputs | dict(module.named_parameters())


def sdpa():
    masks = {"plain": None, "padding": PADDING[:, None], "causal": "causal"}
    for name, mask in masks.items():
        T = T_QUERY if mask is not None and isinstance(mask, str) else T_KEY
        inputs = {"query": rand(B, T_QUERY, S), "keys": rand(B, T, S)}
        inputs["values"] = rand(B, T, K)
        y = F.scaled_dot_product_attention(
            *inputs.values(),
            attn_mask=mask if isinstance(mask, torch.Tensor) else None,
            is_causal=isinstance(mask, str),
        )
        write(f"sdpa_{name}", inputs, {"context": y})


def multihead():
    attend = nn.MultiheadAttention(S, 2)
    x = rand(T_QUERY, B, S)
    inputs = of(attend, query=x)
    y, weights = attend(x, x, x, average_attn_weights=False)
    write("mha_self", inputs, {"context": y, "weights": weights})

    attend = nn.MultiheadAttention(S, 3, kdim=K, vdim=K + 1)
    inputs = of(attend, query=rand(T_QUERY, B, S), keys=rand(T_KEY, B, K))
    inputs["values"] = rand(T_KEY, B, K + 1)
    future = torch.triu(torch.ones(T_QUERY, T_KEY, dtype=torch.bool), 1)
    y, weights = attend(
        inputs["query"],
        inputs["keys"],
        inputs["values"],
        key_padding_mask=~PADDING,
        attn_mask=future,
        average_attn_weights=False,
    )
    write("mha_cross", inputs, {"context": y, "weights": weights})


def block():
    layer = nn.TransformerEncoderLayer(S, 2, A, dropout=0.0, norm_first=True)
    x = rand(T_QUERY, B, S)
    inputs = of(layer, x=x)
    future = torch.triu(torch.ones(T_QUERY, T_QUERY, dtype=torch.bool), 1)
    write("block", inputs, {"y": layer(x, src_mask=future)})


def additive(s, h, W, U, v):
    return (torch.tanh(s @ W.T + h @ U.T) * v).sum(-1)


def concat(s, h, W, v):
    return (torch.tanh(torch.cat([s, h], -1) @ W.T) * v).sum(-1)


def scores():
    """Each score pair by pair, as its paper writes it."""
    kinds = {
        "additive": (additive, K, {"W": (A, S), "U": (A, K), "v": (A,)}),
        "concat": (concat, K, {"W": (A, S + K), "v": (A,)}),
        "dot": (lambda s, h: (s * h).sum(-1), S, {}),
        "general": (lambda s, h, W: ((s @ W) * h).sum(-1), K, {"W": (S, K)}),
    }
    for name, (score, size, shapes) in kinds.items():
        query, keys = rand(T_QUERY, B, S), rand(T_KEY, B, size)
        params = {key: rand(*shape) for key, shape in shapes.items()}
        e = torch.stack(
            [
                torch.stack([score(s, h, **params) for h in keys], -1)  # (B, T_KEY)
                for s in query
            ]
        )
        weights = e.masked_fill(~PADDING, -torch.inf).softmax(-1)
        context = torch.einsum("qbk,kbd->qbd", weights, keys)
        inputs = {"query": query, "keys": keys} | params
        write(name, inputs, {"context": context, "weights": weights})


def seq2seq():
    """Encoder and decoder of PyTorch's own LSTM, Luong's general attention."""
    lengths, T_out = torch.tensor([2, 5, 3]), 4
    parts = nn.ModuleDict(
        {
            "encoder": nn.LSTM(SYMBOLS, HIDDEN),
            "decoder": nn.LSTM(SYMBOLS + 1, HIDDEN),
            "attention": nn.Linear(HIDDEN, HIDDEN, bias=False),
            "W_c": nn.Linear(2 * HIDDEN, HIDDEN, bias=False),
            "readout": nn.Linear(HIDDEN, SYMBOLS),
        }
    )
    inputs = of(parts)
    x = torch.randint(SYMBOLS, (T_KEY, B))
    targets = torch.randint(SYMBOLS, (T_out, B))
    packed = nn.utils.rnn.pack_padded_sequence(
        F.one_hot(x, SYMBOLS).double(), lengths, enforce_sorted=False
    )
    encoded, state = parts["encoder"](packed)
    h, _ = nn.utils.rnn.pad_packed_sequence(encoded)
    told = torch.cat([torch.full((1, B), SYMBOLS), targets[:-1]])
    s, _ = parts["decoder"](F.one_hot(told, SYMBOLS + 1).double(), state)
    e = torch.einsum("qbd,kbd->qbk", s, parts["attention"](h))
    weights = e.masked_fill(~PADDING, -torch.inf).softmax(-1)
    context = torch.einsum("qbk,kbd->qbd", weights, h)
    z = parts["readout"](torch.tanh(parts["W_c"](torch.cat([context, s], -1))))
    loss = F.cross_entropy(z.reshape(-1, SYMBOLS), targets.reshape(-1))
    write("seq2seq", inputs, {"loss": loss})
    extend("seq2seq", x=x, targets=targets, lengths=lengths, z=z.detach())


def captioning():
    """The captioner, with PyTorch's LSTMCell; doubly stochastic with 0.3."""
    P, patch, T_out = 4, 6, 3
    parts = nn.ModuleDict(
        {
            "annotate": nn.Linear(patch, HIDDEN, bias=False),
            "place": nn.Embedding(P, HIDDEN),
            "begin": nn.Linear(HIDDEN, 2 * HIDDEN),
            "W": nn.Linear(HIDDEN, HIDDEN, bias=False),
            "U": nn.Linear(HIDDEN, HIDDEN, bias=False),
            "v": nn.Linear(HIDDEN, 1, bias=False),
            "decoder": nn.LSTMCell(SYMBOLS + 1 + HIDDEN, HIDDEN),
            "readout": nn.Linear(2 * HIDDEN, SYMBOLS),
        }
    )
    x, targets = rand(P, B, patch), torch.randint(SYMBOLS, (T_out, B))
    inputs = of(parts, x=x)
    a = torch.tanh(parts["annotate"](x) + parts["place"].weight[:, None])
    h, C = torch.tanh(parts["begin"](a.mean(0))).chunk(2, -1)
    loss, seen = 0, []
    told = torch.cat([torch.full((1, B), SYMBOLS), targets[:-1]])
    for word, target in zip(told, targets, strict=True):
        e = parts["v"](torch.tanh(parts["W"](h) + parts["U"](a)))[..., 0]  # (P, B)
        weights = e.softmax(0)
        context = (weights[..., None] * a).sum(0)
        word = F.one_hot(word, SYMBOLS + 1).double()
        h, C = parts["decoder"](torch.cat([word, context], -1), (h, C))
        z = parts["readout"](torch.cat([h, context], -1))
        loss = loss + F.cross_entropy(z, target) / T_out
        seen.append(weights.T)
    seen = torch.stack(seen)  # (T_out, B, P)
    loss = loss + 0.3 * ((1 - seen.sum(0)) ** 2).sum(-1).mean()
    write("captioning", inputs, {"loss": loss})
    extend("captioning", targets=targets, maps=seen.detach())


def extend(case, **tensors):
    """Store more beside what `write` wrote."""
    path = HERE / f"attention_{case}.npz"
    more = {f"also.{name}": tensor.numpy() for name, tensor in tensors.items()}
    np.savez_compressed(path, **np.load(path), **more)


if __name__ == "__main__":
    torch.manual_seed(0)
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    for make in (sdpa, multihead, block, scores, seq2seq, captioning):
        make()
    print(f"torch {torch.__version__}: wrote", *sorted(HERE.glob("attention_*.npz")))
