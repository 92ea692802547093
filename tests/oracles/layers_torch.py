"""Write PyTorch's recurrent layers and cells to `layers.npz`: outputs and gradients.

The file holds one vector, `numbers`, and `index`, a JSON object that says where each
array lies: `CASE/in.NAME`, `CASE/out.NAME`, `CASE/given.NAME` (the gradient handed to
an output) or `CASE/grad.NAME` (PyTorch's gradient of an input or parameter) -> [start,
shape]. Everything is time-major, float64, and in PyTorch's own order of gates.
"""

import json
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

T, B, D, H = 5, 3, 3, 2
LENGTHS = [2, 5, 3]
LAYERS = {
    "rnn": (nn.RNN, {}),
    "rnn_relu": (nn.RNN, {"nonlinearity": "relu"}),
    "lstm": (nn.LSTM, {}),
    "gru": (nn.GRU, {}),
}
SHAPES = {
    "": {},
    "_stacked": {"num_layers": 2},
    "_both": {"bidirectional": True},
    "_tower": {"num_layers": 2, "bidirectional": True},
}
CELLS = {
    "rnn_cell": (nn.RNNCell, {}),
    "rnn_relu_cell": (nn.RNNCell, {"nonlinearity": "relu"}),
    "lstm_cell": (nn.LSTMCell, {}),
    "gru_cell": (nn.GRUCell, {}),
}


def short(*shape):
    """Random numbers of few digits, which compress well."""
    return (torch.randn(*shape) * 64).round() / 64


def leaf(*shape):
    return short(*shape).requires_grad_()


def collect(case, arrays, inputs, outputs):
    """Go back from every output with a random gradient, and keep all of it."""
    given = {name: short(*y.shape) for name, y in outputs.items()}
    sum((outputs[name] * given[name]).sum() for name in outputs).backward()
    groups = {"in": inputs, "out": outputs, "given": given}
    groups["grad"] = {name: x.grad for name, x in inputs.items()}
    for group, tensors in groups.items():
        for name, tensor in tensors.items():
            arrays[f"{case}/{group}.{name}"] = tensor.detach().numpy()


def named(module, **inputs):
    for parameter in module.parameters():
        parameter.data = short(*parameter.shape) / 2
    return inputs | dict(module.named_parameters())


def states(kind, rows):
    names = ("h", "C") if kind.startswith("lstm") else ("h",)
    return {name: leaf(rows, B, H) for name in names}


def layer(kind, shape, lengths):
    build, options = LAYERS[kind]
    module = build(D, H, **options, **SHAPES[shape])
    x = leaf(T, B, D)
    rows = module.num_layers * (2 if module.bidirectional else 1)
    state = states(kind, rows)
    inputs = named(module, x=x, **state)
    packed = pack_padded_sequence(x, lengths, enforce_sorted=False) if lengths else x
    start = tuple(state.values())
    y, end = module(packed, start if len(start) == 2 else start[0])
    if lengths:
        y, _ = pad_packed_sequence(y, total_length=T)
    end = end if isinstance(end, tuple) else (end,)
    finals = {f"{n}_end": s for n, s in zip(state, end, strict=True)}
    return inputs, {"y": y} | finals


def cell(kind):
    build, options = CELLS[kind]
    module = build(D, H, **options)
    x = leaf(B, D)
    state = {name: leaf(B, H) for name in states(kind, 1)}
    inputs = named(module, x=x, **state)
    start = tuple(state.values())
    end = module(x, start if len(start) == 2 else start[0])
    end = end if isinstance(end, tuple) else (end,)
    return inputs, {f"{n}_end": s for n, s in zip(state, end, strict=True)}


def main():
    torch.manual_seed(0)
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    arrays = {}
    for kind in LAYERS:
        for shape in SHAPES:
            if kind == "rnn_relu" and shape:
                continue
            collect(kind + shape, arrays, *layer(kind, shape, None))
            collect(f"{kind}{shape}_packed", arrays, *layer(kind, shape, LENGTHS))
    for kind in CELLS:
        collect(kind, arrays, *cell(kind))
    path = Path(__file__).with_name("layers.npz")
    index, start = {}, 0
    for name, array in arrays.items():
        index[name] = [start, array.shape]
        start += array.size
    numbers = np.concatenate([array.ravel() for array in arrays.values()])
    np.savez_compressed(path, index=json.dumps(index), numbers=numbers)
    print(f"torch {torch.__version__}: wrote {path}, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
