"""A programme that is announced, with its letters written."""

from __future__ import annotations

from typing import Any

from allmende.base.identity.models import User
from allmende.foundation.tenants.context import current_tenant_id
from allmende.provider.offers.models import Institution
from allmende.provider.offers.tests.factories import make_provider
from allmende.provider.transitions.letters import actions, announcing
from allmende.provider.transitions.letters.links import tokens, valid_until
from allmende.provider.transitions.letters.models import Notice, PageLink
from allmende.provider.transitions.models import Programme
from allmende.provider.transitions.tests.factories import make_hosting_programme


def two_people() -> tuple[User, User]:
    """Who prepares and who releases."""
    return make_provider(name="Ada Eins"), make_provider(name="Ben Zwei")


def prepared(programme: Programme, **fields: Any) -> tuple[Notice, User]:
    """An announcement that waits, and who may release it."""
    first, second = two_people()
    return actions.prepare_notice(programme=programme, by=first, **fields), second


def announced(**fields: Any) -> tuple[Notice, list[Institution]]:
    """The small hosting programme, announced with all letters; ``fields`` as of ``make_hosting_programme``."""
    programme, schools = make_hosting_programme(announced=False, **fields)
    notice, second = prepared(programme)
    actions.release_notice(notice=notice, by=second)
    run(notice)
    return notice, schools


def run(notice: Notice) -> Notice:
    """Do what the workers would."""
    announcing.begin.func(tenant_id=str(current_tenant_id()), notice_id=str(notice.pk))
    announcing.write_letters.func(tenant_id=str(current_tenant_id()), notice_id=str(notice.pk))
    notice.refresh_from_db()
    return notice


def make_link(programme: Programme, institution: Institution, **fields: Any) -> tuple[PageLink, str]:
    """A link that opens the institution's page, and its token."""
    link = PageLink(programme=programme, institution=institution, **{"expires_at": valid_until(), **fields})
    token = tokens([link])[link.pk]
    link.save()
    return link, token
