"""Full-text and typo-tolerant search helpers.

Must not know: what is searched.
"""
