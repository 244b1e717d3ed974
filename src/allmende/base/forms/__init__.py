"""Form server: forms as data, rules in CEL, one immutable version per publication.

Must not know: procedures, cases, where answers go.
"""
