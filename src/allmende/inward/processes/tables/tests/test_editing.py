"""A change of a table is a change of that part of the file and of no other."""

import difflib

import pytest

from allmende.base.workflow.decisions.kinds import Kind
from allmende.base.workflow.decisions.review import review
from allmende.inward.processes.tables.dmn import columns, deciding, editing
from allmende.inward.processes.tables.dmn.outline import columns_of, sheets
from allmende.inward.processes.tables.dmn.tree import as_bytes, parse
from allmende.inward.processes.tables.dmn.typing import as_feel
from allmende.inward.processes.tables.tests import samples


def lines(root):
    return as_bytes(root).decode().splitlines()


def changed(edit):
    """(lines that went, lines that came) by ``edit`` of the table."""
    root = parse(samples.DOGS.encode())
    before = lines(root)
    edit(editing.table_of(root, sheets(root)[0].id))
    found = [line for line in difflib.ndiff(before, lines(root)) if line[0] in "+-"]
    return [line[2:].strip() for line in found if line[0] == "-"], [
        line[2:].strip() for line in found if line[0] == "+"
    ]


def column(table, key):
    return next(column for column in columns_of(table) if column.key == key)


def test_a_cell_changes_its_own_line_only():
    gone, came = changed(lambda table: editing.write_cells(table, {"r1.o0": "108"}, {"euro": Kind.NUMBER}))
    assert len(gone) == len(came) == 1
    assert came[0] == gone[0].replace("<text>96</text>", "<text>108</text>")


def test_what_says_the_same_is_left_as_it_was():
    typed = {"r1.o0": " 96 ", "r1.i0": "1", "r2.o0": "600", "r2.n0": "", "r1.n0": "§ 5", "gone.i0": "x"}
    assert changed(lambda table: editing.write_cells(table, typed, {})) == ([], [])


def test_a_rule_comes_goes_is_copied_and_moves_without_touching_others():
    gone, came = changed(lambda table: editing.add_rule(table, "r1", ["> 1", '"dogo"']))
    assert gone == []
    assert len(came) == 1
    assert "&gt; 1" in came[0]
    assert "§ 5" not in came[0]
    assert changed(lambda table: editing.remove_rule(table, "r2"))[1] == []
    (made,) = changed(lambda table: editing.copy_rule(table, "r1"))[1]
    assert "§ 5" in made
    assert 'id="r1' not in made
    gone, came = changed(lambda table: editing.move_rule(table, "r2", -1))
    assert gone == came
    assert len(gone) == 1
    assert changed(lambda table: editing.move_rule(table, "r2", 1)) == ([], [])


def test_a_column_takes_its_cells_along():
    root = parse(samples.DOGS.encode())
    table = editing.table_of(root, "satz")
    assert columns.move_column(table, column(table, "i0"), 1) == "i1"
    assert [each.text for each in sheets(root)[0].rows[1].cells] == ['"pitbull"', "> 1", "600", ""]
    columns.remove_column(table, column(table, "i1"))
    columns.add_column(table, "in")
    columns.add_column(table, "out")
    columns.add_column(table, "note")
    sheet = sheets(root)[0]
    assert [each.side for each in sheet.columns] == ["in", "in", "out", "out", "note", "note"]
    assert [each.text for each in sheet.rows[0].cells] == ["-", "-", "96", "", "§ 5", ""]
    assert b'x:hint="a"' in as_bytes(root)


def test_the_last_answer_stays():
    root = parse(samples.DOGS.encode())
    table = editing.table_of(root, "satz")
    with pytest.raises(editing.EditError):
        columns.remove_column(table, column(table, "o0"))


def test_a_decision_goes_with_its_edge_only_when_nothing_needs_it():
    root = parse(samples.DOGS.encode())
    with pytest.raises(editing.EditError):
        deciding.remove_decision(root, "satz")
    deciding.write_decision(root, "steuer", {"name": "Steuer", "question": ""}, [])
    assert b"DMNEdge" not in as_bytes(root)
    deciding.write_decision(root, "steuer", {"name": "Steuer", "question": "Wie viel?"}, ["satz"])
    deciding.remove_decision(root, "steuer")
    with pytest.raises(editing.EditError):
        deciding.remove_decision(root, "satz")


def test_old_files_without_ids_are_edited_too():
    root = parse(samples.OLD)
    (sheet,) = sheets(root)
    (row,) = sheet.rows
    assert [cell.text for cell in row.cells] == ['"A"', "1", "Satzung"]
    table = editing.table_of(root, "d")
    editing.write_cells(
        table, {row.cells[1].key: "12,50", row.cells[2].key: "§ 2"}, {"output_1": Kind.NUMBER}
    )
    assert [cell.text for cell in sheets(root)[0].rows[0].cells] == ['"A"', "12.50", "§ 2"]
    assert review(as_bytes(root)).decisions.decide({"zone": "A"}).value == 12.5


@pytest.mark.parametrize("formula", [True, False])
def test_a_file_from_scratch_is_dmn_and_grows(formula):
    root = parse(deciding.new_file('Parken & "Zonen"').encode())
    made = deciding.add_decision(root, "Größe", formula=formula)
    assert made == "groesse"
    assert [sheet.name for sheet in sheets(parse(as_bytes(root)))] == ['Parken & "Zonen"', "Größe"]


TYPED = [
    ("108,50", Kind.NUMBER, True, "108.50"),
    ("1.200,50 €", Kind.NUMBER, True, "1200.50"),
    ("1.200", Kind.NUMBER, True, "1200"),
    ("0.125", Kind.NUMBER, True, "0.125"),
    ("param.tax * 2", Kind.NUMBER, True, "param.tax * 2"),
    ("ab 3", Kind.INTEGER, False, ">= 3"),
    ("3 bis 5", Kind.INTEGER, False, "[3..5]"),
    ("> 0,5", Kind.NUMBER, False, "> 0.5"),
    ("[0,5..3,5[", Kind.NUMBER, False, "[0.5..3.5["),
    ("1, 3", Kind.NUMBER, False, "1, 3"),
    ("Ja", Kind.YES_NO, True, "true"),
    ("31.1.2026", Kind.DATE, True, 'date("2026-01-31")'),
    ("ab 31.1.2026", Kind.DATE, False, '>= date("2026-01-31")'),
    ("31.2.2026", Kind.DATE, True, "31.2.2026"),
    ("Pitbull, Dogo", Kind.TEXT, False, '"Pitbull", "Dogo"'),
    ("„Pitbull“", Kind.TEXT, False, '"Pitbull"'),
    ("Amt, Abteilung 3", Kind.TEXT, True, "Amt, Abteilung 3"),
    ("rasse", Kind.TEXT, False, "rasse"),
    ('starts with(?, "A")', Kind.TEXT, False, 'starts with(?, "A")'),
    ("egal", Kind.TEXT, False, "-"),
]


@pytest.mark.parametrize(("typed", "kind", "answer", "feel"), TYPED)
def test_people_type_as_they_write(typed, kind, answer, feel):
    assert as_feel(typed, kind, answer=answer, names={"rasse"}) == feel


def test_cells_in_cel_are_taken_as_they_are_typed():
    file = samples.DOGS.replace('id="f"', 'id="f" expressionLanguage="cel"')
    root = parse(file.encode())
    editing.write_cells(editing.table_of(root, "satz"), {"r2.i1": "value == other"}, {"rasse": Kind.TEXT})
    assert sheets(root)[0].rows[1].cells[1].text == "value == other"
    editing.write_cells(editing.table_of(root, "satz"), {"r2.i1": "other"}, {"rasse": Kind.TEXT})
    assert sheets(root)[0].rows[1].cells[1].text == "other"


def test_what_is_typed_into_a_cell_that_the_file_left_out_is_kept():
    left_out = '<inputEntry id="r2i2"><text>"pitbull"</text></inputEntry>'
    root = parse(samples.DOGS.replace(left_out, "").encode())
    editing.write_cells(editing.table_of(root, "satz"), {"r2.i1": "Dogo"}, {"rasse": Kind.TEXT})
    assert [cell.text for cell in sheets(root)[0].rows[1].cells] == ["> 1", '"Dogo"', "600", ""]
    assert not review(as_bytes(root)).refused
