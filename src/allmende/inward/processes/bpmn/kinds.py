"""What people call the elements of BPMN."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

KINDS = {
    "task": gettext_lazy("Step"), "userTask": gettext_lazy("Task"),
    "manualTask": gettext_lazy("Task outside the system"), "serviceTask": gettext_lazy("Automatic step"),
    "sendTask": gettext_lazy("Message is sent"), "receiveTask": gettext_lazy("Waits for a message"),
    "scriptTask": gettext_lazy("Calculation"), "businessRuleTask": gettext_lazy("Decision table"),
    "subProcess": gettext_lazy("Part of the process"), "transaction": gettext_lazy("Part of the process"),
    "adHocSubProcess": gettext_lazy("Part in any order"), "callActivity": gettext_lazy("Another process"),
    "exclusiveGateway": gettext_lazy("Decision: one way"), 
    "inclusiveGateway": gettext_lazy("Decision: one or several ways"),
    "parallelGateway": gettext_lazy("At the same time"), "eventBasedGateway": gettext_lazy("What happens first"),
    "complexGateway": gettext_lazy("Decision by a rule of its own"), "startEvent": gettext_lazy("Start"),
    "endEvent": gettext_lazy("End"), "intermediateCatchEvent": gettext_lazy("Waits"),
    "sequenceFlow": gettext_lazy("Way"), "messageFlow": gettext_lazy("Message"),
    "participant": gettext_lazy("Party"), "lane": gettext_lazy("Lane"), "process": gettext_lazy("Whole process"),
    "textAnnotation": gettext_lazy("Note"), "group": gettext_lazy("Group"),
    "association": gettext_lazy("Line to a note"),
    "dataObject": gettext_lazy("Data"), "dataObjectReference": gettext_lazy("Data"),
    "dataStoreReference": gettext_lazy("Data store"), "dataInput": gettext_lazy("Data"),
    "dataOutput": gettext_lazy("Data"),
    "intermediateThrowEvent": gettext_lazy("Event"),
    "boundaryEvent": gettext_lazy("While this step runs"),
}  # fmt: skip
