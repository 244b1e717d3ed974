"""Who someone is: accounts, staff roles, trust levels, actors.

Must not know: customers, cases.
"""
