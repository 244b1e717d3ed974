"""The cash office (Gemeindekasse): claims, bank, reminders, closings."""

from __future__ import annotations

from allmende.base.identity.access import role_required
from allmende.base.identity.models import Role

cashiers_only = role_required(Role.CASHIER)
