"""Places customers into windows: wishes, vetoes, holidays, dependencies, solved, explained and changed by hand.

Writes only which window an effect has; what the effect is, transitions says.
"""
