"""The clerk's workplace: inbox, case page, decisions, designer's rooms.

Must not know: outward apps.
"""
