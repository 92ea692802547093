"""Learning: a model, its optimiser, the loop, and checkpoints to go on from."""

from lstm_src.training import checkpoint, schedules
from lstm_src.training.clipping import clip_by_norm, clip_by_value
from lstm_src.training.fit import EarlyStopping, Score, as_model, evaluate, fit
from lstm_src.training.history import History
from lstm_src.training.loop import Trainer
from lstm_src.training.model import Model, Readout
from lstm_src.training.optimizers import OPTIMIZERS, SGD, Adagrad, Adam, AdamW, RMSprop

__all__ = [
    "Adagrad",
    "Adam",
    "AdamW",
    "EarlyStopping",
    "History",
    "Model",
    "OPTIMIZERS",
    "RMSprop",
    "Readout",
    "SGD",
    "Score",
    "Trainer",
    "as_model",
    "checkpoint",
    "clip_by_norm",
    "clip_by_value",
    "evaluate",
    "fit",
    "schedules",
]
