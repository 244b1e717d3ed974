"""A thousand cases through a draft: who waits where, and which office is the bottleneck.

Time counts in working hours, eight a day and five days a week. Cases come at random; each office has so many people,
who take the oldest task first. What a rule would decide is drawn by lot with the shares that are given; a step that
runs several times runs once; automatic steps take no time. Boundary events other than timers do not happen.
"""

from .outcome import OfficeFigures, Outcome, StepFigures
from .plan import DAYS_A_WEEK, HOURS_A_DAY, MOST_CASES, Plan, office_of, timer_hours
from .run import simulate

__all__ = [
    "DAYS_A_WEEK", "HOURS_A_DAY", "MOST_CASES", "OfficeFigures", "Outcome", "Plan", "StepFigures", "office_of",
    "simulate", "timer_hours",
]  # fmt: skip
