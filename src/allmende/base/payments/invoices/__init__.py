"""Invoices to organisations: XRechnung as data, ZUGFeRD as a page with the same data inside, numbers without gaps.

Must not know: what a claim is for. An invoice tells of a claim; what is owed stands in the ledger alone.
"""
