import pytest

from allmende.base.messages.actions import notify

from .factories import conversation


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def test_the_demo_shows_what_it_sent(client, demo):
    sent = notify(
        conversation=conversation(), template="message", link="https://x.example/1", text="<b>Hallo</b>"
    )
    assert "K7P-4MZ" in client.get("/demo/post/").content.decode()
    page = client.get(f"/demo/post/{sent.pk}/").content.decode()
    assert 'href="https://x.example/1"' in page
    assert "<b>Hallo" not in page


def test_an_empty_post_room_says_so(client, demo):
    assert client.get("/demo/post/?before=nonsense").status_code == 200


def test_outside_the_demo_there_is_no_post_room(client):
    sent = notify(conversation=conversation(), template="message", link="https://x.example/1")
    assert client.get("/demo/post/").status_code == 404
    assert client.get(f"/demo/post/{sent.pk}/").status_code == 404
