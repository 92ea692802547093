"""The solutions, one file a stub: the pages show them and the checks run them."""
