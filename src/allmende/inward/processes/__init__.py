"""Processes of the municipality as documents (M21): import, drawing, comparing, publishing, the process map and its
handbook, operating and measuring them.

Must not know: how a token moves (that is `base.workflow`'s business), and what a case decides.
"""
