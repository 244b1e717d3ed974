# ruff: noqa: E501
"""Models of any tool open, nothing of them is lost, and hostile files are refused in one sentence."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree
from typer.testing import CliRunner

from allmende.foundation.events.types import SYSTEM
from allmende.inward.processes.actions import change_model, import_model, undo_change
from allmende.inward.processes.bpmn.comparing import compare
from allmende.inward.processes.bpmn.drawing import draw
from allmende.inward.processes.bpmn.layout import complete, needs_layout, with_layout
from allmende.inward.processes.bpmn.merging import keep_unknown
from allmende.inward.processes.bpmn.outline import FLOW_NODES, drawn_ids
from allmende.inward.processes.bpmn.report import report_on
from allmende.inward.processes.bpmn.steps import tell
from allmende.inward.processes.bpmn.tree import UnreadableModelError, as_bytes, kind, local, parse
from allmende.inward.processes.cli import app
from allmende.inward.processes.queries import content_of, current_content
from allmende.inward.processes.tests import samples

FOLDER = Path(__file__).resolve().parents[5].parent / "shared" / "data" / "bpmn"
REFERENCE = sorted(FOLDER.glob("*.bpmn"))
FILES = [
    *(pytest.param(content, id=name) for name, content in samples.ALL.items()),
    *(pytest.param(path.read_bytes(), id=path.name) for path in REFERENCE),
]


def facts(content):
    """Everything that a file says: elements with attributes and text; white space, the prefixes of types and how
    numbers are written do not count.
    """
    return Counter(
        (
            e.tag if isinstance(e.tag, str) else "comment",
            *sorted(
                (k, re.sub(r"\.0+$", "", v)) for k, v in e.attrib.items() if not k.endswith("instance}type")
            ),
            (e.text or "").strip(),
        )
        for e in etree.fromstring(content).iter()
    )


@pytest.mark.parametrize("content", FILES)
def test_every_model_opens_and_its_report_counts(content):
    report = report_on(content)
    drawable = [e for e in parse(content).iter() if kind(e) in FLOW_NODES]
    assert report.elements >= len(drawable)
    assert report.executable == (not report.todo)
    assert all(item.message for item in report.todo)


@pytest.mark.parametrize("content", FILES)
def test_a_model_without_layout_gets_one_and_loses_nothing(content):
    root = parse(content)
    for diagram in list(root.iter("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram")):
        root.remove(diagram)
    bare = as_bytes(root)
    made = as_bytes(with_layout(parse(bare))) if needs_layout(root) else bare
    nodes = {e.get("id") for e in root.iter() if kind(e) in FLOW_NODES}
    assert nodes <= drawn_ids(parse(made))
    assert not facts(bare) - facts(made)
    assert bool(draw(made)) == bool(nodes)


@pytest.mark.parametrize("content", FILES)
def test_what_the_drawing_tool_drops_is_put_back(content):
    from allmende.inward.processes.bpmn.merging import _read_and_written

    drawn = _read_and_written(content).encode()
    assert not facts(content) - facts(keep_unknown(content, drawn))


@pytest.mark.parametrize("content", samples.HOSTILE.values(), ids=samples.HOSTILE)
def test_hostile_files_are_refused_in_one_sentence(content):
    with pytest.raises(UnreadableModelError) as refused:
        report_on(content)
    assert len(str(refused.value).splitlines()) == 1


def test_what_was_imported_comes_out_byte_for_byte(tenant):
    content = (FOLDER / "C.5.0.bpmn").read_bytes() if REFERENCE else samples.ALL["latin"]
    model = import_model(content=content, file_name="x.bpmn", actor=SYSTEM)
    assert content_of(model.states.get(number=1)) == content
    assert import_model(content=content, file_name="y.bpmn", actor=SYSTEM) == model


def test_undoing_goes_back_to_the_bytes_before(tenant):
    content = samples.ALL["utf-16"]
    model = import_model(content=content, file_name="x.bpmn", actor=SYSTEM)
    drawn = current_content(model)
    change_model(
        model=model,
        base=0,
        how="drawn",
        actor=SYSTEM,
        edit=lambda old: old.replace("Prüfen".encode(), b"Lesen"),
    )
    undo_change(model=model, actor=SYSTEM)
    model.refresh_from_db()
    assert current_content(model) == drawn


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_command_reports_and_writes_back(tenant, tmp_path):
    path = tmp_path / "signavio.bpmn"
    path.write_bytes(samples.ALL["signavio"])
    done = run("import", path, "--json")
    report = json.loads(done.stdout)
    assert set(report) == {"id", "processes", "elements", "executable", "todo", "warnings"}
    assert (report["processes"], report["elements"], report["executable"]) == (["p"], 21, False)
    assert {"element", "reason"} <= set(report["todo"][0])
    out = tmp_path / "out.bpmn"
    assert run("export", report["id"], out).exit_code == 0
    assert b"BPMNShape" in out.read_bytes()
    assert run("export", report["id"], out, "--original").exit_code == 0
    assert out.read_bytes() == path.read_bytes()


def test_the_command_names_what_it_cannot_read(tenant, tmp_path):
    path = tmp_path / "bad.bpmn"
    path.write_bytes(samples.HOSTILE["entities"])
    done = run("import", path)
    assert done.exit_code == 1
    assert re.search("bad.bpmn: ", done.stderr)
    assert run("export", "nothing").exit_code == 1


BROKEN = {
    "nothing has a key": '<b:process><b:startEvent/><b:task name="x"/><b:sequenceFlow sourceRef="a" targetRef="b"/></b:process>',
    "pools without keys": '<b:collaboration id="c"><b:participant name="x"/><b:participant id="q" processRef="p"/></b:collaboration>'
    '<b:process id="p"><b:laneSet><b:lane name="l"><b:flowNodeRef>t</b:flowNodeRef></b:lane></b:laneSet><b:task id="t"/></b:process>',
    "an arrow leads out of its process": '<b:process id="p"><b:task id="t"/><b:sequenceFlow id="f" sourceRef="t" targetRef="u"/></b:process>'
    '<b:process id="q"><b:task id="u"/></b:process>',
    "keys twice": '<b:process id="p"><b:task id="t"/><b:task id="t"/><b:boundaryEvent id="p" attachedToRef="t"/></b:process>',
    "in a circle": '<b:process id="p"><b:task id="t"/><b:task id="u"/><b:sequenceFlow id="f" sourceRef="t" targetRef="u"/>'
    '<b:sequenceFlow id="g" sourceRef="u" targetRef="t"/><b:sequenceFlow id="h" sourceRef="t" targetRef="t"/></b:process>',
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_a_model_with_faults_opens_all_the_same(body):
    content = samples.model(body).encode()
    assert report_on(content).todo
    drawn = complete(parse(content))
    content = content if drawn is None else as_bytes(drawn)
    draw(content)
    tell(content)
    compare(content, content)


def test_no_line_runs_through_a_gateways_name():
    forked = samples.model(
        '<bpmn:process id="p" name="NAME"><bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="g" name="Vollständig?"/>'
        '<bpmn:userTask id="a" name="Prüfen"/><bpmn:userTask id="b" name="Nachfordern"/>'
        '<bpmn:sequenceFlow id="f0" sourceRef="s" targetRef="g"/><bpmn:sequenceFlow id="f1" sourceRef="g" targetRef="a"/>'
        '<bpmn:sequenceFlow id="f2" sourceRef="g" targetRef="b"/></bpmn:process>'
    )
    made = with_layout(parse(forked))
    shape = next(e for e in made.iter() if e.get("bpmnElement") == "g")
    gateway, name = ([float(b.get(k)) for k in ("y", "height")] for b in shape.iter() if local(b) == "Bounds")
    assert name[0] + name[1] < gateway[0]
    written = re.search(r'<text[^>]* y="([\d.]+)"[^>]*>Vollständig\?', draw(as_bytes(made))[0].svg)
    assert float(written[1]) < gateway[0]
