from .factories import make_addresses, make_area


def test_suggestions_and_one_address(client):
    make_addresses(("Markt", 5, "A"))
    assert client.get("/api/v1/addresses?q=ma").json()[0]["text"] == "Markt"
    assert client.get("/api/v1/addresses/find?street=markt&number=5a").json()["number"] == "5 A"
    assert client.get("/api/v1/addresses/find?street=markt&number=6").status_code == 404


def test_areas_at_a_point(client):
    make_area("mitte", 499000, 501000)
    found = client.get("/api/v1/areas/district/at?x=500000&y=5500000").json()
    assert found == [{"kind": "district", "key": "mitte", "name": "Mitte"}]
    assert client.get("/api/v1/areas/district/at?x=nan&y=inf").json() == []
