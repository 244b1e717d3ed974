"""DMN decision tables: fees, routing, required evidence as tables that people read.

A table is checked (which inputs match no rule, which match two), published as an immutable version, and decides in
microseconds. Must not know: who asks and what for.
"""
