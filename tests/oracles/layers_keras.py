"""Write Keras's recurrent layers to `keras.npz`: weights, outputs and last states.

Keras is no dependency, and PyTorch can run it. There, Keras takes SimpleRNN and the GRU
that resets before the product through float32 on the way. To write the file again:

    python -m pip install torch==2.13.0 keras==3.15.1
    KERAS_BACKEND=torch python tests/oracles/layers_keras.py
"""

from pathlib import Path

import keras
import numpy as np

B, T, D, H = 2, 4, 3, 2
LAYERS = {
    "rnn": (keras.layers.SimpleRNN, {}),
    "lstm": (keras.layers.LSTM, {}),
    "gru_after": (keras.layers.GRU, {"reset_after": True}),
    "gru_before": (keras.layers.GRU, {"reset_after": False}),
}


def short(rng, *shape):
    return np.round(rng.normal(size=shape) * 32) / 64


def main():
    keras.config.set_floatx("float64")
    rng, arrays = np.random.default_rng(0), {}
    for name, (build, options) in LAYERS.items():
        layer = build(H, return_sequences=True, return_state=True, **options)
        x = short(rng, B, T, D)
        layer(x)
        fresh = layer.get_weights()
        weights = [short(rng, *array.shape) for array in fresh]
        layer.set_weights(weights)
        states = [short(rng, B, H) for _ in range(2 if name == "lstm" else 1)]
        y, *ends = layer(x, initial_state=states)
        groups = {"weight": weights, "state": states, "end": ends, "x": [x], "y": [y]}
        groups["fresh_bias"] = fresh[2:]
        for group, found in groups.items():
            for n, array in enumerate(found):
                arrays[f"{name}/{group}{n}"] = keras.ops.convert_to_numpy(array)
    path = Path(__file__).with_name("keras.npz")
    np.savez_compressed(path, **arrays)
    print(f"keras {keras.__version__}: wrote {path}, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
