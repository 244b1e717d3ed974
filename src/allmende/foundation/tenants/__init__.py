"""Tenants: which municipality a row and a request belong to; fails closed.

Must not know: anything above, least of all what the rows are about.
"""
