"""Documents and the e-file (E-Akte): templates, filing plan, retention, export.

Must not know: cases; a record belongs to an opaque subject.
"""
