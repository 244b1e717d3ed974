"""Persons and organisations as customers of the administration.

Must not know: cases; it is pointed at, it does not point.
"""
