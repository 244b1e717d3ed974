"""Figures of an IT provider with 2,000 schools; each module's ``figures()`` runs with the sample taken over.

``importing`` takes it over, so it comes first; name a new one in ``PARTS``, in the order in which they build on each
other.
"""

PARTS = ("importing", "programme", "letters", "windows")
SCHOOLS = 2000
