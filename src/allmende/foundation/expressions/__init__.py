"""CEL expressions: compiled once, evaluated often, no Python in data.

Must not know: where the expression came from.
"""
