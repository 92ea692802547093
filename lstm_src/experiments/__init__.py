"""Published findings re-run: each module measures, and leaves its receipts."""

from lstm_src.experiments.sweep import sweep

__all__ = ["sweep"]
