"""The list of cases."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allmende.base.cases.access import PROCESS
from allmende.base.cases.actions import close_case, receive_message
from allmende.base.cases.actions.change import change
from allmende.base.cases.events import CaseDecided
from allmende.base.cases.models import State
from allmende.base.cases.tests import factories as town_factories
from allmende.base.directory.models import Unit
from allmende.base.identity.actions import grant_role
from allmende.inward.workplace.filters import Filters
from allmende.inward.workplace.inbox import MOST, PAGE, count, inbox

from .factories import ROOT, make_case, make_customer

pytestmark = pytest.mark.shared_town

CASES = f"{ROOT}cases/"


def titles(desk, query: str = "") -> list[str]:
    return [row.case.title for row in desk.get(CASES + query).context["page"].rows]


def test_my_cases_are_mine(desk, clerk):
    make_case("mine", to=clerk)
    make_case("nobody's")
    assert titles(desk) == ["mine"]


def test_my_office_has_all_its_open_cases(desk, clerk):
    make_case("mine", to=clerk)
    make_case("nobody's")
    make_case("closed")
    close_case(case=make_case("done"), by=PROCESS)
    assert sorted(titles(desk, "?view=office")) == ["closed", "mine", "nobody's"]


def test_cases_of_another_office_do_not_exist(desk):
    make_case("theirs", unit="order")
    assert titles(desk, "?view=all") == []


def test_a_head_above_does_not_see_confidential_cases(town, client):
    head = town_factories.clerk("town", "head")
    make_case("open")
    make_case("secret", confidential=True)
    client.force_login(head)
    assert titles(client, "?view=office") == ["open"]


def test_the_most_urgent_stands_first_and_says_how_late_it_is(desk, clerk):
    make_case("later", to=clerk, days=9)
    make_case("never", to=clerk)
    make_case("late", to=clerk, days=-3)
    assert titles(desk) == ["late", "later", "never"]
    assert "3 days overdue" in desk.get(CASES, headers={"accept-language": "en"}).content.decode()


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ("due=overdue", ["late"]),
        ("due=today", ["now"]),
        ("due=week", ["now", "soon"]),
        ("due=none", ["never"]),
        ("state=in_progress", ["late", "now", "soon", "never"]),
        ("state=on_hold", []),
        ("kind=application", []),
        ("kind=enquiry&sort=old", ["never", "soon", "now", "late"]),
        ("view=all&sort=new", ["late", "now", "soon", "never"]),
        ("sort=old", ["never", "soon", "now", "late"]),
        ("sort=new", ["late", "now", "soon", "never"]),
        ("state=nonsense&due=x&after=zzz&who=1", ["late", "now", "soon", "never"]),
    ],
)
def test_filters_live_in_the_address(desk, clerk, wish, found):
    for title, days in (("never", None), ("soon", 5), ("now", 0), ("late", -1)):
        make_case(title, to=clerk, days=days)
    assert titles(desk, f"?{wish}") == found


def test_a_decided_case_is_no_longer_overdue(desk, clerk):
    case = make_case("decided", to=clerk, days=-5)
    change(case, CaseDecided(decision=case.pk, outcome="grant"), by=PROCESS, state=State.DECIDED)
    assert titles(desk, "?due=overdue") == []
    assert desk.get(CASES).context["page"].rows[0].due.urgency == ""


def test_who_has_it_can_be_filtered(desk, clerk):
    make_case("mine", to=clerk)
    make_case("nobody's")
    assert titles(desk, "?view=office&who=nobody") == ["nobody's"]
    assert titles(desk, f"?view=office&who={clerk.pk}") == ["mine"]


def test_a_case_is_found_by_number_reference_and_name(desk):
    case = make_case("wanted", customer=make_customer("Wunderlich"))
    make_case("other", customer=make_customer("Anders"))
    for text in (case.number, case.reference.lower(), "wunder", "Erika Wunder"):
        assert titles(desk, f"?q={text}") == ["wanted"]


def test_search_shows_no_other_office(desk):
    case = make_case("theirs", unit="order", customer=make_customer("Wunderlich"))
    assert titles(desk, f"?q={case.number}") == titles(desk, "?q=wunder") == []


def test_pages_follow_each_other_without_gap_or_repetition(town, clerk):
    for number in range(PAGE * 2 + 5):
        make_case(str(number), to=clerk if number % 2 else None, days=number % 3 or None)
    for sort in ("due", "new", "old"):
        seen, after = [], ""
        while True:
            found = inbox(clerk, Filters(view="office", sort=sort, after=after))
            seen += [row.case.pk for row in found.rows]
            if not found.next:
                break
            after = found.next
        assert len(seen) == len(set(seen)) == PAGE * 2 + 5


def test_counting_stops(town, clerk, monkeypatch):
    monkeypatch.setattr("allmende.inward.workplace.inbox.MOST", 3)
    for _ in range(5):
        make_case(to=clerk)
    assert count(clerk, Filters()) == 3 < MOST


def test_more_cases_cost_no_more_queries(desk, clerk):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            desk.get(f"{CASES}?view=office")
        return len(captured)

    make_case(to=clerk, customer=make_customer())
    few = queries()
    for number in range(20):
        make_case(to=clerk, customer=make_customer(f"Name{number}"))
    assert queries() <= few <= 20


def test_a_new_message_is_marked(desk, clerk):
    case = make_case(to=clerk, customer=make_customer())
    receive_message(case=case, body="Hallo", by=PROCESS)
    assert desk.get(CASES).context["page"].rows[0].unread


def test_a_title_is_text(desk, clerk):
    make_case("<script>alert(1)</script>", to=clerk)
    assert "<script>alert" not in desk.get(CASES).content.decode()


def test_many_are_assigned_at_once(desk, clerk):
    cases = [make_case(), make_case()]
    desk.post(f"{CASES}assign/", {"case": [case.pk for case in cases], "to": clerk.pk, "back": "view=office"})
    assert {town_factories.fresh(case).assignee for case in cases} == {clerk}


def test_assigning_many_leaves_out_what_is_not_mine(desk, clerk):
    mine, theirs = make_case(), make_case(unit="order")
    desk.post(f"{CASES}assign/", {"case": [theirs.pk, mine.pk, "nonsense"], "to": clerk.pk})
    assert town_factories.fresh(theirs).assignee is None
    assert town_factories.fresh(mine).assignee == clerk


def test_assigning_nothing_says_so(desk):
    answer = desk.post(f"{CASES}assign/", {"to": ""}, follow=True)
    assert answer.status_code == 200
    assert list(answer.context["messages"])


def test_citizens_and_strangers_find_no_workplace(client, town):
    assert client.get(CASES).status_code == 302
    from allmende.base.identity.tests.factories import make_citizen

    client.force_login(make_citizen())
    assert client.get(CASES).status_code == 404


def test_one_of_several_offices(desk, clerk):
    grant_role(user=clerk, unit=Unit.objects.get(key="order"), role="clerk", by=None)
    make_case("taxes")
    make_case("order", unit="order")
    order = Unit.objects.get(key="order")
    assert titles(desk, f"?view=office&unit={order.pk}") == ["order"]
