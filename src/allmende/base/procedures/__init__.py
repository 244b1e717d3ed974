"""A procedure binds service, form, process, level, templates, filing rule and deadline.

Must not know: cases.
"""
