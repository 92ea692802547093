"""The checks, one file for each stub: inputs to try and mistakes to recognise."""
