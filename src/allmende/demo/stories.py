"""Cases with a history: plots are planned from ``stories.yaml`` and played through the real actions."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from allmende.base.cases import actions
from allmende.base.cases.access import CodeHolder
from allmende.base.cases.models import Case, Priority, Question
from allmende.base.identity.access import actor_of
from allmende.base.identity.models import Membership, User
from allmende.base.payments.actions import record_payment
from allmende.base.payments.queries import claims_of
from allmende.base.procedures.queries import current_version, manifest_of
from allmende.base.workflow.actions import fire_due_timers, move_token
from allmende.base.workflow.models import Task, Timer, Token
from allmende.base.workflow.queries import variables_for
from allmende.foundation.events.types import SYSTEM

from . import clock
from .evidence import attach, hand_in
from .files import read_yaml
from .identified import asks_for_more, identify, origins
from .materials import make_answers
from .people import Citizen, somebody

#: How many answers to a question bring a document along; to a request for evidence all do.
_WITH_FILE = 0.3
#: How many of the applications come from people with an account.
_WITH_ACCOUNT = 0.2


@dataclass(frozen=True)
class Plan:
    """One case to come: who, what, when, and the steps with their distance in days."""

    procedure: str
    data: dict[str, Any]
    who: Citizen
    received: datetime
    steps: list[tuple[float, str]]

    @property
    def cases(self) -> int:
        """How many cases it makes: some people send their application twice."""
        return 1 + sum(text == "twin" for _after, text in self.steps)


def plan_stories(
    town: str, citizens: list[Citizen], share: float, dice: Random, *, least: int = 0
) -> list[Plan]:
    """The cases of a town in the order in which they came in; ``share`` of all that the file names.

    Of each plot ``least`` are there.
    """
    stories = read_yaml(town, "stories")
    plans = [_star(row, stories, citizens, dice) for row in stories["starring"].get(town, [])]
    stars = {row["who"] for row in stories["starring"].get(town, [])}
    others = [citizen for citizen in citizens if _name(citizen) not in stars]
    for key in read_yaml(town, "procedures"):
        data = stories["procedures"][key]
        total = sum(plot["share"] for plot in data["plots"])
        for plot in data["plots"]:
            for _number in range(max(least, round(data["count"] * share * plot["share"] / total))):
                streets = [] if plot.get("anywhere") else data.get("centre", [])
                who = _applicant(town, streets, others, dice)
                details = {**data, "extended": plot.get("extended", False)}
                plans.append(_plan(key, details, who, dice.randint(*plot["days"]), plot["steps"], dice))
    return sorted(plans, key=lambda plan: plan.received)


def _applicant(town: str, streets: list[str], citizens: list[Citizen], dice: Random) -> Citizen:
    """Somebody who lives in one of ``streets`` (anywhere where none is named)."""
    fitting = [one for one in citizens if not streets or one.address["street"] in streets]
    if fitting and dice.random() < _WITH_ACCOUNT:
        return dice.choice(fitting)
    return somebody(town, dice, streets)


def _star(row: dict[str, Any], stories: dict[str, Any], citizens: list[Citizen], dice: Random) -> Plan:
    who = next(citizen for citizen in citizens if _name(citizen) == row["who"])
    details = {**stories["procedures"][row["procedure"]], "answers": row["answers"]}
    return _plan(row["procedure"], details, who, row["days"], row["steps"], dice)


def _plan(
    key: str, data: dict[str, Any], who: Citizen, days: int, steps: dict[float, str], dice: Random
) -> Plan:
    received = _office_time(clock.real_now() - timedelta(days=days), dice)
    return Plan(key, data, who, received, [(float(after), text) for after, text in steps.items()])


def _name(citizen: Citizen) -> str:
    return f"{citizen.person['given_name']} {citizen.person['family_name']}"


def play(plan: Plan, words: dict[str, Any], dice: Random) -> Case:
    """Send the application and let happen what the plan says, as far as it is past."""
    version = current_version(plan.procedure)
    if version is None:
        raise LookupError(f"{plan.procedure} is not offered")
    today = timezone.localtime(plan.received).date()
    with clock.at(plan.received):
        answers = _answers(plan, today, dice)
        known = asks_for_more(version, answers)
        if known:
            plan = replace(plan, who=identify(plan.who, plan.received))
        elif isinstance(plan.who.user, User):
            plan.who.user.identified = None  # each application is sent in a session of its own
        receipt = actions.submit(
            version=version, by=plan.who.user, customer=plan.who.customer, answers=answers,
            provenance=origins(version, answers) if known else None,
            idempotency_key=uuid.UUID(int=dice.getrandbits(128)).hex,
        )  # fmt: skip
    now, last = clock.real_now(), plan.received
    for after, text in plan.steps:
        # Office hours are drawn by lot: a step must still come after the one before it.
        moment = max(_office_time(plan.received + timedelta(days=after), dice), last + timedelta(hours=1))
        if moment >= now:
            break
        last = moment
        _let_time_pass(moment)
        with clock.at(moment):
            _step(receipt.case, plan, text, words, dice)
    _let_time_pass(now)
    return receipt.case


def _answers(plan: Plan, today: date, dice: Random) -> dict[str, Any]:
    answers = make_answers(plan.data["material"], plan.data, plan.who, today, dice)
    answers |= plan.data.get("answers", {})
    return answers | attach(plan.data.get("evidence", {}), answers, actor_of(plan.who.user), dice)


def _let_time_pass(until: datetime) -> None:
    """Fire the timers that became due meanwhile, each at its own moment."""
    while due := Timer.objects.filter(due_at__lte=until).order_by("due_at").first():
        with clock.at(due.due_at):
            fire_due_timers(now=due.due_at)


def _office_time(moment: datetime, dice: Random) -> datetime:
    """A moment on the same day between 8 and 17 o'clock, never later than now; Sundays become Mondays' eve."""
    local = timezone.localtime(moment)
    if local.weekday() > 4 and dice.random() < 0.8:
        local -= timedelta(days=local.weekday() - 4)
    chosen = local.replace(hour=dice.randint(8, 16), minute=dice.randint(0, 59), second=dice.randint(0, 59))
    return min(chosen, clock.real_now() - timedelta(minutes=dice.randint(2, 50)))


def _step(case: Case, plan: Plan, text: str, words: dict[str, Any], dice: Random) -> None:
    case.refresh_from_db()
    verb, _space, rest = text.partition(" ")
    if not case.is_open and verb not in ("reopen", "write", "reply"):
        return
    _STEPS[verb](case, plan, rest, words, dice)


def _clerk(case: Case, dice: Random) -> User:
    """Whoever has the case, else one of the office."""
    if case.assignee is not None:
        return case.assignee
    rows = (
        Membership.objects.filter(unit=case.unit, role="clerk").select_related("user").order_by("user__name")
    )
    return dice.choice([row.user for row in rows])


def _customer(case: Case, plan: Plan) -> User | CodeHolder:
    """The account, or whoever has reference and code."""
    return plan.who.user if isinstance(plan.who.user, User) else CodeHolder(case.pk)


def _take(case: Case, plan: Plan, rest: str, words: dict[str, Any], dice: Random) -> None:
    clerk = User.objects.get(name=rest) if rest else _clerk(case, dice)
    actions.take_case(case=case, by=clerk)


def _pay(case: Case, plan: Plan, rest: str, words: dict[str, Any], dice: Random) -> None:
    for claim in claims_of(case.subject):
        if claim.is_payable:
            record_payment(
                claim=claim, amount=claim.owed, way="xbezahldienste", external_id=f"demo-{claim.kassenzeichen}",
                at=timezone.now(), actor=actor_of(plan.who.user),
            )  # fmt: skip


def _ask(case: Case, plan: Plan, rest: str, words: dict[str, Any], dice: Random) -> None:
    text = rest or dice.choice(words["questions"][plan.data["material"]])
    actions.ask_customer(case=case, text=text, by=_clerk(case, dice))


def _evidence(case: Case, plan: Plan, rest: str, words: dict[str, Any], dice: Random) -> None:
    actions.request_evidence(case=case, wanted=[rest], by=_clerk(case, dice))


def _answer(case: Case, plan: Plan, rest: str, words: dict[str, Any], dice: Random) -> None:
    question = Question.objects.filter(case=case, answered_at=None, dropped_at=None).first()
    if question is not None:
        by, evidence = _customer(case, plan), plan.data.get("evidence", {})
        wanted = question.kind == Question.Kind.EVIDENCE or dice.random() < _WITH_FILE
        files = hand_in(evidence, case.submission, actor_of(plan.who.user)) if wanted else []
        text = rest or dice.choice(words["answers"])
        actions.answer_question(question=question, text=text, by=by, files=files)


def _comment(case: Case, plan: Plan, rest: str, words: dict[str, Any], dice: Random) -> None:
    actions.comment(case=case, text=rest or dice.choice(words["notes"]), by=_clerk(case, dice))


def _hold(case: Case, plan: Plan, rest: str, words: dict[str, Any], dice: Random) -> None:
    until = timezone.localdate() + timedelta(days=int(rest))
    actions.hold_case(
        case=case, until=until, by=_clerk(case, dice), reason="Wir warten auf die alte Gemeinde."
    )


def _task(case: Case, plan: Plan, rest: str, words: dict[str, Any], dice: Random) -> None:
    element, _space, answer = rest.partition(" ")
    task = Task.objects.filter(subject=case.subject, element=element, state=Task.State.OPEN).first()
    if task is None:
        return
    roles = [task.role] if task.role else ["clerk", "head"]
    people = Membership.objects.filter(unit=task.unit or case.unit, role__in=roles)
    staff = list(people.select_related("user").order_by("role", "user__name"))
    mine = next((one for one in staff if one.user_id == case.assignee_id), None)
    clerks = [one for one in staff if one.role == "clerk"] or staff
    worker = mine or (dice.choice(clerks) if clerks else None)
    if worker is not None:
        actions.complete_task(task=task, by=worker.user, variables=variables_for(task, answer))


def _move(case: Case, plan: Plan, rest: str, words: dict[str, Any], dice: Random) -> None:
    element, target, reason = rest.split(" ", 2)
    token = Token.objects.filter(instance__subject=case.subject, element=element, state="waiting").first()
    if token is not None:
        move_token(instance=token.instance, token_id=token.pk, target=target, reason=reason, actor=SYSTEM)


def _decide(case: Case, plan: Plan, rest: str, words: dict[str, Any], dice: Random) -> None:
    outcome, _space, reason = rest.partition(" ")
    reasons = manifest_of(case.procedure_version).reasons if case.procedure_version else {}
    actions.decide_case(case=case, outcome=outcome, reasons=reasons.get(reason, ""), by=_clerk(case, dice))


def _withdraw(case: Case, plan: Plan, rest: str, words: dict[str, Any], dice: Random) -> None:
    actions.withdraw_case(case=case, by=_customer(case, plan), reason=rest)


def _priority(case: Case, plan: Plan, rest: str, words: dict[str, Any], dice: Random) -> None:
    actions.set_priority(case=case, priority=Priority[rest.upper()], by=_clerk(case, dice))


def _reopen(case: Case, plan: Plan, rest: str, words: dict[str, Any], dice: Random) -> None:
    actions.reopen_case(case=case, by=_clerk(case, dice), reason=rest)


def _write(case: Case, plan: Plan, rest: str, words: dict[str, Any], dice: Random) -> None:
    text = rest or dice.choice(words["letters"])
    actions.receive_message(case=case, body=text, by=_customer(case, plan))


def _reply(case: Case, plan: Plan, rest: str, words: dict[str, Any], dice: Random) -> None:
    actions.send_message(case=case, body=rest or dice.choice(words["replies"]), by=_clerk(case, dice))


def _twin(case: Case, plan: Plan, rest: str, words: dict[str, Any], dice: Random) -> None:
    """The same once more, as happens when nobody believes that it was sent; without the files."""
    if case.submission is None or case.procedure_version is None:
        return
    files = plan.data.get("evidence", {})
    actions.submit(
        version=case.procedure_version, by=plan.who.user, customer=plan.who.customer,
        answers={key: value for key, value in case.submission.answers.items() if key not in files},
        idempotency_key=f"twin-{case.pk.hex}",
    )  # fmt: skip


def _merge(case: Case, plan: Plan, rest: str, words: dict[str, Any], dice: Random) -> None:
    twin = Case.objects.filter(submission__idempotency_key=f"twin-{case.pk.hex}").first()
    if twin is not None:
        actions.merge_duplicate(case=twin, into=case, by=_clerk(case, dice))


_STEPS: dict[str, Callable[[Case, Plan, str, dict[str, Any], Random], None]] = {
    "pay": _pay,
    "take": _take,
    "ask": _ask,
    "evidence": _evidence,
    "answer": _answer,
    "comment": _comment,
    "hold": _hold,
    "task": _task,
    "move": _move,
    "decide": _decide,
    "withdraw": _withdraw,
    "priority": _priority,
    "reopen": _reopen,
    "write": _write,
    "reply": _reply,
    "twin": _twin,
    "merge": _merge,
}
