"""The columns that actions accept, typed: what is left out keeps its value."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from .models import Building, Topic, Unit


class BuildingFields(TypedDict, total=False):
    name: str
    street: str
    house_number: str
    postcode: str
    city: str
    lat: float | None
    lon: float | None
    step_free: bool | None
    access_note: str
    transit_note: str
    last_day: date | None
    closing_note: str
    translations: dict[str, dict[str, Any]]


class UnitFields(TypedDict, total=False):
    name: str
    kind: str
    parent: Unit | None
    position: int
    is_public: bool
    summary: str
    building: Building | None
    room: str
    phone: str
    email: str
    website: str
    hours_note: str
    last_day: date | None
    closing_note: str
    translations: dict[str, dict[str, Any]]


class TopicFields(TypedDict, total=False):
    name: str
    summary: str
    audience: str
    position: int
    last_day: date | None
    translations: dict[str, dict[str, Any]]


class ServiceFields(TypedDict, total=False):
    leika_key: str
    leika_type: str
    group: str
    group_key: str
    name: str
    summary: str
    description: str
    cost: str
    processing_time: str
    deadline: str
    required_documents: list[str]
    legal_basis: list[dict[str, str]]
    synonyms: list[str]
    audiences: list[str]
    life_situation: Topic | None
    subject: Topic | None
    featured: int
    is_active: bool
    last_day: date | None
    closing_note: str
    translations: dict[str, dict[str, Any]]
