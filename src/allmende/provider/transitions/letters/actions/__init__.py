"""Every write of announcements, letters and links, split by what it is about."""

from .notices import drop_notice, pause_notice, prepare_notice, release_notice, resume_notice
from .pages import forward_page, note_opened, open_page, revoke_links
from .passing_on import hand_over, pass_on, remind, send_again

__all__ = [
    "drop_notice",
    "forward_page",
    "hand_over",
    "note_opened",
    "open_page",
    "pass_on",
    "pause_notice",
    "prepare_notice",
    "release_notice",
    "remind",
    "resume_notice",
    "revoke_links",
    "send_again",
]
