"""Where the answers of a draft come from: what is filled in, what of it is locked, and what is said to be wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from allmende.base.customers.mandates.queries import mandate_of
from allmende.base.customers.models import Customer
from allmende.base.customers.queries import customer_of
from allmende.base.forms.engine import CompiledForm, Errors, Filling, as_answer, fillings
from allmende.base.forms.paths import put, value_at
from allmende.base.identity.levels import TrustLevel
from allmende.base.identity.models import User
from allmende.base.identity.providers import Attribute
from allmende.base.identity.queries import confirmed_of
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.procedures.queries import manifest_of
from allmende.foundation.ids import read_key
from allmende.foundation.kept import Kept

from .content import DraftContent
from .forms import form_of

#: What a service says less surely than this is filled in, but may be changed.
SURE = TrustLevel.SUBSTANTIAL
#: How to reach somebody is hers to say, whatever a service knows.
_OWN_CHOICE = frozenset({"email", "phone"})
_COUNTRIES = {"DE": "Deutschland"}

_known: Kept[tuple[Filling, ...]] = Kept(seconds=600, size=500)


def fillings_of(version: ProcedureVersion) -> tuple[Filling, ...]:
    """The fields of the procedure's form that can be filled in: as they say, else as it names the customer."""
    return _known.get(version.pk, lambda: _fillings(version))


def _fillings(version: ProcedureVersion) -> tuple[Filling, ...]:
    contact = manifest_of(version).customer.model_dump()
    return fillings(form_of(version).items, {path: name for name, path in contact.items() if path})


def fill_in(*, content: DraftContent, version: ProcedureVersion, user: User) -> None:
    """Fill in what this session's identification confirmed, and what the account knows where nothing stands yet."""
    said, confirmed = user.identified, confirmed_of(user)
    known = account_of(user)
    if content.mandate or content.counter:  # what is known of whoever types says nothing of the other person
        said, confirmed, known = None, {}, customer_data(represented(content, user))
    lists = form_of(version).code_lists
    for filling in fillings_of(version):
        for part, attribute in filling.parts.items():
            leaf = filling.leaf(part)
            found = _said(confirmed, attribute) if filling.origin != "account" else None
            value = as_answer(filling.item, part, found.value, lists) if found else None
            if said is not None and found is not None and value is not None:
                if found.level.reaches(SURE) and filling.item.type not in _OWN_CHOICE:
                    _lock(content, filling.path, leaf, [said.service, value, found.level.value])
                else:
                    _offer(content, leaf, [said.service, value, found.level.value])
            elif filling.origin != "eid" and known.get(attribute):
                _offer(content, leaf, ["account", known[attribute]])
    content.identified_at = int(user.identified.at.timestamp()) if user.identified else content.identified_at


def is_news(content: DraftContent, user: User) -> bool:
    """Whether this session has an identification that the draft has not seen."""
    said = user.identified
    return content.follows or (said is not None and int(said.at.timestamp()) != content.identified_at)


def _lock(content: DraftContent, field: str, leaf: str, known: list[Any]) -> None:
    before, value = value_at(content.answers, leaf), known[1]
    was_locked = leaf in content.confirmed
    content.confirmed[leaf] = known
    content.prefilled.pop(leaf, None)
    if field in content.disputed:
        return
    if before not in (None, "", value) and not was_locked:
        content.replaced[leaf] = before
    put(content.answers, leaf, value)


def _offer(content: DraftContent, leaf: str, known: list[Any]) -> None:
    if leaf not in content.confirmed and value_at(content.answers, leaf) in (None, ""):
        put(content.answers, leaf, known[1])
        content.prefilled[leaf] = known


def _said(confirmed: Mapping[str, Attribute], attribute: str) -> Attribute | None:
    if attribute == "name" and {"given_name", "family_name"} <= confirmed.keys():
        parts = [confirmed["given_name"], confirmed["family_name"]]
        return Attribute(" ".join(part.value for part in parts), min(part.level for part in parts))
    found = confirmed.get(attribute)
    if found is not None and attribute == "country":
        return Attribute(_COUNTRIES.get(found.value, found.value), found.level)
    return found


def account_of(user: User) -> dict[str, str]:
    """What the account knows, by attribute."""
    given, _space, family = user.name.strip().rpartition(" ")
    known = {"email": user.email, "name": user.name, "given_name": given, "family_name": family}
    return known | customer_data(customer_of(user))


def customer_data(customer: Customer | None) -> dict[str, str]:
    """What is known of a customer, by attribute; nothing of none."""
    if customer is None:
        return {}
    known = {"phone": customer.phone, "email": customer.email}
    if customer.kind == customer.Kind.ORGANISATION:
        known["organisation"] = customer.family_name
    else:
        known |= {
            "name": customer.name, "title": customer.title, "given_name": customer.given_name,
            "family_name": customer.family_name,
        }  # fmt: skip
    known |= {"addition" if key == "extra" else key: str(text) for key, text in customer.address.items()}
    return {key: value for key, value in known.items() if value}


def represented(content: DraftContent, user: User) -> Customer | None:
    """For whom the draft is filled in, where that is somebody else; None also where the mandate counts no more."""
    if content.counter:
        key = read_key(content.counter.get("customer", ""))
        found: Customer | None = Customer.objects.filter(pk=key, erased_at=None).first() if key else None
        return found
    mandate = mandate_of(user, content.mandate) if content.mandate else None
    return mandate.principal if mandate else None


def whose(content: DraftContent, user: User | None) -> str:
    """The name of whom the draft is for, where that is somebody else."""
    customer = (
        represented(content, user) if user is not None and (content.mandate or content.counter) else None
    )
    return customer.name if customer else ""


# -- locks


def field_of(form: CompiledForm, leaf: str) -> str:
    """The field that a leaf belongs to: itself, or the one that it is a part of."""
    return leaf if leaf in form.items else leaf.rpartition(".")[0]


def locked(content: DraftContent, form: CompiledForm) -> dict[str, Any]:
    """What nobody can change: path → value."""
    return {
        leaf: value
        for leaf, (_service, value, *_level) in content.confirmed.items()
        if field_of(form, leaf) not in content.disputed
    }


def keep_locked(post: QueryDict, form: CompiledForm, content: DraftContent) -> QueryDict:
    """``post`` with what is locked as it is, whatever was sent; the page itself does not send it."""
    held = locked(content, form)
    if not held:
        return post
    safe = post.copy()
    for leaf, value in held.items():
        for name in (leaf, f"{leaf}.day", f"{leaf}.month", f"{leaf}.year"):
            safe.pop(name, None)
        safe[leaf] = str(value).lower() if isinstance(value, bool) else str(value)
    return safe


def take_reasons(post: QueryDict, content: DraftContent) -> None:
    """What people write beside what they say is wrong."""
    for field in content.disputed:
        if (typed := post.get(f"_reason.{field}")) is not None:
            content.disputed[field] = typed.replace("\r\n", "\n").strip()[:1000]


def dispute(content: DraftContent, answers: dict[str, Any], form: CompiledForm, field: str) -> None:
    """The person says that what is confirmed of ``field`` is wrong: it opens, with what she had typed before."""
    leaves = [leaf for leaf in content.confirmed if field_of(form, leaf) == field]
    if not leaves or field in content.disputed:
        return
    content.disputed[field] = ""
    for leaf in leaves:
        if leaf in content.replaced:
            put(answers, leaf, content.replaced[leaf])


def agree(content: DraftContent, answers: dict[str, Any], form: CompiledForm, field: str) -> None:
    """What is confirmed is right after all."""
    if content.disputed.pop(field, None) is None:
        return
    for leaf, (_service, value, *_level) in content.confirmed.items():
        if field_of(form, leaf) == field:
            put(answers, leaf, value)


def reasons_missing(content: DraftContent, visible: Collection[str]) -> Errors:
    """What is said to be wrong without saying why."""
    return {
        field: (_("Please say why this is not right, so that the office can check it."),)
        for field, reason in content.disputed.items()
        if not reason and field in visible
    }


# -- what the case keeps


def provenance(content: DraftContent, level: TrustLevel, registered: Collection[str] = ()) -> dict[str, Any]:
    """Source and level by answer path: ``*`` for everything typed, and what was filled in and kept.

    ``level`` is what the session that sends has reached: nothing counts for more. ``registered`` are the addresses
    that stand in the municipality's register.
    """
    found: dict[str, Any] = {"*": {"source": "typed", "level": TrustLevel.NONE.value}}
    if content.counter:
        seen = {key: content.counter.get(key, "") for key in ("clerk", "looked_at")}
        found["*"] = {"source": "counter", "level": TrustLevel.NONE.value, **seen}
    for path, (source, value, *own) in content.prefilled.items():
        if value_at(content.answers, path) == value:
            sure = TrustLevel(own[0]) if own else TrustLevel.LOW
            found[path] = {"source": source, "level": min(sure, level).value}
    for path, (service, value, own_level) in content.confirmed.items():
        found[path] = _confirmed(content, path, service, value, min(TrustLevel(own_level), level))
    for path in registered:
        if f"{path}.street" not in found:
            found[path] = {"source": "register", "level": TrustLevel.NONE.value}
    return {path: given for path, given in found.items() if given}


def _confirmed(
    content: DraftContent, path: str, service: str, value: Any, level: TrustLevel
) -> dict[str, Any] | None:
    same = value_at(content.answers, path) == value
    reason = content.disputed.get(path, content.disputed.get(path.rpartition(".")[0]))
    if reason is None:
        return {"source": service, "level": level.value} if same else None
    if same:
        return {"source": service, "level": level.value, "disputed": reason}
    return {
        "source": "typed", "level": TrustLevel.NONE.value, "disputed": reason,
        "instead_of": {"value": value, "source": service, "level": level.value},
    }  # fmt: skip
