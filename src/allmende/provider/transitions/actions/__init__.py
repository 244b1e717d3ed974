"""Every write of programmes, split by what it is about."""

from .effects import Fixed, fix_effects
from .institutions import move_institution, void_institution
from .measures import (
    add_windows,
    change_window,
    remove_date,
    remove_measure,
    remove_window,
    save_measure,
    set_date,
)
from .programmes import announce_programme, change_programme, create_programme, end_programme, save_open_point
from .revisions import publish_revision
from .taking_part import choose_successor, place, place_all, tick_step, untick_step

__all__ = [
    "Fixed",
    "add_windows",
    "announce_programme",
    "change_programme",
    "change_window",
    "choose_successor",
    "create_programme",
    "end_programme",
    "fix_effects",
    "move_institution",
    "place",
    "place_all",
    "publish_revision",
    "remove_date",
    "remove_measure",
    "remove_window",
    "save_measure",
    "save_open_point",
    "set_date",
    "tick_step",
    "untick_step",
    "void_institution",
]
