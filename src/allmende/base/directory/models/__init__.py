"""Rows of the directory: units with buildings and hours, topics, services, responsibilities."""

from .services import Audience, Responsibility, Service, Topic
from .units import Building, OpeningException, OpeningHours, Unit

__all__ = [
    "Audience",
    "Building",
    "OpeningException",
    "OpeningHours",
    "Responsibility",
    "Service",
    "Topic",
    "Unit",
]
