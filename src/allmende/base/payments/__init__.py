"""What is owed and paid: claims, ledger, ways to pay, bank statements, invoices.

Must not know: cases and procedures; a claim belongs to an opaque subject.
"""
