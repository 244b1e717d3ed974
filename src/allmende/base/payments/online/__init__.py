"""Paying on the internet: payment services that a municipality has a contract with, and what became of each payment.

Must not know: what a claim is for. Money is only booked after the service itself was asked, never on a browser's word.
"""
