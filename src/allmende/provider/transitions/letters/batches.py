"""Some letters made together: what they need is read once for all of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation

from allmende.base.identity.models import Membership, Role
from allmende.base.messages.outbox import Mail
from allmende.provider.offers.models import Contact, ContactRole, Institution

from .content import Content, Source, content_for, source_of
from .links import TOKEN_LENGTH, address_of, tokens, valid_until
from .models import Letter, Notice, PageLink
from .paper import as_pdf, as_text
from .recipients import ROLES


@dataclass
class Written:
    """A letter with all that is kept of it; without ``pdf`` it is not needed any more."""

    letter: Letter
    pdf: bytes = b""
    title: str = ""
    mail: Mail | None = None
    links: list[PageLink] = field(default_factory=list)


class Batch:
    """Letters of one announcement, with institutions, roles and effects at hand."""

    def __init__(self, notice: Notice, letters: Iterable[Letter]) -> None:
        self.notice = notice
        self.letters = list(letters)
        about = {uuid.UUID(key) for letter in self.letters for key in letter.institutions}
        rows = Institution.objects.filter(pk__in=about, state=Institution.State.ACTIVE)
        self.institutions = {one.pk: one for one in rows.select_related("body")}
        people = {letter.contact_id for letter in self.letters if letter.contact_id}
        roles = ContactRole.objects.filter(contact__in=people, role__in=ROLES)
        self.roles = set(roles.values_list("contact_id", "institution_id"))
        self.source = source_of(notice.programme, notice.revision, about)
        self.unit = sender(notice)

    def written(self, letter: Letter) -> Written:
        """Make ``letter``: about the institutions that its contact still stands for."""
        about = self._about(letter)
        content = self._content(letter, about)
        if content is None:
            return Written(letter)
        links = self._links(letter, about)
        secrets = tokens(links)
        pages = [(link.institution.name, address_of(secrets[link.pk])) for link in links]
        with translation.override(content.language):
            mail = self._mail(letter, content, pages)
        first = links[0].institution if letter.contact_id is None or len(links) == 1 else about[0]
        pdf = as_pdf(content, pages, letter.contact, first, self.unit)
        return Written(letter, pdf, content.subject, mail, links)

    def _about(self, letter: Letter) -> list[Institution]:
        """In the order of their names; whom somebody else took over, or who closed, is left out."""
        found = [self.institutions.get(uuid.UUID(key)) for key in letter.institutions]
        contact = letter.contact
        if contact is not None and (contact.erased_at or contact.ended_at or contact.bounced_at):
            return []
        return sorted(
            (one for one in found if one is not None and (contact is None or self._place(contact, one))),
            key=lambda one: (one.name, one.pk),
        )

    def _place(self, contact: Contact, institution: Institution) -> Institution | None:
        """Where the contact stands for it: there, or at the body that runs it."""
        if (contact.pk, institution.pk) in self.roles:
            return institution
        return institution.body if (contact.pk, institution.body_id) in self.roles else None

    def _content(self, letter: Letter, about: list[Institution]) -> Content | None:
        is_reminder = letter.reminder_of_id is not None
        return content_for(self.source, letter.contact, about, is_reminder=is_reminder)

    def _links(self, letter: Letter, about: list[Institution]) -> list[PageLink]:
        """One for each place that the contact stands for: a body's has all its schools."""
        places: dict[uuid.UUID, Institution] = {}
        for one in about:
            place = self._place(letter.contact, one) if letter.contact else one
            if place is not None:
                places.setdefault(place.pk, place)
        until = valid_until()
        return [
            PageLink(
                programme=self.notice.programme, institution=place, contact=letter.contact, letter=letter,
                expires_at=until,
            )
            for place in places.values()
        ]  # fmt: skip

    @staticmethod
    def _mail(letter: Letter, content: Content, pages: list[tuple[str, str]]) -> Mail | None:
        if letter.way != Letter.Way.EMAIL or letter.contact is None:
            return None
        context = {
            "subject": content.subject,
            "salutation": content.salutation,
            "text": as_text(content, pages),
        }
        return Mail(letter.contact.email, "programme_letter", context, content.language)


def sender(notice: Notice) -> Mapping[str, Any]:
    """Who writes, for the letterhead: the office of whoever released it, else of the provider."""
    rows = Membership.objects.filter(role=Role.PROVIDER).select_related("unit__building")
    found = rows.filter(user=notice.released_by_id).first() or rows.order_by("id").first()
    if found is None:
        return {}
    place = found.unit.building
    address = f"{place.street_line}\n{place.city_line}" if place else ""
    unit = found.unit
    return {"name": unit.name, "phone": unit.phone, "email": unit.email, "address": address}


def preview(
    source: Source,
    contact: Contact | None,
    institutions: list[Institution],
    unit: Mapping[str, Any],
    *,
    with_pdf: bool,
) -> tuple[Content | None, bytes]:
    """The letter as it would be, with links that open nothing; the PDF where it is wanted."""
    content = content_for(source, contact, institutions)
    if content is None or not with_pdf:
        return content, b""
    pages = [(one.name, address_of("A" * TOKEN_LENGTH)) for one in institutions[:3]]
    return content, as_pdf(content, pages, contact, institutions[0], unit)
