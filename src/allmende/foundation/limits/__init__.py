"""Limits on attempts: log-ins, codes, references, e-mails asked for.

It must not know what is tried, nor who tries it in the clear: it counts under keyed hashes.
"""
