"""Rules, values and parameters are said in the words of the form, the procedure and the steps."""

import pytest

from allmende.base.procedures.actions import import_files
from allmende.base.procedures.tests.factories import files as procedure_files
from allmende.base.procedures.tests.factories import make_town
from allmende.foundation.events.types import SYSTEM
from allmende.inward.processes.bpmn.tree import by_id, parse
from allmende.inward.processes.tests import samples
from allmende.inward.processes.wording import Labels, say, say_condition, speaker_for

LABELS = Labels(
    {
        "answers.guests": "Personenzahl",
        "answers.closed": "Sperrung",
        "answers.kind": "Art",
        "answers.home": "Anschrift",
    },
    {"answers.kind": {"music": "Musik", "food": "Essen"}},
)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("answers.guests > 500", "„Personenzahl“ ist größer als 500"),
        ("500 < answers.guests", "„Personenzahl“ ist größer als 500"),
        ("answers.guests >= 5 && answers.closed", "„Personenzahl“ ist mindestens 5 und „Sperrung“ ist ja"),
        ("!answers.closed || answers.guests != 3", "„Sperrung“ ist nein oder „Personenzahl“ ist nicht 3"),
        ("answers.closed && (n == 1 || n == 2)", "„Sperrung“ ist ja und (n ist 1 oder n ist 2)"),
        ('answers.kind == "music"', "„Art“ ist „Musik“"),
        ("answers.kind in ['music', 'food']", "„Art“ ist „Musik“ oder „Essen“"),
        ('"music" in answers.kinds', "answers.kinds enthält „music“"),
        ("filled(answers.guests)", "„Personenzahl“ hat eine Angabe"),
        ("answers.home.city == ''", "„Anschrift: Ort“ hat keine Angabe"),
        ("answers.guests * 2.5 + 1", "„Personenzahl“ mal 2,5 plus 1"),
        ("= answers.closed ? 10 : 0", "10, wenn „Sperrung“ ist ja, sonst 0"),
        ('!(answers.kind == "music")', "„Art“ ist nicht „Musik“"),
        ("a - (b - c)", "a minus (b minus c)"),
        ("a - b - c", "a minus b minus c"),
        ("a / (b * c)", "a geteilt durch (b mal c)"),
        ("-(a + b)", "− (a plus b)"),
        ("round(a + b)", "(a plus b), gerundet"),
        ("answers.kind in param.kinds", "param.kinds enthält „Art“"),
        ("!(n == 1 && m == 2)", "es gilt nicht, dass (n ist 1 und m ist 2)"),
        ("!(n > 1) && m == 2", "es gilt nicht, dass n ist größer als 1 und m ist 2"),
        ("n == 1 ? (m == 2 ? 3 : 4) : 5", "(3, wenn m ist 2, sonst 4), wenn n ist 1, sonst 5"),
        ('day > date("2026-02-01")', "day ist größer als 01.02.2026"),
    ],
)
def test_a_rule_in_words(rule, words):
    assert say(rule, LABELS) == words


@pytest.mark.parametrize(
    "rule",
    ["dogs.exists(d, d.age > 3)", "a[0] == 1", "a ==", "((((" * 60, "!" * 99 + "a", "nonsense(a)", "a $ b"],
)
def test_what_has_no_words_stays_as_it_is_written(rule):
    assert say(rule, LABELS) == rule


MODEL = samples.model(
    """<b:process id="p"><b:userTask id="t" name="Sind Dritte betroffen?" a:result="third"
a:answers="yes: Ja | no: Nein"/>
<b:serviceTask id="s" a:action="decide"><b:extensionElements><a:parameter name="outcome" value="refuse"/>
<a:parameter name="reasons" value="= third"/></b:extensionElements></b:serviceTask></b:process>""",
    spaces='xmlns:a="urn:allmende:bpmn:1"',
)


@pytest.mark.django_db
def test_steps_give_names_and_actions_have_words(tenant):
    root = parse(MODEL.encode())
    speaker = speaker_for("p", root)
    assert speaker.say("third == 'yes'") == "„Sind Dritte betroffen?“ ist „Ja“"
    assert speaker.does(by_id(root)["s"])[1:] == [
        "Wie entschieden wird: Abgelehnt",
        "Begründung: „Sind Dritte betroffen?“",
    ]


@pytest.mark.django_db
def test_fields_of_the_procedures_form_give_names(tenant):
    make_town()
    version = import_files(procedure_files(), SYSTEM)
    speaker = speaker_for(version.procedure.key, parse(MODEL.encode()))
    named = [name for name in speaker.labels.names if name.startswith("answers.")]
    assert named
    assert all(speaker.labels.known(name) != name for name in named)


def test_a_name_alone_holds_where_it_is_yes():
    assert say_condition("= answers.closed", LABELS) == "„Sperrung“ ist ja"
    assert say("= answers.closed", LABELS) == "„Sperrung“"
