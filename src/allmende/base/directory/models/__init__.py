"""Rows of the directory: units with buildings and hours, topics, services, responsibilities."""

from .ending import Ending, lasting
from .services import Audience, Responsibility, Service, Topic
from .units import Building, OpeningException, OpeningHours, Unit

__all__ = [
    "Audience",
    "Building",
    "Ending",
    "OpeningException",
    "OpeningHours",
    "Responsibility",
    "Service",
    "Topic",
    "Unit",
    "lasting",
]
