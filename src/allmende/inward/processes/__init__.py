"""Processes of the municipality as documents (M21): import, drawing, comparing, publishing, the process map and its
handbook. What a published process does when it runs is `base.workflow`'s business; this app never moves a token.
"""
