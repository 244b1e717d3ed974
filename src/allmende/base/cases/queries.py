"""Reads of cases that other apps use."""
