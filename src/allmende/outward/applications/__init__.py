"""Online applications (Online-Anträge): drafts, filling in, sending, my applications.

Must not know: other outward apps.
"""
