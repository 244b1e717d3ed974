import pytest
from django.core.exceptions import PermissionDenied

from allmende.base.directory.models import Unit
from allmende.base.identity.models import Membership, Role, User
from allmende.base.records.models import DocumentTemplate
from allmende.base.records.wording import TemplateRefusedError, problems_in, save_template


def person(role: str | None) -> User:
    user = User.objects.create(
        login=f"t:{role}", email=f"{role}@example.org", name="Kim", kind=User.Kind.STAFF
    )
    if role:
        unit = Unit.objects.create(key="amt", name="Amt")
        Membership.objects.create(user=user, unit=unit, role=role)
    return user


def template() -> DocumentTemplate:
    return DocumentTemplate.objects.create(
        key="hund.decision", version=1, name="Bescheid", subject="Bescheid", body="Guten Tag {customer.name}"
    )


def test_saving_makes_a_new_version(tenant):
    first = template()
    saved = save_template(
        template=first, subject="Bescheid", body="Hallo {customer.name}", by=person(Role.DESIGNER)
    )
    assert (saved.version, DocumentTemplate.objects.get(pk=first.pk).body) == (2, "Guten Tag {customer.name}")


def test_a_clerk_saves_nothing(tenant):
    with pytest.raises(PermissionDenied):
        save_template(template=template(), subject="a", body="b", by=person(Role.CLERK))


def test_what_does_not_fit_is_named_by_line(tenant):
    assert [problem.line for problem in problems_in(subject="x", body="a\n\nb {customer.nmae}")] == [3]
    with pytest.raises(TemplateRefusedError, match=r"customer\.name"):
        save_template(template=template(), subject="a", body="{customer.nmae}", by=person(Role.DESIGNER))


def test_a_designer_edits_and_previews(client):
    chosen = template()
    client.force_login(person(Role.DESIGNER))
    assert "Bescheid" in client.get("/vorlagen/").content.decode()
    page = f"/vorlagen/{chosen.pk}/"
    typed = {"subject": "Bescheid", "body": "Hallo {answers.dogs.name}"}
    assert client.post(f"{page}vorschau/", typed).content.startswith(b"%PDF-")
    wrong = client.post(page, {**typed, "body": "{custmer.name} bleibt"}).content.decode()
    assert "bleibt" in wrong
    assert client.post(page, typed).status_code == 302


def test_for_a_clerk_there_are_no_templates(client):
    client.force_login(person(Role.CLERK))
    assert client.get("/vorlagen/").status_code == 404
