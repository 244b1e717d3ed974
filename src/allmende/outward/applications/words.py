"""Where a case stands, in the words of the person who applied."""

from __future__ import annotations

import dataclasses

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.base.cases.models import Case, Outcome, State


@dataclasses.dataclass(frozen=True)
class Words:
    """A short word for the list, a sentence for the page, the colour of its badge."""

    short: str | Promise
    long: str | Promise
    kind: str


_STATES: dict[str, Words] = {
    State.RECEIVED: Words(
        _("Arrived"), _("Your application has arrived. Nobody has begun with it yet."), "info"
    ),
    State.IN_PROGRESS: Words(_("In progress"), _("The office is working on your application."), "info"),
    State.WAITING_CUSTOMER: Words(
        _("Waiting for you"), _("The office needs something from you. Please answer below."), "warning"
    ),
    State.ON_HOLD: Words(
        _("On hold"), _("The office is waiting for something else. You need not do anything."), "info"
    ),
    State.DECIDED: Words(_("Decided"), _("The office has decided. You find the decision below."), "success"),
    State.CLOSED: Words(_("Finished"), _("Your application is finished."), "success"),
    State.WITHDRAWN: Words(
        _("Taken back"), _("You took this application back. Nothing more happens."), "info"
    ),
    State.MERGED: Words(
        _("Continued elsewhere"), _("You sent this twice. It is handled in your other application."), "info"
    ),
}
_OUTCOMES: dict[str, Words] = {
    Outcome.GRANT: Words(
        _("Granted"), _("Your application was granted. You find the decision below."), "success"
    ),
    Outcome.PARTLY: Words(
        _("Granted in part"),
        _("Your application was granted in part. You find the decision below."),
        "success",
    ),
    Outcome.REFUSE: Words(
        _("Refused"), _("Your application was refused. You find the decision below."), "danger"
    ),
}


_SIGNING = Words(
    _("Waiting for signatures"),
    _("Not everybody has signed yet. The office begins when all have signed."),
    "warning",
)


_PAYING = Words(
    _("Waiting for payment"), _("The fee is not paid yet. The office begins as soon as it is."), "warning"
)


def state_words(case: Case, *, signing: bool = False, paying: bool = False) -> Words:
    """How the person who applied reads where the case stands; ``signing``: it waits for signatures, ``paying``: for the
    fee.
    """
    if paying and not signing:
        return _PAYING
    if signing and case.state == State.WAITING_CUSTOMER:
        return _SIGNING
    if case.state in (State.DECIDED, State.CLOSED) and case.outcome in _OUTCOMES:
        return _OUTCOMES[case.outcome]
    return _STATES[case.state]


_STEPS: dict[str, str | Promise] = {
    State.RECEIVED: _("You need not do anything: the office will look at your application."),
    State.IN_PROGRESS: _("You need not do anything: the office will decide or ask you."),
    State.WAITING_CUSTOMER: _("Please answer the office on the page of your application."),
    State.ON_HOLD: _("You need not do anything."),
    State.DECIDED: _("Please read the decision on the page of your application."),
    State.CLOSED: _("Nothing more is to be done."),
    State.WITHDRAWN: _("Nothing more is to be done."),
    State.MERGED: _("Please look at your other application."),
}


def next_step(case: Case, *, signing: bool = False, paying: bool = False) -> str | Promise:
    """What happens next, or what the person who applied should do."""
    if paying and not signing:
        return _("Please pay the fee on the page of your application.")
    if signing and case.state == State.WAITING_CUSTOMER:
        return _("Please see on the page of your application who still has to sign.")
    return _STEPS[case.state]
