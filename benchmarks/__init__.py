"""How fast is `lstm_src`? One command compares it with PyTorch and with plain loops."""
