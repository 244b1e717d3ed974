"""XDatenfelder: the German standard for form schemas of public services (FIM), versions 3.0.0 and 2.0.

Reads a schema into a ``Form``; rules in prose become CEL where they are surely understood, the rest goes to review.
"""

from .errors import XdfError
from .importing import Imported, import_xdf

__all__ = ["Imported", "XdfError", "import_xdf"]
