"""The one append-only, hash-chained log: timeline, audit, outbox, figures, mining.

Must not know: which apps write to it.
"""
