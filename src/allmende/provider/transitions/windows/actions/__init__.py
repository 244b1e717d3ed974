"""Every write of windows, split by what it is about."""

from .following import confirm_follower, follow, unfollow
from .placing import place_by_hand, unlock
from .rules import import_periods, remove_order, remove_period, save_order, save_period, save_rule
from .runs import drop_run, start_run, take_run
from .wishing import save_wishes

__all__ = [
    "confirm_follower",
    "drop_run",
    "follow",
    "import_periods",
    "place_by_hand",
    "remove_order",
    "remove_period",
    "save_order",
    "save_period",
    "save_rule",
    "save_wishes",
    "start_run",
    "take_run",
    "unfollow",
    "unlock",
]
