"""Seeded data: what the networks of the book are asked to learn."""
