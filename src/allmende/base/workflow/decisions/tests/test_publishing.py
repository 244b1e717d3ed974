import pytest

from allmende.base.workflow.decisions.actions import publish_decision
from allmende.base.workflow.decisions.checks import DecisionRefusedError
from allmende.base.workflow.decisions.events import DecisionPublished
from allmende.base.workflow.decisions.queries import compiled_decision, current_decision
from allmende.foundation.events.queries import timeline
from allmende.foundation.events.types import SYSTEM

from .factories import dmn, table

pytestmark = pytest.mark.django_db
FIRST = dmn(table("fee", ["x: number"], ["o: number"], "- | 1"))
SECOND = dmn(table("fee", ["x: number"], ["o: number"], "- | 2"))


def test_a_published_version_decides_and_stays(tenant):
    one = publish_decision(key="fees", dmn=FIRST, actor=SYSTEM)
    two = publish_decision(key="fees", dmn=SECOND, actor=SYSTEM)
    assert current_decision("fees") == two
    assert [compiled_decision(version).decide({}).value for version in (one, two)] == [1, 2]
    assert compiled_decision(one.pk) is compiled_decision(one)
    assert one.dmn == FIRST


def test_the_same_text_again_changes_nothing(tenant):
    one = publish_decision(key="fees", dmn=FIRST, actor=SYSTEM)
    assert publish_decision(key="fees", dmn=FIRST, actor=SYSTEM) == one
    events = [event.type for event in timeline(f"decision:{one.definition_id}")]
    assert events == [DecisionPublished.type]


def test_a_contradiction_is_not_published(tenant):
    with pytest.raises(DecisionRefusedError, match="rules 1 and 2"):
        publish_decision(
            key="fees", dmn=dmn(table("fee", ["x: number"], ["o: number"], "- | 1", "3 | 2")), actor=SYSTEM
        )
    assert current_decision("fees") is None


def test_another_municipality_sees_nothing_of_it(tenant, other_tenant):
    from allmende.foundation.tenants.context import use_tenant

    publish_decision(key="fees", dmn=FIRST, actor=SYSTEM)
    with use_tenant(other_tenant):
        assert current_decision("fees") is None
