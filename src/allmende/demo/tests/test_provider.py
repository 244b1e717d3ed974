"""The demo's IT provider."""

from allmende.demo.municipality import make_tenant
from allmende.demo.provider import affected_school, provide
from allmende.demo.renumbering import _served
from allmende.foundation.tenants.context import use_tenant
from allmende.provider.connectivity.plan import changes_of, problems
from allmende.provider.connectivity.worksheet import worksheet
from allmende.provider.offers.access import institutions_of
from allmende.provider.offers.models import Contact, Institution
from allmende.provider.servers.board import board
from allmende.provider.servers.criteria import judge_all, servers
from allmende.provider.servers.models import Treatment
from allmende.provider.transitions.models import Measure


def test_an_it_teacher_and_a_school_body_can_log_in(db):
    tenant = make_tenant("musterstadt")
    with use_tenant(tenant):
        provide(tenant, schools=40)
        school = affected_school()
        with_account = Contact.objects.exclude(user=None)
        places = (("it", school), ("head", school), ("body", school.body))
        teacher, head, body = (
            with_account.get(roles__role=role, roles__institution=each) for role, each in places
        )
        assert school in institutions_of(teacher.user)
        assert set(institutions_of(body.user)) == {school.body, *Institution.objects.filter(body=school.body)}
        assert_the_offices_move()
        assert_schools_get_new_addresses(school)
    assert [login["email"] for login in tenant.settings["demo_logins"]] == [
        teacher.email,
        head.email,
        body.email,
    ]


def assert_the_offices_move():
    """A pilot with 20 offices and 750 users that is over, and the roll-out of the other 20."""
    pilot, rollout = (board(Measure.objects.get(key=key)) for key in ("pilot", "ausbau"))
    assert (len(pilot.rows), pilot.users, pilot.agreed, pilot.moved) == (20, 750, 20, 20)
    assert (len(rollout.rows), rollout.agreed, rollout.moved) == (20, 6, 0)
    assert {row.treatment for row in judge_all(servers())} == set(Treatment)
    assert "Anschluss" in " ".join(rollout.next)


def assert_schools_get_new_addresses(school):
    """A plan with worksheets, and with lines that are not settled."""
    measure = Measure.objects.get(key="adressen")
    changes = changes_of(measure)
    assert "noch keine neue Adresse" in problems(changes)[-1].words
    assert worksheet(measure, school).switch_on is not None
    assert any(_served(measure))
