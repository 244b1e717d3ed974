"""SAML by configuration: any provider, its names and levels; keys, hosts and what an administrator sets up."""

import base64

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from typer.testing import CliRunner

from allmende.base.identity.actions import save_service
from allmende.base.identity.actions.services import PinnedError
from allmende.base.identity.cli import app
from allmende.base.identity.contrib.saml import keys
from allmende.base.identity.contrib.saml.addresses import saml_settings
from allmende.base.identity.contrib.saml.keys import new_key
from allmende.base.identity.contrib.saml.metadata import provider_settings
from allmende.base.identity.findings import login_findings
from allmende.base.identity.models import LoginService, User
from allmende.base.identity.queries import confirmed_of
from allmende.foundation.events.models import Event
from allmende.standins.bundid import xml
from allmende.standins.bundid.answers import Answers
from allmende.standins.bundid.names import SAML
from allmende.standins.bundid.party import Asked, read_party
from allmende.standins.bundid.persons import PERSONS

from . import bundid as way
from .factories import make_citizen, make_staff
from .test_saml_hostile import IDP, bring, pairs

pytestmark = pytest.mark.usefixtures("tenant")
HOST = "musterstadt.localhost"
METADATA = """<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://id.bund.example/metadata">
  <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>
      <X509Certificate>CERTIFICATE</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://id.bund.example/sso"/>
  </IDPSSODescriptor>
</EntityDescriptor>"""


def settings(**more):
    its = {
        "idp_entity_id": f"{IDP}/metadata",
        "sso_url": f"{IDP}/sso",
        "idp_certificates": [pairs()[0].certificate],
    }
    return {"base_url": way.BASE, "keys": [way.own_key()], **its, **more}


def company(by=None, **more) -> LoginService:
    """A company account with names and levels of its own."""
    values = {
        "key": "firma",
        "provider": "saml",
        "label": "Unternehmenskonto",
        "audience": "business",
        "level": "high",
    }
    own = {
        "attributes": {"family_name": "sn", "organisation": "o"}, "levels": {"urn:strong": "substantial"},
        "groups": "memberOf",
    }  # fmt: skip
    return save_service(settings=settings(**{**own, **more.pop("settings", {})}), by=by, **{**values, **more})


def its_metadata() -> bytes:
    """What a provider gives an administrator."""
    return METADATA.replace("CERTIFICATE", pairs()[0].certificate).encode()


def come(client: Client, *, name_id: str, context: str = "urn:strong", key: str = "firma", **said: str):
    """Somebody comes back from the provider, who says this of her."""
    page = client.get(way.BEGIN, {"service": key, "next": "/"})
    question = xml.etree.fromstring(base64.b64decode(way.fields(page.content.decode())["SAMLRequest"]))
    party = read_party(client.get(f"/konto/dienste/{key}/saml/metadaten/").content)
    answers = Answers(IDP, *pairs(), {})
    asked = Asked(party, question.get("ID"), "", [], 1)
    made = answers.assertion(asked, PERSONS["klara"], "high")
    made.find(f".//{{{SAML}}}NameID").text = name_id
    made.find(f".//{{{SAML}}}AuthnContextClassRef").text = context
    for name, value in said.items():
        attribute = xml.below(made.find(f"{{{SAML}}}AttributeStatement"), SAML, "Attribute", Name=name)
        xml.below(attribute, SAML, "AttributeValue", value)
    xml.sign(made, pairs()[0])
    root = answers.envelope(asked, "urn:oasis:names:tc:SAML:2.0:status:Success")
    xml.below(root, SAML, "EncryptedAssertion").append(xml.encrypt(xml.canonical(made), party.encryption[0]))
    return bring(client, xml.etree.tostring(root), f"/konto/dienste/{key}/saml/antwort/")


def test_a_company_by_its_own_names_and_levels(client) -> None:
    company()
    assert come(client, name_id="f-1", sn="Sommer", o="Sommer GmbH").url == "/"
    user = client.get("/konto/").context["user"]
    assert (user.name, user.trust_level) == ("Sommer", "substantial")
    assert confirmed_of(user)["organisation"].value == "Sommer GmbH"


def test_a_level_that_nobody_configured_counts_little(client) -> None:
    company()
    come(client, name_id="f-1", context="urn:whatever", sn="Sommer")
    assert client.get("/konto/").context["user"].trust_level == "low"


def test_the_request_asks_for_the_lowest_level_that_is_enough(client) -> None:
    company(settings={"levels": {"urn:weak": "low", "urn:strong": "substantial", "urn:best": "high"}})
    page = client.get(way.BEGIN, {"service": "firma", "level": "substantial"})
    sent = base64.b64decode(way.fields(page.content.decode())["SAMLRequest"])
    assert b"urn:strong" in sent
    assert b"urn:best" not in sent
    assert b"urn:weak" not in sent


def test_staff_by_a_directory_that_speaks_saml(client) -> None:
    staff = make_staff("kim@example.org")
    company(audience="staff", settings={"staff": {"link_by_email": True}, "attributes": {"email": "mail"}})
    come(client, name_id="kim", mail="kim@example.org")
    assert client.get("/konto/").context["user"].pk == staff.pk
    stranger = Client(headers={"host": HOST})
    assert come(stranger, name_id="max", mail="max@example.org").status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"base_url": "http://musterstadt.example"}, {"sso_url": "javascript:alert(1)"}, {"keys": []},
        {"idp_certificates": ["none"]}, {"attributes": {"shoe_size": "x"}}, {"skew": 9999}, {"unknown": 1},
    ],
)  # fmt: skip
def test_settings_that_cannot_be_right(wrong) -> None:
    with pytest.raises(ValueError, match="SamlSettings"):
        save_service(
            key="x",
            provider="saml",
            label="X",
            audience="citizen",
            level="low",
            settings=settings(**wrong),
            by=None,
        )


def test_only_administrators_set_up_services() -> None:
    with pytest.raises(PermissionDenied):
        company(by=make_citizen())


def test_the_host_is_pinned_where_people_are_known(client, tenant) -> None:
    service = company()
    other = {"settings": {"base_url": "https://other.example"}}
    company(**other)  # nobody is known yet
    company()
    come(client, name_id="f-1", sn="Sommer")
    with pytest.raises(PinnedError):
        company(**other)
    assert saml_settings(LoginService.objects.get(pk=service.pk)).base_url == way.BASE
    assert list(login_findings(tenant.slug, [HOST])) == []
    company(repin=True, **other)
    (finding,) = login_findings(tenant.slug, [HOST])
    assert (finding.id, finding.hint != "") == ("allmende.identity.E011", True)


def test_a_certificate_that_ends_is_told_of(tenant) -> None:
    company(settings={"idp_certificates": [new_key("x", bits=2048, days=3)[1]]})
    assert [finding.id for finding in login_findings(tenant.slug, [HOST])] == ["allmende.identity.W012"]


def test_settings_that_no_key_opens_are_told_of(tenant) -> None:
    company()
    LoginService.objects.update(settings="broken")
    assert [finding.id for finding in login_findings(tenant.slug, [HOST])] == ["allmende.identity.E010"]


def test_secrets_are_sealed_and_the_log_names_fields_only() -> None:
    service = company()
    assert "PRIVATE" not in service.settings
    assert company(label="Neu").pk == service.pk
    assert [event.data["fields"] for event in Event.objects.filter(type="identity.login_service_changed")][
        -1
    ] == "label"


def test_an_administrator_sets_up_and_renews_by_commands(tmp_path, tenant, monkeypatch) -> None:
    monkeypatch.setattr(keys, "BITS", 2048)
    (tmp_path / "idp.xml").write_bytes(its_metadata())
    file = tmp_path / "bundid.toml"
    file.write_text(
        'key = "bundid"\nprovider = "bundid"\nlabel = "BundID"\naudience = "citizen"\nlevel = "high"\n'
        f'[settings]\nbase_url = "{way.BASE}"\nidp_metadata = "idp.xml"\n'
    )
    runner = CliRunner()
    assert runner.invoke(app, ["save", str(file)]).exit_code == 0
    first = saml_settings(LoginService.objects.get()).keys
    for step, count in (("add", 2), ("add", 2), ("use", 2), ("drop", 1), ("drop", 1)):
        runner.invoke(app, ["key", "bundid", step])
        assert len(saml_settings(LoginService.objects.get()).keys) == count
    now = saml_settings(LoginService.objects.get()).keys
    assert now != first
    runner.invoke(app, ["save", str(file)])  # without keys in the file, those that are there stay
    assert saml_settings(LoginService.objects.get()).keys == now
    assert '"bundid"' in runner.invoke(app, ["list", "--json"]).stdout
    file.write_text('provider = "bundid"\n')
    assert runner.invoke(app, ["save", str(file)]).exit_code == 1
    assert User.objects.count() == 0


@pytest.mark.parametrize("text", [b"", b"<a/>", b"<!DOCTYPE a><a/>"])
def test_metadata_that_is_none(text) -> None:
    with pytest.raises(ValueError, match="metadata"):
        provider_settings(text)
