"""Customers at one place for the service centre: who they are, what they asked for, who is recorded twice.

Must not know: the workplace; cases are shown as far as the person may see them.
"""
