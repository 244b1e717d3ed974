import pytest

from allmende.base.forms import actions, models, queries
from allmende.base.forms.schema import Form
from allmende.base.identity.tests.factories import make_citizen, make_staff
from allmende.foundation.events.types import SYSTEM

pytestmark = pytest.mark.usefixtures("tenant")
ROOT = "/gestaltung/formulare/"


def dog_form(**changes) -> models.Form:
    items = [
        {"type": "text", "key": "name", "label": "Name des Hundes", "required": True},
        {"type": "choice", "key": "breed", "label": "Rasse",
         "choices": [{"value": "b", "label": "Beagle"}, {"value": "d", "label": "Dackel"}]},
        {"type": "group", "key": "owner", "label": "Halter",
         "items": [{"type": "date", "key": "since", "label": "Seit"}]},
    ]  # fmt: skip
    form = {
        "key": "hund",
        "title": "Hund anmelden",
        "pages": [{"key": "dog", "label": "Der Hund", "items": items}],
    }
    return actions.save_form(form=form | changes, actor=SYSTEM)


@pytest.fixture
def designer(client):
    client.force_login(make_staff(role="designer"))
    return client


@pytest.fixture
def hund(tenant) -> models.Form:
    return dog_form()


def draft() -> Form:
    return Form.model_validate(models.Form.objects.get(key="hund").draft)


def paths() -> list[str]:
    return [path for path, _item in draft().walk()]


def change(client, **post):
    return client.post(f"{ROOT}hund/aendern/", {"base": draft().sha256(), **post}, follow=True)


def save_part(client, path, **post):
    """Post a part's properties as its page shows them, with some changed."""
    page = client.get(f"{ROOT}hund/teil/{path}/")
    form = page.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    shown = {name: value for name, value in shown.items() if value is not None and value is not False}
    return client.post(f"{ROOT}hund/teil/{path}/", {"base": draft().sha256(), **shown, **post}, follow=True)


@pytest.mark.parametrize("make", [make_citizen, lambda: make_staff(role="clerk")])
@pytest.mark.usefixtures("hund")
def test_the_workshop_does_not_exist_for_others(client, make) -> None:
    client.force_login(make())
    assert client.get(ROOT).status_code == 404
    assert client.get(f"{ROOT}hund/").status_code == 404
    assert client.post(f"{ROOT}hund/aendern/", {"do": "remove:name"}).status_code == 404
    assert "name" in paths()


@pytest.mark.usefixtures("hund")
@pytest.mark.parametrize(
    "page",
    ["", "einstellungen/", "seite/dog/", "teil/name/", "teil/breed/", "teil/owner/", "teil/owner.since/",
     "probe/dog/", "probe/antworten/", "vergleich/", "veroeffentlichen/", "pruefliste/"],
)  # fmt: skip
def test_every_page_is_shown(designer, page) -> None:
    answer = designer.get(f"{ROOT}hund/{page}")
    assert answer.status_code == 200
    assert '{"' not in answer.content.decode().split("<main")[1].replace('{"_do"', "")


@pytest.mark.usefixtures("hund")
def test_the_other_municipality_has_no_such_form(designer, other_tenant) -> None:
    from django.test import Client

    from allmende.foundation.tenants.context import use_tenant

    neighbour = Client(headers={"host": "kleinau.localhost"})
    with use_tenant(other_tenant):
        neighbour.force_login(make_staff(role="designer"))
    assert neighbour.get(f"{ROOT}hund/").status_code == 404


def test_a_new_form_has_a_key_and_a_page(designer) -> None:
    designer.post(ROOT, {"title": "Straßenfest anmelden"})
    assert models.Form.objects.get().key == "strassenfest-anmelden"


@pytest.mark.usefixtures("hund")
def test_questions_are_added_moved_copied_and_removed_by_buttons(designer) -> None:
    change(designer, do="add:page:dog", kind="integer", label="Alter")
    change(designer, do="up:alter")
    change(designer, do="copy:name")
    change(designer, do="put:breed", parent="owner")
    change(designer, do="remove:name")
    assert paths() == ["name_2", "alter", "owner", "owner.since", "owner.breed"]


@pytest.mark.usefixtures("hund")
def test_a_block_is_added_and_its_questions_come_at_publication(designer) -> None:
    change(designer, do="add:page:dog", kind="block:bank_account", label="Konto")
    assert "konto" in paths()
    actions.publish_form(key="hund", actor=SYSTEM)
    content = Form.model_validate(models.FormVersion.objects.get().content)
    assert "konto.iban" in dict(content.walk())


@pytest.mark.usefixtures("hund")
def test_two_people_do_not_overwrite_each_other(designer) -> None:
    seen = draft().sha256()
    change(designer, do="remove:name")
    answer = change(designer, base=seen, do="remove:breed")
    assert "breed" in paths()
    assert "meanwhile" in answer.content.decode() or "inzwischen" in answer.content.decode()


@pytest.mark.usefixtures("hund")
@pytest.mark.parametrize(
    "post",
    [
        {"do": "nonsense"},
        {"do": "add:page:dog", "kind": "rocket", "label": "X"},
        {"do": "add:page:dog", "kind": "text"},
        {"do": "remove:gone"},
    ],
)
def test_an_impossible_change_changes_nothing(designer, post) -> None:
    before = draft()
    assert change(designer, **post).status_code == 200
    assert draft() == before


@pytest.mark.usefixtures("hund")
def test_saving_what_is_shown_changes_nothing(designer) -> None:
    before = draft()
    for path in paths():
        assert save_part(designer, path).status_code == 200
    assert draft() == before


@pytest.mark.usefixtures("hund")
def test_properties_are_typed_in_the_municipalitys_way(designer) -> None:
    save_part(
        designer, "owner.since", label="Hund seit", minimum="1.2.2020", maximum="heute", label__en="Since"
    )
    since = dict(draft().walk())["owner.since"]
    assert (str(since.minimum), since.maximum) == ("2020-02-01", "today()")
    assert since.label == {"de": "Hund seit", "en": "Since"}


@pytest.mark.usefixtures("hund")
def test_a_group_may_repeat_as_often_as_needed(designer) -> None:
    save_part(designer, "owner", minimum="0", maximum="")
    owner = dict(draft().walk())["owner"]
    assert (owner.minimum, owner.maximum) == (0, None)
    assert save_part(designer, "owner").status_code == 200
    assert dict(draft().walk())["owner"].maximum is None


@pytest.mark.usefixtures("hund")
def test_an_impossible_value_is_said_in_words(designer) -> None:
    change(designer, do="add:page:dog", kind="file", label="Impfpass")
    answer = save_part(designer, "impfpass", maximum="0")
    assert answer.status_code == 422
    text = answer.content.decode().split("error-summary")[1]
    assert "Höchstens so viele Dokumente" in text or "At most so many documents" in text


def test_a_list_without_content_stays_chosen(designer) -> None:
    items = [{"type": "code", "key": "state", "label": "Staat", "code_list": "urn:staat"}]
    dog_form(pages=[{"key": "dog", "label": "Hund", "items": items}])
    save_part(designer, "state", label="Staatsangehörigkeit")
    state = dict(draft().walk())["state"]
    assert (state.code_list, state.label) == ("urn:staat", "Staatsangehörigkeit")


@pytest.mark.usefixtures("hund")
def test_answers_get_codes_and_are_removed_by_emptying_them(designer) -> None:
    save_part(designer, "breed", **{"choice-0-label": "", "choice-2-label": "Großer Schnauzer"})
    assert [(c.value, c.label) for c in dict(draft().walk())["breed"].choices] == [
        ("d", "Dackel"), ("grosser_schnauzer", "Großer Schnauzer")]  # fmt: skip


@pytest.mark.usefixtures("hund")
def test_a_condition_is_added_without_writing_a_rule(designer) -> None:
    save_part(designer, "owner", show_name="breed", show_operator="is", show_value="Dackel")
    assert dict(draft().walk())["owner"].show == 'breed == "d"'
    save_part(designer, "owner", show_name="name", show_operator="filled")
    assert dict(draft().walk())["owner"].show == '(breed == "d") && filled(name)'


@pytest.mark.usefixtures("hund")
def test_a_rule_that_cannot_be_read_is_kept_on_the_page_with_advice(designer) -> None:
    answer = save_part(designer, "owner", show='breed = "d"')
    assert answer.status_code == 422
    assert "breed = &quot;d&quot;" in answer.content.decode()
    assert dict(draft().walk())["owner"].show is None


@pytest.mark.usefixtures("hund")
def test_a_rule_is_checked_while_it_is_typed(designer) -> None:
    post = {"_rule": "rule", "_path": "owner", "_use": "show"}
    assert b"fatal" in designer.post(f"{ROOT}hund/regel/", {**post, "rule": "breeed == 1"}).content
    assert b"fb-good" in designer.post(f"{ROOT}hund/regel/", {**post, "rule": 'breed == "d"'}).content


@pytest.mark.usefixtures("hund")
def test_required_by_rule_and_checks_with_a_message(designer) -> None:
    post = {
        "required": "rule",
        "required_rule": 'name == "Rex"',
        "check-0-rule": 'breed != "b"',
        "check-0-message": "Kein Beagle.",
    }
    save_part(designer, "breed", **post)
    breed = dict(draft().walk())["breed"]
    assert breed.required == 'name == "Rex"'
    assert (breed.checks[0].rule, breed.checks[0].message) == ('breed != "b"', "Kein Beagle.")


@pytest.mark.usefixtures("hund")
def test_the_try_out_goes_through_with_samples_and_keeps_nothing_for_the_office(designer) -> None:
    url = f"{ROOT}hund/probe/dog/"
    assert designer.post(url, {"name": ""}).status_code == 422
    designer.post(url, {"_do": "sample"})
    end = designer.get(f"{ROOT}hund/probe/antworten/").content.decode()
    assert "Beispiel" in end
    assert "kern-alert--success" in end


def test_findings_stand_at_their_place_and_block_publishing(designer) -> None:
    items = [{"type": "text", "key": "name", "label": "Name", "show": "nothing == 1"}]
    dog_form(pages=[{"key": "dog", "label": "Hund", "items": items}])
    assert "fb-finding--fatal" in designer.get(f"{ROOT}hund/").content.decode()
    answer = designer.post(f"{ROOT}hund/veroeffentlichen/", {"base": draft().sha256()})
    assert answer.status_code == 422
    assert f"{ROOT}hund/teil/name/" in answer.content.decode()
    assert "fb-finding" in designer.get(f"{ROOT}hund/probe/dog/").content.decode()


@pytest.mark.usefixtures("hund")
def test_publishing_and_comparing_with_the_version_before(designer) -> None:
    designer.post(f"{ROOT}hund/veroeffentlichen/", {"base": draft().sha256()})
    save_part(designer, "name", label="Rufname")
    change(designer, do="remove:breed")
    change(designer, do="add:page:dog", kind="integer", label="Alter")
    text = designer.get(f"{ROOT}hund/vergleich/").content.decode()
    assert "<del>Name des Hundes</del>" in text
    assert "fb-difference--removed" in text
    assert "fb-difference--added" in text
    designer.post(f"{ROOT}hund/veroeffentlichen/", {"base": draft().sha256()})
    assert models.FormVersion.objects.count() == 2


@pytest.fixture
def review(hund) -> models.RuleReview:
    text = "WENN Rasse = Dackel, DANN …"
    return models.RuleReview.objects.create(
        form=hund, rule_id="R1", name="Regel", text=text, places=["owner"]
    )


def test_an_imported_rule_is_waived_with_a_name_and_a_reason(designer, review) -> None:
    url = f"{ROOT}hund/pruefliste/{review.pk}/"
    assert designer.post(url, {"do": "waive", "waive-reason": ""}).status_code == 422
    designer.post(url, {"do": "waive", "waive-reason": "Gilt bei uns nicht."})
    review.refresh_from_db()
    assert (review.state, review.decided_by_name) == ("waived", "Kim Amt")


def test_an_imported_rule_is_written_into_the_form(designer, review) -> None:
    url = f"{ROOT}hund/pruefliste/{review.pk}/"
    wrong = {"rule-how": "show", "rule-place": "owner", "rule-rule": "breeed == 1"}
    assert designer.post(url, wrong).status_code == 422
    designer.post(url, {**wrong, "rule-rule": 'breed == "d"'})
    review.refresh_from_db()
    assert review.state == "translated"
    assert dict(draft().walk())["owner"].show == 'breed == "d"'


def test_a_block_is_edited_in_one_place(designer) -> None:
    url = "/gestaltung/bausteine/bank_account/"
    assert designer.get(url).status_code == 200
    designer.post(f"{url}aendern/", {"do": "add:page:baustein", "kind": "text", "label": "Bank"})
    assert [item["key"] for item in models.Block.objects.get().content["items"]] == ["holder", "iban", "bank"]
    assert designer.get("/gestaltung/bausteine/").status_code == 200


@pytest.mark.usefixtures("hund")
def test_the_last_change_is_undone(designer) -> None:
    change(designer, do="remove:name")
    assert "name" not in paths()
    change(designer, do="undo")
    assert "name" in paths()
    assert "rückgängig" in change(designer, do="undo").content.decode()


def test_the_last_change_of_a_block_is_undone(designer) -> None:
    change_block = f"{ROOT.replace('formulare', 'bausteine')}person/aendern/"
    designer.post(change_block, {"do": "remove:birth_date"})
    assert "birth_date" not in {item.key for item in queries.block("person").items}
    designer.post(change_block, {"do": "undo"})
    assert "birth_date" in {item.key for item in queries.block("person").items}
    assert not actions.undo_block_change(key="person", actor=SYSTEM)


@pytest.mark.usefixtures("hund")
def test_a_page_is_dragged_before_another(designer) -> None:
    change(designer, do="add_page", label="Zahlung")
    change(designer, do="put_page:zahlung", before="dog")
    assert [page.key for page in draft().pages] == ["zahlung", "dog"]
    change(designer, do="put_page:zahlung", before="")
    assert [page.key for page in draft().pages] == ["dog", "zahlung"]


@pytest.mark.usefixtures("hund")
def test_a_comparison_names_what_moved_and_only_that(designer) -> None:
    actions.publish_form(key="hund", actor=SYSTEM)
    change(designer, do="down:name")
    found = designer.get(f"{ROOT}hund/vergleich/").context["differences"]
    assert [(row.what, row.label, row.behind) for row in found] == [("moved", "Name des Hundes", "Rasse")]


LONG = [[str(number), f"Rasse {number}"] for number in range(100)]


def test_files_and_long_lists_can_be_tried_out(designer, tenant) -> None:
    items = [
        {"type": "file", "key": "proof", "label": "Nachweis", "required": True, "maximum": 2},
        {"type": "code", "key": "breed", "label": "Rasse", "required": True, "code_list": "breeds"},
    ]
    dog_form(
        pages=[{"key": "dog", "label": "Der Hund", "items": items}], code_lists={"breeds": {"entries": LONG}}
    )
    page = f"{ROOT}hund/probe/dog/"
    found = designer.get(f"{page}liste/", {"_path": "breed", "_q.breed": "Rasse 42"}).content.decode()
    assert 'value="42"' in found
    shown = designer.post(
        page, {"_do": "upload:proof", "_file.proof": "C:\\fakepath\\chip.pdf"}
    ).content.decode()
    assert 'value="chip.pdf"' in shown
    answer = designer.post(page, {"_do": "next", "proof": "chip.pdf", "breed": "42"})
    assert answer.url.endswith("antworten/")
    assert "chip.pdf" in designer.get(page).content.decode()
    designer.post(page, {"_do": "unload:proof:chip.pdf", "proof": "chip.pdf", "breed": "42"})
    assert 'value="chip.pdf"' not in designer.get(page).content.decode()


def test_samples_fill_files_and_lists(designer, tenant) -> None:
    items = [
        {"type": "file", "key": "proof", "label": "Nachweis", "required": True, "minimum": 2, "maximum": 3},
        {
            "type": "choices",
            "key": "breeds",
            "label": "Rassen",
            "required": True,
            "code_list": "breeds",
            "minimum": 2,
        },
    ]
    dog_form(
        pages=[{"key": "dog", "label": "Der Hund", "items": items}], code_lists={"breeds": {"entries": LONG}}
    )
    designer.post(f"{ROOT}hund/probe/dog/", {"_do": "sample"})
    assert designer.get(f"{ROOT}hund/probe/antworten/").context["errors"] == []


def offered(client, path) -> list[str]:
    return [
        value
        for value, _label in client.get(f"{ROOT}hund/teil/{path}/").context["form"].fields["prefill"].choices
    ]


def test_a_question_offers_what_can_fill_it_in(designer, hund):
    assert {"family_name", "account.email", "eid.birth_place"} <= set(offered(designer, "name"))
    assert offered(designer, "owner.since") == ["", "eid.birth_date"]
    save_part(designer, "name", prefill="family_name")
    assert draft().pages[0].items[0].prefill == "family_name"
    assert (
        "Familienname: bestätigt, sonst aus dem Konto"
        in designer.get(f"{ROOT}hund/teil/name/").content.decode()
    )


def test_what_was_written_by_hand_is_kept(designer, hund):
    items = [{"type": "date", "key": "born", "label": "Geboren", "prefill": "birth_date"}]
    actions.save_form(
        form={"key": "hund", "title": "Hund", "pages": [{"key": "p", "label": "P", "items": items}]},
        actor=SYSTEM,
    )
    save_part(designer, "born", label="Geburtstag")
    assert draft().pages[0].items[0].prefill == "birth_date"
