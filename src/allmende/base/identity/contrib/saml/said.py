"""From the provider's words to ours."""

from __future__ import annotations

from ...providers import Attribute, Confirmed, RefusedError
from .config import SamlSettings
from .response import Said

LONGEST = 200


def confirmed(said: Said, settings: SamlSettings) -> Confirmed:
    """What a believed assertion confirms, by the names and levels that are configured."""
    level = settings.levels.get(said.context, settings.default_level)
    attributes = {
        ours: Attribute(value[:LONGEST], min(level, settings.levels.get(its_level, level)))
        for ours, theirs in settings.attributes.items()
        if ours != "subject"
        for value, its_level in said.attributes.get(theirs, [])[:1]
        if value
    }
    named = said.attributes.get(settings.attributes.get("subject", ""), [])
    subject = named[0][0] if named else ("" if "subject" in settings.attributes else said.name_id)
    if not subject:
        raise RefusedError("subject")
    groups = [value for value, _level in said.attributes.get(settings.groups, [])] if settings.groups else []
    return Confirmed(subject, level, attributes, groups, session=session_of(said))


def session_of(said: Said) -> str:
    """How the provider will call this log-in when it ends: by its own word, else by the person's name there."""
    return said.session or (named_session(said.name_id) if said.name_id else "")


def named_session(name_id: str) -> str:
    """The log-in of somebody where the provider has no word for it."""
    return f"name {name_id}"[:255]
