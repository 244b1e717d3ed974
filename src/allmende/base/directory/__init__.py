"""Government directory (Behördenwegweiser): units, buildings, hours, public services, responsibility.

Must not know: cases, forms or who is logged in.
"""
