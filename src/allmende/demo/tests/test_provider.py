"""The demo's IT provider."""

from allmende.demo.municipality import make_tenant
from allmende.demo.provider import affected_school, provide
from allmende.foundation.tenants.context import use_tenant
from allmende.provider.offers.access import institutions_of
from allmende.provider.offers.models import Contact, Institution


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
    assert [login["email"] for login in tenant.settings["demo_logins"]] == [
        teacher.email,
        head.email,
        body.email,
    ]
