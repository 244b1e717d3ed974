"""Seals on documents, the check of signed ones, and several people who sign together.

Must not know: cases and procedures; what is signed belongs to an opaque subject.
"""
