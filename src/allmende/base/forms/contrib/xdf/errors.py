from __future__ import annotations


class XdfError(ValueError):
    """A file cannot be read as XDatenfelder; the text is one clear sentence for people."""
