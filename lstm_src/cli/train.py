"""`python -m lstm_src train`: from a text to a model that can be gone on with."""

import hashlib
import math
import sys
import time
from pathlib import Path

import numpy as np

from lstm_src.cli.options import DEFAULTS, EPOCHS
from lstm_src.language_model import BITS, CELLS, LanguageModel
from lstm_src.tasks.reading import read_text
from lstm_src.tasks.tales import tales
from lstm_src.tasks.text import TextStream, Vocabulary, most_rows, split
from lstm_src.training import OPTIMIZERS, Trainer, checkpoint

CHECKPOINT = "checkpoint.npz"
COLUMNS = ("step", "bits_per_character", "gradient_norm", "learning_rate",
           "held_out_bits_per_character")  # fmt: skip


def train(options):
    """Train, from the beginning or from a checkpoint, and write what came of it.

    Args:
        options: what `options.build_parser` made of the command line.

    Raises:
        ValueError: in one sentence, where the input makes no sense. Nothing has been
            written then.
    """
    folder, saved = _folder(options)
    settings = _settings(options, saved)
    run = _Run(folder, settings, saved)
    steps = _steps(options, saved, run.trainer.stream.round_length)
    if steps < run.trainer.steps:
        raise ValueError(
            f"the run has taken {run.trainer.steps} steps, more than {steps}; give "
            "--steps or --epochs more to go further, or train anew with another --out."
        )
    run.go(steps)


class _Run:
    """One run: its text, its model, its trainer and its folder."""

    def __init__(self, folder, settings, saved):
        self.folder, self.settings = folder, settings
        text, notes = _read(settings)
        self.hash = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        if saved and saved["text"] != self.hash:
            raise ValueError(
                f"the text is not the one that the run in {str(folder)!r} began with; "
                "give the same --data, or another --out."
            )
        self.vocabulary = Vocabulary(text)
        train, self.held_out = split(self.vocabulary.encode(text), settings["held_out"])
        rows = _rows(len(train), settings, notes)
        for note in notes:
            print(f"note: {note}", file=sys.stderr)
        self.model = build_model(settings, self.vocabulary)
        self.trainer = Trainer(
            self.model,
            TextStream(train, settings["seq_length"], rows),
            OPTIMIZERS[settings["optimizer"]](settings["learning_rate"]),
            clip=settings["clip"] or None,
            seed=settings["seed"],
        )
        print(
            f"{len(train)} characters to learn from, {len(self.held_out)} held out, "
            f"{len(self.vocabulary)} symbols; {settings['cell']} with "
            f"{self.model.size} parameters."
        )
        if saved:
            self.trainer.set_state(saved["trainer"])
            print(f"going on after step {self.trainer.steps}.")

    def go(self, steps):
        self.folder.mkdir(parents=True, exist_ok=True)
        self.goal = steps
        self.save()
        self.trainer.run(steps, after_step=self.after_step, progress=True)
        bits = self.measure()
        self.save()
        self.write_results()
        print(f"wrote {str(self.folder)!r}.")
        print(f"held-out bits per character: {bits:.3f}")

    def after_step(self, trainer):
        if trainer.stream.position == 0:
            self.measure()
        if time.monotonic() > self.next_save:
            self.save()

    def measure(self):
        """Bits per character on the held-out part, measured once after each step."""
        history = self.trainer.history
        if history.steps not in history.held_out:
            bits = self.model.evaluate(self.held_out)
            history.held_out[history.steps] = bits / BITS
        return history.held_out[history.steps] * BITS

    def save(self):
        began = time.monotonic()
        tree = {
            "settings": self.settings,
            "steps": self.goal,
            "symbols": self.vocabulary.symbols,
            "text": self.hash,
            "trainer": self.trainer.get_state(),
        }
        checkpoint.save(self.folder / CHECKPOINT, tree)
        # Saving may take up to a twentieth of the time.
        now = time.monotonic()
        self.next_save = now + max(0.5, 20 * (now - began))

    def write_results(self):
        def write(name, data):
            checkpoint.write_safely(self.folder / name, lambda file: file.write(data))

        history = self.trainer.history
        write("history.csv", history.to_csv(COLUMNS, scale=BITS).encode())
        sample = self.model.sample(
            length=500, temperature=0.8, rng=self.settings["seed"]
        )
        write("sample.txt", (sample + "\n").encode("utf-8", "backslashreplace"))
        checkpoint.write_safely(
            self.folder / "curve.png", lambda file: _draw(history, file)
        )


def build_model(settings, vocabulary):
    """Build the model that some settings describe, with its first weights.

    Args:
        settings: dict with the keys of `DEFAULTS`.
        vocabulary: a `Vocabulary`.

    Returns:
        A `LanguageModel`.

    Raises:
        ValueError: where a forget bias is given to a cell without a forget gate.
    """
    cell = CELLS[settings["cell"]]
    more = {}
    if settings["forget_bias"] is not None:
        if "b_f" not in cell(1, 1).params:
            raise ValueError(
                f"a {settings['cell']} has no forget gate to set a bias of; leave "
                "--forget-bias out, or choose --cell lstm."
            )
        more["forget_bias"] = settings["forget_bias"]
    return LanguageModel(
        vocabulary,
        settings["hidden_size"],
        cell=cell,
        layers=settings["layers"],
        rng=settings["seed"],
        **more,
    )


def _folder(options):
    """Where the run is kept, and its checkpoint if it is to be gone on with."""
    name = Path(options.data).stem if options.data is not None else "tales"
    folder = Path("runs", name) if options.out is None else Path(options.out)
    shown = repr(str(folder))
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if not nearest.is_dir():
        raise ValueError(f"{str(nearest)!r} is no directory; give --out another name.")
    there = (folder / CHECKPOINT).exists()
    if there and not options.resume:
        raise ValueError(
            f"{shown} holds a run already; go on with it by --resume, or give --out "
            "another name."
        )
    if options.resume and not folder.exists():
        raise ValueError(f"there is no run in {shown}; leave --resume out.")
    if options.resume and not there:
        # Killed before its first checkpoint: the beginning is where it stood.
        print(f"note: {shown} holds no checkpoint; beginning anew.", file=sys.stderr)
    return folder, checkpoint.load(folder / CHECKPOINT) if there else None


def _settings(options, saved):
    """What was said, what the run began with, or else the defaults."""
    said = {key: getattr(options, key) for key in DEFAULTS}
    said = {key: value for key, value in said.items() if value is not None}
    if saved is None:
        return {**DEFAULTS, **said}
    try:
        began = {**DEFAULTS, **saved["settings"]}
    except (KeyError, TypeError):
        raise ValueError("this checkpoint holds no run; train anew.") from None
    for key, value in said.items():
        if key not in ("data", "encoding") and value != began[key]:
            option = "--" + key.replace("_", "-")
            raise ValueError(
                f"the run began with {option} {began[key]}, not {value}; leave "
                f"{option} out, or train anew with another --out."
            )
    return {**began, **said}


def _steps(options, saved, round_length):
    if options.steps is not None:
        return options.steps
    if options.epochs is None and saved:
        return saved["steps"]
    return (options.epochs or EPOCHS) * round_length


def _read(settings):
    if settings["data"] is None:
        return tales(), []
    return read_text(settings["data"], settings["encoding"])


def _rows(length, settings, notes):
    """As many rows as were asked for, or as the text has room for, with a word."""
    wanted, seq_length = settings["batch_size"], settings["seq_length"]
    most = most_rows(length, seq_length)
    if not most:
        raise ValueError(
            f"the text leaves {length} characters to learn from, and one sequence of "
            f"{seq_length} takes {seq_length + 1}; give more text, or a smaller "
            "--seq-length."
        )
    if most < wanted:
        notes.append(
            f"the text is short: {most} row{'s' * (most > 1)} of at least {seq_length} "
            f"characters instead of {wanted}."
        )
    return min(wanted, most)


def _draw(history, file):
    from matplotlib import pyplot as plt

    from lstm_src.plots import training_curves

    loss = np.array(history.loss) * BITS
    width = math.ceil(len(loss) / 50)
    smooth = np.convolve(loss, np.ones(width) / width, "valid")
    runs = {"training": (np.arange(width, len(loss) + 1), smooth)}
    steps, held_out = zip(*sorted(history.held_out.items()), strict=True)
    runs["held out"] = (steps, np.array(held_out) * BITS)
    ax, _ = training_curves(runs, quantity_name="bits per character")
    ax.figure.savefig(file, format="png", metadata={"Software": None})
    plt.close(ax.figure)
