import pytest

from allmende.foundation.search.cache import TenantCache
from allmende.foundation.search.folding import fold, stem
from allmende.foundation.search.index import Document, FuzzyIndex

NAMES = [
    "Hundesteuer – Anmeldung",
    "Hundehaltung Anmeldung",
    "Bewohnerparkausweis",
    "Führerschein Umtausch",
    "Reisepass",
]


@pytest.fixture
def index():
    return FuzzyIndex((Document(name, (name,)) for name in NAMES), weak=["beantragen"])


def first(index, text, **options):
    return next((found.key for found in index.search(text, **options)), None)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("hund anmelden", NAMES[0]),
        ("hnud anmleden", NAMES[0]),
        ("hundesteuer", NAMES[0]),
        ("parkausweis", NAMES[2]),
        ("parkauswies", NAMES[2]),
        ("fuehrerschein umtauschen", NAMES[3]),
        ("fürherschein", NAMES[3]),
        ("reisepaß beantragen", NAMES[4]),
        ("reis", NAMES[4]),
    ],
)
def test_it_finds_what_people_type(index, typed, name):
    assert first(index, typed) == name


def test_it_splits_a_compound_that_nobody_wrote(index):
    assert first(index, "hundeanmeldung") in NAMES[:2]


def test_a_whole_title_goes_first():
    index = FuzzyIndex([Document("long", ("Reisepass Ausstellung",)), Document("exact", ("Reisepass",))])
    assert first(index, "reisepass") == "exact"


def test_a_favoured_one_goes_before_others_that_fit_as_well():
    index = FuzzyIndex([Document("a", ("Pass neu",)), Document("b", ("Pass alt",))])
    assert first(index, "pass", favoured=["b"]) == "b"


def test_only_allowed_ones_are_found(index):
    assert first(index, "anmeldung", allowed=[NAMES[1]]) == NAMES[1]


def test_nonsense_finds_nothing(index):
    assert index.search("qqqqqq") == []
    assert index.search("!?") == []


def test_umlauts_and_their_spellings_meet():
    assert fold("Müller-Straße") == fold("Mueller-Strasse")
    assert stem(fold("Anmeldung")) == stem(fold("anmelden"))


def test_what_is_kept_is_built_again_only_when_the_stamp_changes(tenant):
    built = []
    cache = TenantCache[int]()

    def build() -> int:
        built.append(1)
        return len(built)

    assert [cache.get(stamp=stamp, build=build) for stamp in (1, 1, 2)] == [1, 1, 2]
