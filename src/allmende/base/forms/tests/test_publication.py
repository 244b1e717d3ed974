import pytest
from django.core.exceptions import PermissionDenied

from allmende.base.forms import actions, models, queries
from allmende.base.forms.reviews import ReviewItem
from allmende.base.forms.schema import Form
from allmende.base.forms.sentences import Sentence
from allmende.foundation.events.types import SYSTEM, Actor

pytestmark = pytest.mark.django_db


def form(**changes):
    items = [
        {"type": "text", "key": "name", "required": True},
        {"type": "code", "key": "breed", "code_list": "breeds"},
    ]
    page = {"key": "one", "label": "One", "items": changes.pop("items", items)}
    lists = {"breeds": {"title": "Breeds", "entries": [["b", "Beagle"], ["d", "Dackel"], ["s", "Spürhund"]]}}
    return Form.model_validate(
        {"key": "dog", "title": "Hund", "pages": [page], "code_lists": lists, **changes}
    )


def publish(**changes):
    return actions.publish_form(key="dog", form=form(**changes), actor=SYSTEM)


def test_a_version_is_published_once_and_numbered(tenant):
    assert publish().number == 1
    assert publish().number == 1
    assert publish(title="Hund anmelden").number == 2


def test_a_version_never_changes(tenant):
    version = publish()
    with pytest.raises(models.ImmutableRowError):
        version.save()
    with pytest.raises(models.ImmutableRowError):
        version.delete()


def test_the_compiled_version_knows_the_code_list(tenant):
    compiled = queries.compiled(publish().pk)
    assert compiled.evaluate({"name": "Bello", "breed": "b"}).errors == {}
    assert "breed" in compiled.evaluate({"name": "Bello", "breed": "x"}).errors


def test_an_export_carries_its_lists_and_comes_back_the_same(tenant):
    publish()
    stored = Form.model_validate(models.Form.objects.get().draft)
    assert queries.export_form(stored) == form()


def test_code_lists_are_searched_by_beginning_part_and_with_typing_errors(tenant):
    publish()
    for typed, label in {
        "bea": "Beagle",
        "hund": "Spürhund",
        "SPURHUND": "Spürhund",
        "dakel": "Dackel",
    }.items():
        assert queries.search_code_list("breeds", typed)[0].label == label
    assert len(queries.search_code_list("breeds")) == 3


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ([{"type": "text", "key": "a", "show": "b =="}], "expression"),
        ([{"type": "text", "key": "a", "show": "nothing"}], "unknown_name"),
        (
            [
                {"type": "text", "key": "a", "show": "b == 'x'"},
                {"type": "text", "key": "b", "show": "a == 'x'"},
            ],
            "cycle",
        ),
        ([{"type": "text", "key": "a", "show": "1 > 2"}], "dead"),
        ([{"type": "text", "key": "a", "pattern": "["}], "pattern"),
        ([{"type": "group", "key": "a", "block": "nothing"}], "block"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tenant, items, code):
    with pytest.raises(actions.PublicationError) as caught:
        publish(items=items)
    assert caught.value.findings[0].code == code
    assert models.FormVersion.objects.count() == 0


def test_blocks_come_from_one_place(tenant):
    items = [{"type": "group", "key": "bank", "block": "bank_account"}]
    compiled = queries.compiled(publish(items=items).pk)
    assert "bank.iban" in compiled.items
    actions.save_block(
        key="bank_account",
        title="Bank",
        content={"items": [{"type": "iban", "key": "account"}]},
        actor=SYSTEM,
    )
    assert "bank.account" in queries.compiled(publish(items=items).pk).items
    assert "bank.iban" in compiled.items


def reviewed(tenant, text="WENN …"):
    item = ReviewItem("R1", "1.0", "Rule", text, ("name",), Sentence.of("not understood"))
    return actions.import_form(form=form(), reviews=[item], actor=SYSTEM)


def test_an_open_review_blocks_publication_until_a_named_person_waives_it(tenant):
    row = reviewed(tenant)
    with pytest.raises(actions.PublicationError):
        actions.publish_form(key="dog", actor=SYSTEM)
    with pytest.raises(ValueError):  # noqa: PT011 – the message is for people
        actions.waive_rule(review=row.reviews.get(), reason=" ", name="Eva", actor=SYSTEM)
    actions.waive_rule(review=row.reviews.get(), reason="checked by the office", name="Eva", actor=SYSTEM)
    assert actions.publish_form(key="dog", actor=SYSTEM).number == 1


def test_a_closed_review_stays_closed_only_for_the_same_wording(tenant):
    row = reviewed(tenant)
    actions.waive_rule(review=row.reviews.get(), reason="checked", name="Eva", actor=SYSTEM)
    assert not queries.open_reviews(reviewed(tenant)).exists()
    assert queries.open_reviews(reviewed(tenant, text="other")).exists()


def test_only_designers_change_forms(tenant):
    for actor in (Actor("public"), Actor("customer", "x"), Actor("staff", tenant.pk)):
        with pytest.raises(PermissionDenied):
            actions.save_form(form=form(), actor=actor)


def breeds(*entries):
    return actions.save_code_list(key="breeds", entries=entries, actor=SYSTEM)


def test_a_version_keeps_its_list_whatever_becomes_of_it(tenant):
    old = publish()
    queries._compiled.clear()
    breeds(("x", "Xolo"))
    compiled = queries.compiled(old.pk)
    assert compiled.evaluate({"name": "Bello", "breed": "b"}).errors == {}
    assert "breed" in compiled.evaluate({"name": "Bello", "breed": "x"}).errors
    assert compiled.code_lists.search("breeds", "dakel", 5) == [("d", "Dackel")]
    assert queries.export_version(old).code_lists["breeds"].entries[0] == ("b", "Beagle")


def test_a_changed_list_makes_a_new_version(tenant):
    old = publish()
    breeds(("b", "Beagle"), ("x", "Xolo"))
    new = actions.publish_form(key="dog", actor=SYSTEM)
    assert (new.number, new.sha256 != old.sha256) == (2, True)
    assert "breed" not in queries.compiled(new.pk).evaluate({"name": "Bello", "breed": "x"}).errors
    assert actions.publish_form(key="dog", actor=SYSTEM) == new


def test_the_same_content_is_kept_once_and_goes_when_nobody_points_to_it(tenant):
    publish()
    actions.save_code_list(key="twin", entries=form().code_lists["breeds"].entries, actor=SYSTEM)
    assert models.CodeListContent.objects.count() == 1
    breeds(("x", "Xolo"))
    breeds(("y", "Yorkshire"))
    assert models.CodeListContent.objects.count() == 2  # pinned, and present; "x" was never published


def test_a_list_in_use_is_not_taken_away_and_a_pinned_content_stays(tenant):
    old = publish()
    with pytest.raises(actions.ListInUseError):
        actions.delete_code_list(key="breeds", actor=SYSTEM)
    actions.save_form(
        form=form(items=[{"type": "text", "key": "name"}]).model_copy(update={"code_lists": {}}), actor=SYSTEM
    )
    actions.delete_code_list(key="breeds", actor=SYSTEM)
    queries._compiled.clear()
    assert queries.compiled(old.pk).evaluate({"name": "Bello", "breed": "b"}).errors == {}


def without_list():
    return form().model_copy(update={"code_lists": {}})


def test_a_list_that_is_only_named_stands_against_publication_by_name(tenant):
    with pytest.raises(actions.PublicationError) as caught:
        actions.publish_form(key="dog", form=without_list(), actor=SYSTEM)
    assert [(f.code, f.place, "breeds" in f.message) for f in caught.value.findings] == [
        ("code_list", "breed", True)
    ]


def test_once_the_list_is_supplied_nothing_is_open(tenant):
    row = actions.save_form(form=without_list(), actor=SYSTEM)
    assert queries.open_reviews(row).get().rule_id == "breeds"
    breeds(("b", "Beagle"))
    assert not queries.open_reviews(row).exists()
    assert actions.publish_form(key="dog", actor=SYSTEM).number == 1


def test_a_list_that_a_named_person_waives_stays_text_in_that_version(tenant):
    row = actions.save_form(form=without_list(), actor=SYSTEM)
    review = queries.open_reviews(row).get()
    actions.waive_rule(review=review, reason="Kommt erst 2027", name="Eva Beispiel", actor=SYSTEM)
    version = actions.publish_form(key="dog", actor=SYSTEM)
    queries._compiled.clear()
    breeds(("b", "Beagle"))
    assert queries.compiled(version.pk).evaluate({"name": "Bello", "breed": "Mischling"}).errors == {}


def test_the_last_changes_are_undone_one_by_one(tenant):
    for title in ("Eins", "Zwei", "Drei"):
        actions.save_form(form=form(title=title), actor=SYSTEM, undo=True)
    titles = []
    while actions.undo_change(key="dog", actor=SYSTEM):
        titles.append(models.Form.objects.get().title)
    assert titles == ["Zwei", "Eins"]
