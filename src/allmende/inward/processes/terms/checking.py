"""What keeps fees and signatures from being published, and what should be seen before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from allmende.base.identity.levels import TrustLevel
from allmende.base.identity.models import LoginService
from allmende.base.identity.queries import services_for
from allmende.base.procedures.actions import FolderError, folder_with
from allmende.base.procedures.checks import check_folder

from .content import Content
from .known import Known
from .queries import Terms
from .words import level_words

_OURS = ("fee", "signatures")


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: ``problems`` keep it from being published, ``hints`` do not."""

    label: str
    problems: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


def checks_of(terms: Terms, content: Content, known: Known) -> list[Check]:
    """Each check by its name with what it found."""
    fee, signatures, rest = _found(terms, content)
    return [
        Check(
            _("Every amount and every condition can be worked out"), tuple(fee), tuple(_money_hints(content))
        ),
        Check(_("Everybody who signs is named in the form and can be reached"), tuple(signatures)),
        Check(_("The levels demanded can be reached"), (), tuple(_level_hints(content))),
        Check(_("The rest of the procedure still fits"), tuple(rest)),
    ]


def blocked(checks: list[Check]) -> bool:
    """Whether anything keeps it from being published."""
    return any(check.problems for check in checks)


def _found(terms: Terms, content: Content) -> tuple[list[str], list[str], list[str]]:
    """Sentences about the fee, the signatures, anything else."""
    fee: list[str] = []
    signatures: list[str] = []
    rest: list[str] = []
    try:
        findings = check_folder(folder_with(terms.version, content.fee, content.signatures))
    except FolderError as error:
        return [], [], error.findings
    for finding in findings:
        part = finding.place.partition(": ")[2]
        if part.startswith("fee"):
            fee.append(finding.message)
        elif part.startswith("signatures") and finding.fatal:
            signatures.append(finding.message)
        elif finding.fatal:
            rest.append(f"{finding.place}: {finding.message}")
    return fee, signatures, rest


def _money_hints(content: Content) -> Iterator[str]:
    fee = content.fee
    if fee is None:
        return
    for item in fee.items:
        if not item.account:
            yield _("“%(label)s” is booked to no account: the finance office has to say which.") % {
                "label": item.label
            }
    if fee.pay_first and any(item.decision for item in fee.items):
        yield _(
            "Where the decision table gives no answer, nothing is demanded when the application is sent, and the "
            "office begins at once."
        )


def _level_hints(content: Content) -> Iterator[str]:
    wanted = {person.level for person in content.signatures.people if person.way != "qualified"}
    if content.signatures.applicant:
        wanted.add(content.signatures.applicant)
    for level in sorted(wanted - {"low"}, key=lambda name: TrustLevel(name).rank):
        if not services_for(LoginService.Audience.CITIZEN, level):
            yield _("No log-in service of the municipality reaches “%(level)s”: nobody could sign so.") % {
                "level": level_words(level)
            }
