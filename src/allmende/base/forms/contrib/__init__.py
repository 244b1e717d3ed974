"""Variants of the form server: one folder per foreign format."""
