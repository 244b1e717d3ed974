"""Public holidays by federal state.

Must not know: what is due or open on which day.
"""
