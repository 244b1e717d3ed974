"""Somebody whom a log-in service has confirmed, without the service."""

from __future__ import annotations

import time
from typing import Any

from django.test import Client
from django.utils import timezone

from allmende.base.identity.levels import TrustLevel
from allmende.base.identity.models import Identification, LoginService, User
from allmende.base.identity.tests.factories import make_citizen
from allmende.foundation.secrecy import seal


def log_in_identified(
    client: Client, *, level: str = "substantial", user: User | None = None, **attributes: Any
) -> User:
    """Log ``client`` in as somebody of whom a service said ``attributes`` at ``level``."""
    service, _made = LoginService.objects.get_or_create(
        key="ausweis",
        defaults={"provider": "none", "label": "Ausweis", "settings": seal({}), "level": "high"},
    )
    user = user or make_citizen(name=" ".join(attributes.values()))
    said = {name: [value, level] for name, value in attributes.items()}
    Identification.objects.create(
        user=user, service=service, subject_hash=user.pk.hex, level=TrustLevel(level), at=timezone.now(),
        attributes=seal(said),
    )  # fmt: skip
    client.force_login(user)
    session = client.session
    session["start"] = session["seen"] = int(time.time())
    session["identified"] = {
        "user": user.pk.hex, "service": service.key, "level": level, "at": int(time.time()),
    }  # fmt: skip
    session.save()
    return user
