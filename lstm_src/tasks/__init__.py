"""Seeded data: what the networks of the book are asked to learn."""

from lstm_src.tasks.adding import Adding, Adding1997
from lstm_src.tasks.agreement import Agreement
from lstm_src.tasks.batch import Batch
from lstm_src.tasks.counting import Counting
from lstm_src.tasks.lags import NoiseFreeLag, TemporalOrder
from lstm_src.tasks.memory import CopyMemory, RecallFirst, Reversal
from lstm_src.tasks.reading import read_text
from lstm_src.tasks.reber import ContinualReber, Reber
from lstm_src.tasks.sequences import Sequences
from lstm_src.tasks.task import Task
from lstm_src.tasks.text import TextStream, Vocabulary

__all__ = [
    "Adding",
    "Adding1997",
    "Agreement",
    "Batch",
    "ContinualReber",
    "CopyMemory",
    "Counting",
    "NoiseFreeLag",
    "Reber",
    "RecallFirst",
    "Reversal",
    "Sequences",
    "Task",
    "TemporalOrder",
    "TextStream",
    "Vocabulary",
    "read_text",
]
