# ruff: noqa: E501
"""Models as other tools write them; each says in its name what is special about it."""

from __future__ import annotations

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def model(body, prefix="bpmn", spaces="", name="Antrag prüfen"):
    """A process with ``body`` (written with ``b:`` for the prefix)."""
    p = f"{prefix}:" if prefix else ""
    declared = f'xmlns:{prefix}="{BPMN}"' if prefix else f'xmlns="{BPMN}"'
    return (
        (f'<{p}definitions {declared} {spaces} id="d" targetNamespace="urn:x">{body}</{p}definitions>')
        .replace("b:", p)
        .replace("NAME", name)
    )


STRAIGHT = """<b:process id="p" name="NAME" isExecutable="true"><b:startEvent id="s"/><b:userTask id="t" name="Prüfen"/>
<b:endEvent id="e"/><b:sequenceFlow id="f1" sourceRef="s" targetRef="t"/><b:sequenceFlow id="f2" sourceRef="t" targetRef="e"/>
</b:process>"""

CAMUNDA = model(
    """<b:process id="p" name="NAME" isExecutable="true" camunda:historyTimeToLive="P180D"><b:startEvent id="s"/>
<b:userTask id="t" name="Prüfen" camunda:assignee="${clerk}"><b:extensionElements><camunda:formData>
<camunda:formField id="x" type="string"/></camunda:formData><zeebe:assignmentDefinition assignee="=clerk"/></b:extensionElements>
</b:userTask><b:serviceTask id="u" name="Buchen" camunda:expression="${a.b()}"/><b:endEvent id="e"/>
<b:sequenceFlow id="f1" sourceRef="s" targetRef="t"/><b:sequenceFlow id="f2" sourceRef="t" targetRef="u"/>
<b:sequenceFlow id="f3" sourceRef="u" targetRef="e"/></b:process>""",
    spaces='xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"',
)
SIGNAVIO = model(
    """<b:extensionElements><signavio:signavioDiagramMetaData metaKey="revisionid" metaValue="1"/></b:extensionElements>
<!-- written by an analyst --><b:collaboration id="c"><b:extensionElements/><b:participant id="pa" name="Bürgerin"/>
<b:participant id="pb" name="Amt" processRef="p"/><b:messageFlow id="m1" sourceRef="pa" targetRef="s"/>
<b:messageFlow id="m2" sourceRef="t" targetRef="pa"/></b:collaboration>
<b:process id="p" name="NAME" isExecutable="false" processType="None"><b:laneSet id="ls"><b:lane id="l1" name="Sachbearbeitung">
<b:flowNodeRef>s</b:flowNodeRef><b:flowNodeRef>t</b:flowNodeRef><b:flowNodeRef>g</b:flowNodeRef></b:lane><b:lane id="l2" name="Kasse">
<b:flowNodeRef>k</b:flowNodeRef><b:flowNodeRef>e</b:flowNodeRef></b:lane></b:laneSet>
<b:startEvent id="s" name="Antrag da"><b:messageEventDefinition id="me"/></b:startEvent><b:task id="t" name="Prüfen">
<b:extensionElements><signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffcc"/></b:extensionElements></b:task>
<b:exclusiveGateway gatewayDirection="Diverging" id="g" name="Vollständig?"/><b:task id="k" name="Gebühr buchen"/><b:endEvent id="e"/>
<b:dataObjectReference id="do1" name="Bescheid" dataObjectRef="do"/><b:dataObject id="do" isCollection="false"/>
<b:textAnnotation id="ta"><b:text>Frist: <![CDATA[1 Monat & mehr]]></b:text></b:textAnnotation><b:association id="as" sourceRef="t" targetRef="ta"/>
<b:group id="gr"/><b:sequenceFlow id="f1" sourceRef="s" targetRef="t"/><b:sequenceFlow id="f2" sourceRef="t" targetRef="g"/>
<b:sequenceFlow id="f3" name="ja" sourceRef="g" targetRef="k"/><b:sequenceFlow id="f4" name="nein" sourceRef="g" targetRef="t"/>
<b:sequenceFlow id="f5" sourceRef="k" targetRef="e"/></b:process>""",
    prefix="", spaces='xmlns:signavio="http://www.signavio.com" exporter="Signavio Process Editor"',
)  # fmt: skip
ADONIS = model(
    f"""<adonis:modelattributes><adonis:attribute name="A_STATE" type="ENUMERATION"><adonis:value>Entwurf</adonis:value>
</adonis:attribute></adonis:modelattributes>{STRAIGHT}""",
    prefix="semantic", spaces='xmlns:adonis="http://www.boc-group.com"',
)  # fmt: skip
ARIS = model(
    STRAIGHT.replace(
        'name="Prüfen"/>',
        'name="Prüfen"><b:extensionElements><aris:attributes aris:guid="x"><aris:attribute aris:type="AT_NAME">'
        "<aris:value locale=\"de\">Prüfen</aris:value></aris:attribute></aris:attributes></b:extensionElements></b:userTask>",
    ),
    prefix="bpmn2", spaces='xmlns:aris="http://www.softwareag.com/aris/bpmn"',
)  # fmt: skip
TWO_PROCESSES = model(
    STRAIGHT
    + STRAIGHT.replace('"p"', '"p2"').replace('="s"', '="s2"').replace('="t"', '="t2"').replace('="e"', '="e2"')
    .replace('"f1"', '"g1"').replace('"f2"', '"g2"')
)  # fmt: skip
ALL = {
    "camunda": CAMUNDA.encode(),
    "signavio": SIGNAVIO.encode(),
    "adonis": ADONIS.encode(),
    "aris": ARIS.encode(),
    "two processes": TWO_PROCESSES.encode(),
    "byte order mark": b"\xef\xbb\xbf" + model(STRAIGHT).encode(),
    "utf-16": ('<?xml version="1.0" encoding="UTF-16"?>' + model(STRAIGHT)).encode("utf-16"),
    "latin": ('<?xml version="1.0" encoding="ISO-8859-1"?>' + model(STRAIGHT)).encode("latin-1"),
    "empty": model("").encode(),
}
HOSTILE = {
    "entities": b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    + model(STRAIGHT).encode(),
    "outside file": b'<!DOCTYPE d SYSTEM "file:///etc/passwd">' + model(STRAIGHT).encode(),
    "entities in utf-16": ('<!DOCTYPE d [<!ENTITY a "aaaa">]>' + model(STRAIGHT)).encode("utf-16"),
    "deep": model("<b:documentation>" * 3000 + "</b:documentation>" * 3000).encode(),
    "large": model(f"<!--{'x' * 4_100_000}-->").encode(),
    "no xml": b"PK\x03\x04 this is a ZIP",
    "nothing": b"",
    "other xml": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "binary": bytes(range(256)) * 4,
}
