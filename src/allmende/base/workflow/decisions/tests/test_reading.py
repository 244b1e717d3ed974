import pytest

from allmende.base.workflow.decisions.checks import check_decision
from allmende.base.workflow.decisions.reading import read_decisions

from .factories import dmn, formula, read, table

FINE = table("d", ["x: number"], ["o: number"], "- | 1")


@pytest.mark.parametrize(
    "space",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_every_edition_of_the_standard_is_read(space):
    assert read_decisions(dmn(FINE, space=space))[0].decide({"x": 1}).value == 1


@pytest.mark.parametrize(
    "xml",
    [
        "", "not xml", "<a/>", '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', dmn(),
        '<!DOCTYPE d [<!ENTITY x "y">]>' + dmn(FINE), dmn("<a>" * 200 + "</a>" * 200), dmn(FINE)[:-20],
    ],
    ids=["empty", "text", "other", "bpmn", "no decision", "entity", "deep", "cut off"],
)  # fmt: skip
def test_what_is_no_table_gets_one_clear_message(xml):
    decisions, found = read_decisions(xml)
    assert decisions is None
    assert [finding.level for finding in found] == ["error"]


@pytest.mark.parametrize(
    ("element", "words"),
    [
        (table("d", ["x: number"], ["o: number"], "1 | 1", policy="SOME"), "SOME"),
        (table("d", ["x: number"], ["o: number"], "- | 1", policy="PRIORITY"), "order of the answers"),
        (table("d", ["x: number"], ["o: string"], '- | "a"', policy="COLLECT", aggregation="SUM"), "added up"),
        (table("d", ["x: number"], ["o: number"], '"a" | 1'), "rule 1, x.*a does not fit"),
        (table("d", ["x: number"], ["o: number"], '1 | "a"'), "rule 1, o.*does not fit"),
        (table("d", ["x: number"], ["o: number"], "[5..3] | 1"), "No value"),
        (table("d", ["x: number"], ["o: number"], "1 1 | 1"), "rule 1, x"),
        (table("d", ["x: number"], ["o: number"], "list[1] | 1"), "not run"),
        (table("d", ["x: number"], ["o: number"], "1 | 2 ** 3"), r"\*\*"),
        (table("d", ["x: number"], ["o: number"], "1 | now()"), r"now\(\)"),
        (table("d", ["x: number"], ["o: number [1,2]"], "1 | 3"), "none of the values"),
        (table("d", ["x: number"], ["o: number"], "1"), "a cell for each column"),
        (table("d", [" : number"], ["o: number"], "1 | 1"), "what it looks at"),
        (table("d", ["x: number"], [], "1"), "no output"),
        (table("d", ["x: number"], ["o: number"], "1 | 1", needs="other"), "other"),
        (formula("a", "b", "b") + formula("b", "a", "a"), "circle: a, b"),
        ('<decision id="d" name="d"/>', "neither a table nor a formula"),
        ('<decision id="d" name="d"><context/></decision>', "context"),
        (formula("d", "x").replace("<literalExpression", '<literalExpression expressionLanguage="groovy"'), "groovy"),
    ],
)  # fmt: skip
def test_what_is_not_run_is_refused_by_name_and_place(element, words):
    with pytest.raises(AssertionError, match=words):
        read(element)


def test_types_of_the_file_come_down_to_kinds_with_their_values():
    values = '<allowedValues><text>"a","b"</text></allowedValues>'
    own = f'<itemDefinition name="tKind"><typeRef>string</typeRef>{values}</itemDefinition>'
    asked, _found = read_decisions(dmn(own, table("d", ["x: tKind"], ["o: number"], '"a" | 1')))
    assert asked.decide({"x": "b"}).value is None
    assert any(
        "x: b" in str(finding)
        for finding in check_decision(dmn(own, table("d", ["x: tKind"], ["o: number"], '"a" | 1')))
    )


def test_other_tools_names_of_the_input_inside_a_cell_are_known():
    xml = dmn(table("d", ["x: integer"], ["o: number"], "n > 3 | 1")).replace(
        "<input>", '<input xmlns:camunda="http://camunda.org/schema/1.0/dmn" camunda:inputVariable="n">'
    )
    assert read_decisions(xml)[0].decide({"x": 4}).value == 1


def test_a_file_in_cel_is_taken_as_cel():
    xml = dmn(
        table("d", ["size(dogs): integer"], ["o: number"], "value > 1 | dogs[0].fee"),
        more='expressionLanguage="cel"',
    )
    assert read_decisions(xml)[0].decide({"dogs": [{"fee": 3}, {}]}).value == 3


def test_references_are_what_a_caller_must_give():
    asked = read(
        table("a", ["answers.dogs: number"], ["o: number"], "> param.most | param.fee"),
        formula("b", "a * 2", "a"),
    )
    assert asked.references == {"answers.dogs", "param.most", "param.fee"}
