"""Allmende: the digital commons of a municipality."""

__version__ = "0.1.0"
