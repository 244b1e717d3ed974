import json

import pytest
from typer.testing import CliRunner

from allmende.base.workflow.decisions.cli import app

from .factories import dmn, table

FEE = dmn(table("fee", ["days: integer"], ["fee: number"], "<= 3 | 20", "> 3 | 30"))


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "fees.dmn"
    path.write_text(FEE, encoding="utf-8")
    return str(path)


def run(*arguments):
    return CliRunner().invoke(app, list(arguments))


def test_tables_go_in_answer_and_come_out_as_they_were(tenant, file):
    assert run("import", file).exit_code == 0
    found = json.loads(run("ask", "fees", "--values", '{"days": 5}', "--json").stdout)
    assert found == {"value": 30, "values": {"fee": 30}, "hits": ["fee:2"]}
    assert run("export", "fees").stdout == FEE


def test_a_contradiction_ends_with_status_1(tenant, file, tmp_path):
    wrong = tmp_path / "wrong.dmn"
    wrong.write_text(FEE.replace("&gt; 3", "&gt; 2"), encoding="utf-8")
    assert run("check", file).exit_code == 0
    assert run("check", str(wrong)).exit_code == 1
    assert run("import", str(wrong)).exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [("ask", "lost"), ("ask", "lost", "--values", "{"), ("export", "lost"), ("check", "lost.dmn")],
)
def test_what_is_not_there_is_said_without_a_traceback(tenant, arguments):
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.exception is None or isinstance(result.exception, SystemExit)
