"""Form pages as HTML, compiled once per form version and language.

Constant markup is escaped and joined when a version is first shown; a request only fills in values, errors and what
the rules say. The markup is that of the KERN design system.
"""

from .compound import anchor, unknown_address
from .page import PageRenderer, page_renderer
from .state import HIDDEN, PageState, Upload, ident, path_of, read_slots
from .summary import summary_html
from .trust import confirmed_html, disputed_html, needs_html, no_way

__all__ = [
    "HIDDEN",
    "PageRenderer",
    "PageState",
    "Upload",
    "anchor",
    "confirmed_html",
    "disputed_html",
    "ident",
    "needs_html",
    "no_way",
    "page_renderer",
    "path_of",
    "read_slots",
    "summary_html",
    "unknown_address",
]
