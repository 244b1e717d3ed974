# ruff: noqa: E501 - lines as the tools write them
"""DMN files as other tools write them."""

DOGS = """<?xml version="1.0" encoding="UTF-8"?>
<!-- kept -->
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:x="urn:other-tool" id="f" name="Hundesteuer" namespace="t">
  <decision id="satz" name="Steuersatz">
    <extensionElements><x:owner who="Kämmerei"/></extensionElements>
    <variable id="satz_v" name="satz" typeRef="number"/>
    <decisionTable id="satz_t" hitPolicy="UNIQUE" x:width="300">
      <input id="hunde" label="Hunde"><inputExpression id="hunde_e" typeRef="integer"><text>answers.dogs</text></inputExpression><inputValues id="hunde_v"><text>&gt;= 1</text></inputValues></input>
      <input id="rasse" label="Rasse" x:hint="a"><inputExpression id="rasse_e" typeRef="string"><text>answers.breed</text></inputExpression></input>
      <output id="euro" label="Euro" name="euro" typeRef="number"/>
      <annotation name="Fundstelle"/>
      <rule id="r1"><inputEntry id="r1i1"><text>1</text></inputEntry><inputEntry id="r1i2"><text>-</text></inputEntry><outputEntry id="r1o1"><text>96</text></outputEntry><annotationEntry><text>§ 5</text></annotationEntry></rule>
      <rule id="r2"><inputEntry id="r2i1"><text>&gt; 1</text></inputEntry><inputEntry id="r2i2"><text>"pitbull"</text></inputEntry><outputEntry id="r2o1"><text><![CDATA[600]]></text></outputEntry></rule>
    </decisionTable>
  </decision>
  <decision id="steuer" name="Steuer">
    <variable id="steuer_v" name="steuer"/>
    <informationRequirement id="needs"><requiredDecision href="#satz"/></informationRequirement>
    <literalExpression id="steuer_f"><text>satz * 1</text></literalExpression>
  </decision>
  <inputData id="dogs" name="Hunde"/>
  <dmndi:DMNDI><dmndi:DMNDiagram id="dia"><dmndi:DMNEdge id="e" dmnElementRef="needs"/></dmndi:DMNDiagram></dmndi:DMNDI>
</definitions>
"""
#: As Camunda 7 writes it: DMN 1.1, no annotations, ids missing here and there.
OLD = """<?xml version="1.0" encoding="ISO-8859-1"?>
<definitions xmlns="http://www.omg.org/spec/DMN/20151101/dmn.xsd" id="f" name="Gebühr" namespace="t"><decision id="d" name="Gebühr"><decisionTable><input><inputExpression typeRef="string"><text>zone</text></inputExpression></input><output name="fee" typeRef="double"/><rule><description>Satzung</description><inputEntry><text>"A"</text></inputEntry><outputEntry><text>1</text></outputEntry></rule></decisionTable></decision></definitions>
""".encode("latin-1")
