"""What a procedure costs and who signs, as staff see it: read, edit, try, compare, publish.

Working copies are process models of the kind "terms"; what is published is a version of the procedure with another
``fee`` and other ``signatures``. Must not know: how a claim is booked, and how a round of signing runs.
"""
