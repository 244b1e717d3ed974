"""The frame around every page."""

from django.test import Client


def test_an_unknown_address_is_explained(client: Client) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "<h1" in answer.content.decode()


def test_an_unknown_host_is_explained(db: None) -> None:
    answer = Client(headers={"host": "unknown.localhost"}).get("/")
    assert answer.status_code == 404
    assert "<h1" in answer.content.decode()


def test_the_language_can_be_switched(client: Client) -> None:
    client.post("/language/", {"language": "en", "next": "/"})
    assert 'lang="en"' in client.get("/nowhere").content.decode()


def test_the_language_switch_leads_nowhere_else(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "https://example.org/"})
    assert answer.headers["Location"] == "/"
