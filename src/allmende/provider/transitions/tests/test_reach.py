"""Whom a measure reaches: rules, resources without an owner, circles, schools that close or merge in the middle."""

from __future__ import annotations

from datetime import date

import pytest

from allmende.foundation.events.types import SYSTEM
from allmende.provider.offers.actions import close_institution, merge_institutions
from allmende.provider.offers.resources.models import Dependency
from allmende.provider.offers.tests import factories as offers
from allmende.provider.transitions import actions, queries
from allmende.provider.transitions.access import Holder
from allmende.provider.transitions.errors import NotAllowedError, TransitionError
from allmende.provider.transitions.models import Effect, Step
from allmende.provider.transitions.preview import preview
from allmende.provider.transitions.tasks import refresh_programmes

from .factories import make_hosting_programme, make_measure, make_programme, make_resource

pytestmark = pytest.mark.usefixtures("tenant")


def test_a_rule_that_cannot_be_read_is_refused() -> None:
    programme = make_programme()
    for rule in ("fields.", "school.name == 'x'", "nonsense("):
        with pytest.raises(TransitionError, match="nicht lesbar"):
            make_measure(programme, condition=rule)


def test_what_nobody_owns_is_listed_and_blocks_nothing() -> None:
    variant = offers.make_variant(offers.make_offer("Webhosting"), "S")
    make_resource(None, variant)
    school = offers.make_institution()
    make_resource(school, variant)
    programme = make_programme()
    make_measure(programme, "webhosting", variant)
    found = preview(programme)
    assert [(row.institutions, row.ownerless) for row in found.measures] == [(1, 1)]
    assert actions.fix_effects(programme=programme, by=None).effects == 1


def test_a_circle_ends_where_it_began() -> None:
    variant = offers.make_variant(offers.make_offer("Leitungen"), "S")
    school, other = offers.make_institution(), offers.make_institution()
    ends, one, two = make_resource(school, variant), make_resource(other, None), make_resource(other, None)
    for resource, needs in ((one, ends), (two, one), (one, two)):
        Dependency.objects.create(resource=resource, needs=needs, kind="needs", source="hand")
    programme = make_programme()
    make_measure(programme, "lines", variant)
    actions.fix_effects(programme=programme, by=None)
    effect = Effect.objects.get(institution=other)
    assert effect.resources == []
    assert {entry["resource"] for entry in effect.breaks} == {str(one.pk), str(two.pk)}
    assert [row.only_cascade for row in preview(programme).measures] == [1]


def test_a_school_that_closes_has_nothing_to_do_any_more() -> None:
    programme, schools = make_hosting_programme(schools=2)
    ticked = Step.objects.get(institution=schools[0], key="read")
    actions.tick_step(step=ticked, by=None)
    close_institution(institution=schools[0], on=date(2027, 12, 1), by=SYSTEM)
    assert queries.effects_of(programme, schools[0]) == []
    assert [step.key for step in queries.checklist(programme, schools[0])] == ["read"]
    refresh_programmes()
    assert list(queries.affected_institutions(programme)) == [schools[1]]


def test_a_school_that_becomes_part_of_another_takes_its_work_along() -> None:
    _programme, schools = make_hosting_programme(schools=3)
    target = offers.make_institution("Verbundschule")
    effect = Effect.objects.get(institution=schools[0], measure__key="webhosting")
    window = effect.measure.windows.order_by("starts_on").first()
    actions.place(effect=effect, window=window, how=Effect.Placed.WISH, by=None)
    actions.tick_step(step=Step.objects.get(institution=schools[0], key="read"), by=None)
    merge_institutions(source=schools[0], target=target, on=date(2027, 12, 1), by=SYSTEM)
    moved = Effect.objects.get(institution=target, measure__key="webhosting")
    assert (moved.pk, moved.window_id, moved.is_void) == (effect.pk, window and window.pk, False)
    assert Step.objects.get(institution=target, key="read").done_at is not None
    assert not Effect.objects.filter(institution=schools[0], is_void=False).exists()


def test_of_two_that_merge_the_one_that_stays_keeps_its_own() -> None:
    programme, schools = make_hosting_programme(schools=2)
    kept = Effect.objects.get(institution=schools[1], measure__key="webhosting")
    merge_institutions(source=schools[0], target=schools[1], on=date(2027, 12, 1), by=SYSTEM)
    kept.refresh_from_db()
    assert not kept.is_void
    assert list(queries.affected_institutions(programme)) == [schools[1]]


def test_what_is_no_longer_reached_is_void_and_keeps_what_was_done() -> None:
    programme, schools = make_hosting_programme(schools=1)
    actions.tick_step(step=Step.objects.get(key="test:webhosting"), by=None)
    actions.save_measure(programme=programme, key="webhosting", condition="false", by=None)
    fixed = actions.fix_effects(programme=programme, by=None)
    assert (fixed.effects, fixed.voided) == (1, 1)
    left = {step.key for step in queries.checklist(programme, schools[0])}
    assert left == {"read", "test:webhosting", "move:moodle", "confirm"}
    actions.save_measure(programme=programme, key="webhosting", condition="", by=None)
    actions.fix_effects(programme=programme, by=None)
    assert Step.objects.get(key="test:webhosting").done_at is not None
    assert len(queries.effects_of(programme, schools[0])) == 2


def test_a_link_acts_for_its_own_institution_only() -> None:
    programme, schools = make_hosting_programme(schools=2)
    holder = Holder(schools[0], programme)
    own, other = (Step.objects.get(institution=school, key="read") for school in schools)
    assert actions.tick_step(step=own, by=holder).done_at is not None
    with pytest.raises(NotAllowedError):
        actions.tick_step(step=other, by=holder)
    with pytest.raises(NotAllowedError):
        actions.fix_effects(programme=programme, by=holder)


def test_a_choice_brings_its_cost_and_must_be_one_of_the_list() -> None:
    programme, _schools = make_hosting_programme(schools=1)
    effect = Effect.objects.select_related("measure").get(measure__key="webhosting")
    chosen = effect.measure.offer.alternatives.get(name="Webpaket A")  # type: ignore[union-attr]
    row = actions.choose_successor(effect=effect, alternative=chosen, by=None)
    assert row.cost_after == {"body": "180.00"}
    actions.fix_effects(programme=programme, by=None)
    row.refresh_from_db()
    assert (row.cost_after, row.alternative_id) == ({"body": "180.00"}, chosen.pk)
    foreign = offers.make_alternative(offers.make_offer("Anderes"))
    with pytest.raises(TransitionError, match="keines der Nachfolgeangebote"):
        actions.choose_successor(effect=effect, alternative=foreign, by=None)


def test_questions_do_not_grow_with_schools(at_most_queries: object) -> None:
    programme, _ = make_hosting_programme(schools=15, announced=False)
    with at_most_queries(12):  # type: ignore[operator]
        preview(programme)
    with at_most_queries(24):  # type: ignore[operator]
        actions.fix_effects(programme=programme, by=None)


def test_the_price_of_a_mail_domain_is_paid_once_however_many_mailboxes_it_has() -> None:
    offer = offers.make_offer("E-Mail", key="mail")
    domain, box = offers.make_variant(offer, "Domain", state="120.00"), offers.make_variant(offer, "Postfach")
    school = offers.make_institution()
    make_resource(school, domain, type="mail_domain")
    for _number in range(20):
        make_resource(school, box, type="mailbox")
    programme = make_programme()
    make_measure(programme, "mail", domain, kind="move", options={"cost_after": {"state": "110.00"}})
    actions.fix_effects(programme=programme, by=None)
    effect = Effect.objects.get()
    assert (effect.cost_before, effect.cost_after, len(effect.resources)) == (
        {"state": "120.00"},
        {"state": "110.00"},
        21,
    )
    (state,) = preview(programme).costs.payers
    assert (state.before, state.after_low, state.after_high) == (120, 110, 110)
    chosen = offers.make_alternative(offer, "Landesmail", cost={"state": "90.00"})
    assert actions.choose_successor(effect=effect, alternative=chosen, by=None).cost_after == {
        "state": "90.00"
    }
