"""The pages: for staff, for institutions, for everybody."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from allmende.base.messages.models import OutgoingEmail
from allmende.foundation.kept import forget_all
from allmende.provider.offers.tests import factories as offers
from allmende.provider.transitions.access import Holder
from allmende.provider.transitions.actions import place, publish_revision, set_date, tick_step
from allmende.provider.transitions.errors import TransitionError
from allmende.provider.transitions.holders import HolderReader, holder_readers
from allmende.provider.transitions.models import Effect, MeasureDate, Step, Window
from allmende.provider.transitions.page_parts import page_parts
from allmende.provider.transitions.tests.factories import make_hosting_programme
from allmende.provider.transitions.windows import actions, tasks
from allmende.provider.transitions.windows.links import token_of
from allmende.provider.transitions.windows.models import (
    Follower,
    Lock,
    MeasureOrder,
    MeasureRule,
    Period,
    Run,
    Wish,
)
from allmende.provider.transitions.windows.progress import figures, forecast, standing
from allmende.provider.transitions.windows.solver.search import solve


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    monkeypatch.setattr(tasks, "calculate", lambda problem, options, tell: solve(problem, options))
    forget_all()


@pytest.fixture
def programme(tenant):
    return make_hosting_programme(schools=3)[0]


@pytest.fixture
def staff(client, tenant):
    user = offers.make_provider()
    client.force_login(user)
    return client


def at(programme, rest=""):
    return f"/arbeitsplatz/umstellungen/{programme.pk}/{rest}"


def hosting():
    return Effect.objects.filter(measure__key="webhosting").order_by("institution__number")


def do(client, url, **fields):
    return client.post(url, fields, follow=True)


def test_it_is_for_the_providers_staff(client, programme):
    client.force_login(offers.make_contact_user(offers.make_institution()))
    for rest in (
        "zeitfenster/",
        "zeitfenster/regeln/",
        "zeitfenster/einteilung/",
        "fortschritt/",
        "fortschritt/tabelle.csv",
    ):
        assert client.get(at(programme, rest)).status_code in (302, 403, 404)


def test_b34_windows_show_their_load_and_a_calculation_is_looked_at_before_it_holds(staff, programme):
    assert "3 Einrichtungen haben noch kein Zeitfenster" in staff.get(at(programme, "zeitfenster/")).text
    page = do(staff, at(programme, "zeitfenster/berechnen/"))
    assert "3 Einrichtungen haben ein Zeitfenster" in page.text
    assert not hosting().filter(window__isnull=False).exists()
    page = do(staff, at(programme, f"zeitfenster/berechnung/{Run.objects.get().pk}/"), do="take")
    assert "3 Einrichtungen haben ein neues Zeitfenster" in page.text
    assert hosting().filter(window__isnull=False).count() == 3


def test_what_is_impossible_is_said_with_ways_out(staff, tenant):
    programme, _schools = make_hosting_programme(schools=3, capacity=1, last=date(2027, 11, 30))
    page = do(staff, at(programme, "zeitfenster/berechnen/"))
    assert "1 Platz mehr" in page.text
    assert "Platz für 2 statt 1" in page.text


def test_rules_are_saved_on_their_page(staff, programme):
    url = at(programme, "zeitfenster/regeln/")
    rule = {"bodies": "together", "at_most": 1, "holidays": "wished", "exams_barred": "on"}
    do(staff, url, do="rule:webhosting", **{f"webhosting-{name}": value for name, value in rule.items()})
    assert MeasureRule.objects.get().bodies == "together"
    do(staff, url, do="period", **{"period-land": "BW", "period-kind": "exams", "period-label": "Abitur",
                                  "period-starts_on": "2027-11-08", "period-ends_on": "2027-11-12"})  # fmt: skip
    assert "Abitur" in staff.get(url).text
    do(staff, url, do=f"drop_period:{Period.objects.get().pk}")
    assert not Period.objects.exists()


def test_a_wrong_period_comes_back_with_what_was_typed(staff, programme):
    page = staff.post(at(programme, "zeitfenster/regeln/"), {
        "do": "period", "period-land": "BW", "period-kind": "exams", "period-label": "Abitur",
        "period-starts_on": "2027-11-12", "period-ends_on": "2027-11-08"})  # fmt: skip
    assert page.status_code == 422
    assert "Abitur" in page.text


def test_an_order_is_added_and_taken_out(staff, programme):
    from allmende.provider.transitions.actions import add_windows

    one, two = programme.measures.order_by("order")
    MeasureDate.objects.filter(measure=two).delete()
    add_windows(measure=two, windows=[(date(2028, 5, 1), date(2028, 5, 31), 5)], by=None)
    url = at(programme, "zeitfenster/regeln/")
    do(staff, url, do="order", **{"order-before": one.pk, "order-after": two.pk})
    do(staff, url, do=f"drop_order:{MeasureOrder.objects.get().pk}")
    assert not MeasureOrder.objects.exists()


def test_moving_by_hand_warns_first(staff, programme):
    effect, windows = hosting().first(), list(Window.objects.order_by("starts_on"))
    actions.save_wishes(effect=effect, wishes={windows[0].pk: Wish.Kind.VETO}, by=None)
    url = at(programme, f"zeitfenster/einteilung/{effect.pk}/")
    page = staff.post(url, {"do": "move", "window": windows[0].pk, "lock": "on"})
    assert page.status_code == 409
    assert "von der Einrichtung ausgeschlossen" in page.text
    do(staff, url, do="anyway", window=windows[0].pk, lock="on", why="Anruf")
    assert Lock.objects.get().effect == effect
    assert "Anruf" in staff.get(at(programme, "zeitfenster/einteilung/?q=Schule")).text
    do(staff, url, do="unlock")
    assert not Lock.objects.exists()


def test_the_list_takes_few_statements_however_long(staff, tenant, django_assert_max_num_queries):
    programme, _schools = make_hosting_programme(schools=12, capacity=9)
    with django_assert_max_num_queries(16):
        assert staff.get(at(programme, "zeitfenster/einteilung/")).text.count("Webhosting") >= 12
    with django_assert_max_num_queries(20):
        staff.get(at(programme, "fortschritt/"))


def test_an_institution_says_what_suits_it_without_an_account(client, programme, monkeypatch):
    effect, window = hosting().first(), Window.objects.order_by("starts_on").last()
    token = uuid.uuid4().hex[:22]
    holder = Holder(effect.institution, programme)
    reader = HolderReader("test", lambda said: holder if said == token else None)
    monkeypatch.setitem(holder_readers._items, "test", reader)
    url = f"/u/{token}/zeitfenster/{effect.pk}/"
    assert "Sie können höchstens" not in client.get(url).text
    do(client, url, **{f"w-{window.pk}": "wish"})
    assert Wish.objects.get().window == window
    other = hosting().last()
    assert client.get(f"/u/{token}/zeitfenster/{other.pk}/").status_code == 404
    assert client.get(f"/u/{'x' * 22}/zeitfenster/{effect.pk}/").status_code == 404


def test_wishes_stand_on_the_institutions_own_page(programme):
    effect, window = hosting().first(), Window.objects.order_by("starts_on").last()
    holder = Holder(effect.institution, programme)
    part = page_parts["fenster"]
    assert len(part.context(holder, programme, effect.institution)["lines"]) == 1
    data = QueryDict(f"effect={effect.pk}&w-{window.pk}=wish")
    part.act(holder, programme, effect.institution, data)
    assert Wish.objects.get().window == window
    with pytest.raises(TransitionError):
        part.act(holder, programme, effect.institution, QueryDict(f"effect={hosting().last().pk}"))


def test_a_contact_says_what_suits_its_school_and_no_other(client, programme):
    effect, other = hosting().first(), hosting().last()
    client.force_login(offers.make_contact_user(effect.institution))
    windows = Window.objects.order_by("starts_on")
    page = client.post(f"/einrichtung/zeitfenster/{effect.pk}/", {f"w-{w.pk}": "veto" for w in windows})
    assert page.status_code == 422
    assert "höchstens 1 Zeitfenster" in page.text
    assert client.get(f"/einrichtung/zeitfenster/{other.pk}/").status_code == 404


def test_progress_is_counted_from_the_checklists(staff, programme):
    place(effect=hosting().last(), window=Window.objects.first(), how="hand", by=None)
    school = hosting().first().institution
    for step in Step.objects.filter(institution=school):
        tick_step(step=step, by=None)
    found = figures(programme)
    assert (found.institutions, found.done, found.begun, found.open) == (3, 1, 0, 2)
    assert found.forecast is None
    page = staff.get(at(programme, "fortschritt/")).text
    assert "noch nicht absehbar" in page
    assert "<polyline" in page
    assert staff.get(at(programme, "fortschritt/einrichtungen/?stand=fertig")).text.count("Schule") >= 1


def test_who_does_nothing_before_the_window_is_stuck(tenant):
    programme, _schools = make_hosting_programme(last=date(2027, 10, 31))
    Window.objects.update(starts_on=timezone.localdate() + timedelta(days=5))
    place(effect=hosting().first(), window=Window.objects.get(), how="hand", by=None)
    assert list(standing(programme, "haengt")) == [hosting().first().institution]


@pytest.mark.parametrize("days", [[], list(range(3)), [70] * 9])
def test_a_forecast_is_not_made_of_too_little(days):
    today = date(2027, 6, 1)
    assert forecast(100, [today - timedelta(days=day) for day in days], today) is None


def test_a_forecast_has_a_range():
    today = date(2027, 6, 1)
    finished = sorted(today - timedelta(days=day) for day in [*range(0, 84, 2), 1, 3, 5])
    found = forecast(100, finished, today)
    assert found.earliest < found.expected < found.latest


def test_the_table_is_no_formula(staff, programme):
    school = hosting().first().institution
    type(school).objects.filter(pk=school.pk).update(name="=1+1")
    text = staff.get(at(programme, "fortschritt/tabelle.csv")).content.decode()
    assert "'=1+1" in text
    assert len(text.splitlines()) == 7


def test_b23_everybody_reads_the_official_state_and_no_draft(client, programme):
    ends = programme.measures.get(key="webhosting")
    sale = MeasureDate.objects.get(measure=ends)
    set_date(measure=ends, event="sale_stop", kind="expected", on=date(2027, 5, 31), replaces=sale, by=None)
    page = client.get(f"/umstellungen/{programme.key}/").text
    assert "Offizieller Stand: Fassung 1 vom" in page
    assert "30. April 2027" in page
    assert "31. Mai 2027" not in page
    publish_revision(programme=programme, summary="Verkaufsstopp später", by=None)
    page = client.get(f"/umstellungen/{programme.key}/").text
    assert "Fassung 2 vom" in page
    assert "voraussichtlich am 31. Mai 2027" in page
    assert "Verkaufsstopp später" in page
    assert "Schule" not in page.split("<main")[1].split("Was folgen kann")[0].replace("Schuldienste", "")


def test_nobody_reads_the_windows_of_single_institutions(client, programme):
    place(effect=hosting().first(), window=Window.objects.first(), how="hand", by=None)
    publish_revision(programme=programme, summary="Eingeteilt", by=None)
    for rest in ("", "neues.atom"):
        page = client.get(f"/umstellungen/{programme.key}/{rest}").text
        assert "Eingeteilt" in page
        assert "Ihr Zeitfenster" not in page


def test_a_draft_is_nobodys_business(client, tenant):
    programme, _schools = make_hosting_programme(announced=False)
    for rest in ("", "neues.atom", "termine.ics", "abo/"):
        assert client.get(f"/umstellungen/{programme.key}/{rest}").status_code == 404
    assert programme.title not in client.get("/umstellungen/").text
    assert client.get(f"/api/v1/programmes/{programme.key}").status_code == 404


def test_only_sure_days_stand_in_the_calendar(client, programme):
    from icalendar import Calendar

    file = Calendar.from_ical(client.get(f"/umstellungen/{programme.key}/termine.ics").content)
    starts = sorted(event.decoded("DTSTART") for event in file.walk("VEVENT"))
    assert starts == [date(2027, 4, 30), *(date(2027 + (m > 12), (m - 1) % 12 + 1, 1) for m in range(10, 15))]
    assert "nicht vor dem 1. Juli 2029" in str(file["X-WR-CALDESC"])


def test_the_feed_tells_revisions(client, programme):
    page = client.get(f"/umstellungen/{programme.key}/neues.atom")
    assert page["Content-Type"].startswith("application/atom+xml")
    assert "Fassung 1" in page.text


def test_the_api_says_the_kind_of_each_date(client, programme):
    assert client.get("/api/v1/programmes").json()[0]["key"] == programme.key
    found = client.get(f"/api/v1/programmes/{programme.key}").json()
    kinds = {row["event"]: row["kind"] for measure in found["measures"] for row in measure["dates"]}
    assert kinds == {"sale_stop": "fixed", "move": "not_before"}
    assert found["progress"]["expected"] is None


def test_following_is_confirmed_told_once_and_ended(client, programme):
    do(client, f"/umstellungen/{programme.key}/abo/", email="Lehrer@Schule.example")
    row = Follower.objects.get()
    assert (row.email, row.confirmed_at) == ("lehrer@schule.example", None)
    tasks.tell_followers.func(str(programme.tenant_id), programme_id=str(programme.pk), number=1)
    assert OutgoingEmail.objects.count() == 1
    url = f"/umstellungen/abo/{token_of(row)}/"
    client.get(url)
    assert Follower.objects.get().confirmed_at is None
    do(client, url, do="confirm")
    ends = programme.measures.get(key="webhosting")
    set_date(measure=ends, event="sale_stop", kind="fixed", on=date(2027, 5, 31),
             replaces=MeasureDate.objects.get(measure=ends), by=None)  # fmt: skip
    revision = publish_revision(programme=programme, summary="Verkaufsstopp später", by=None)
    assert tasks.tell_some(revision) == 0
    _asked, told = OutgoingEmail.objects.order_by("created_at", "id")
    assert told.to == "lehrer@schule.example"
    assert "31. Mai 2027" in told.body
    do(client, url, do="end")
    assert not Follower.objects.exists()
    assert client.get(url).status_code == 404


def test_nobody_fills_a_strangers_mailbox(client, programme):
    for number in range(5):
        do(client, f"/umstellungen/{programme.key}/abo/", email=f"a{number}@x.example")
    page = client.post(f"/umstellungen/{programme.key}/abo/", {"email": "a9@x.example"})
    assert page.status_code == 422
    assert Follower.objects.count() == 5


def test_who_never_confirms_is_forgotten(programme):
    for days, email in ((3, "a@x.example"), (1, "b@x.example")):
        Follower.objects.create(programme=programme, email=email)
        Follower.objects.filter(email=email).update(created_at=timezone.now() - timedelta(days=days))
    tasks.forget_followers()
    assert Follower.objects.get().email == "b@x.example"
