"""Tests of the exercises: the catalogue, the checks, the three places they run."""
