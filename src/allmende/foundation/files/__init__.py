"""Content-addressed files: sniffed, scanned, never rewritten.

Must not know: what a file is evidence of.
"""
