"""Writes of the form server: saving, importing, publishing, reviewing rules, blocks and code lists."""

from .blocks import save_block, undo_block_change
from .forms import (
    PublicationError,
    check_for_publication,
    import_form,
    publish_form,
    save_form,
    undo_change,
)
from .lists import ListInUseError, delete_code_list, save_code_list
from .reviews import translate_rule, waive_rule

__all__ = [
    "ListInUseError",
    "PublicationError",
    "check_for_publication",
    "delete_code_list",
    "import_form",
    "publish_form",
    "save_block",
    "save_code_list",
    "save_form",
    "translate_rule",
    "undo_block_change",
    "undo_change",
    "waive_rule",
]
