"""`sample` and `gates`: what a trained model writes, and what goes on inside it."""

from pathlib import Path

import numpy as np

from lstm_src.cli.train import CHECKPOINT, build_model
from lstm_src.tasks.text import Vocabulary
from lstm_src.training import checkpoint


def sample(options):
    """Print the prompt and what the model writes after it."""
    model = load_model(options.model)
    written = model.sample(
        options.prompt,
        options.length,
        temperature=options.temperature,
        rng=options.seed,
    )
    print(options.prompt + written)


def gates(options):
    """Draw what every gate does while the model reads a text."""
    model = load_model(options.model)
    out, text = Path(options.out), options.text
    trace = _top_trace(model, text)

    from matplotlib import pyplot as plt

    from lstm_src.plots import cell_evolution, gate_heatmap

    kind = out.suffix[1:].lower()
    known = plt.figure().canvas.get_supported_filetypes()
    if kind not in known:
        raise ValueError(
            f"{options.out!r} does not end in the name of a kind of picture; give "
            "--out a name such as gates.png or gates.svg."
        )
    if not out.parent.is_dir():
        raise ValueError(f"there is no directory {str(out.parent)!r}; make it first.")
    if {"f", "i", "o", "z", "r"} & set(trace):
        ax, alt = gate_heatmap(trace, text, unit=options.unit)
    else:
        units = None if options.unit is None else [options.unit]
        ax, alt = cell_evolution(trace["h"], text, letter="h", units=units)
    checkpoint.write_safely(
        out, lambda file: ax.figure.savefig(file, format=kind, dpi=200)
    )
    print(alt)
    print(f"wrote {options.out!r}.")


def load_model(folder):
    """Build the model that a checkpoint holds.

    Args:
        folder: what `train` wrote, or a checkpoint file itself.

    Returns:
        The trained `LanguageModel`.

    Raises:
        ValueError: where there is no checkpoint, or no model in it.
    """
    path = Path(folder)
    saved = checkpoint.load(path / CHECKPOINT if path.is_dir() else path)
    try:
        model = build_model(saved["settings"], Vocabulary(saved["symbols"]))
        model.flat_params[...] = saved["trainer"]["params"]
    except (KeyError, TypeError, ValueError):
        raise ValueError(
            f"the checkpoint in {str(folder)!r} holds no model of this version; "
            "train again."
        ) from None
    return model


def _top_trace(model, text):
    """What the last layer did: name -> (T, H)."""
    if not text:
        raise ValueError("the text is empty; give --text at least one character.")
    trace = model.layer.trace(model.vocabulary.encode(text)[:, None])
    top = {}
    for name, values in trace.items():
        top[name.split(".")[-1]] = np.asarray(values)[:, 0]  # the last layer stays
    return top
