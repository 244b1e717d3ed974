"""Background and periodic work on django-tasks.

Must not know: what the jobs do.
"""
