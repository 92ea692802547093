"""Published findings re-run: each module measures, and leaves its receipts."""
