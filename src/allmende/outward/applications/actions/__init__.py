"""Every write on drafts."""

from .drafts import (
    DraftGoneError,
    StaleDraftError,
    adopt_draft,
    bring_up_to_date,
    delete_draft,
    let_follow,
    save_draft,
    start_draft,
    touch_draft,
)
from .files import add_files, remove_file
from .resuming import CodeVoidError, WrongCodeError, issue_code, resume_draft, send_link
from .sending import LevelTooLowError, send_draft

__all__ = [
    "CodeVoidError",
    "DraftGoneError",
    "LevelTooLowError",
    "StaleDraftError",
    "WrongCodeError",
    "add_files",
    "adopt_draft",
    "bring_up_to_date",
    "delete_draft",
    "issue_code",
    "let_follow",
    "remove_file",
    "resume_draft",
    "save_draft",
    "send_draft",
    "send_link",
    "start_draft",
    "touch_draft",
]
