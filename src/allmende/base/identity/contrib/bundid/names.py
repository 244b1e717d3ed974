"""What BundID calls things; attributes are object identifiers, levels those of STORK."""

from ...levels import TrustLevel

AKDB = "https://www.akdb.de/request/2018/09"
CLASSIC_UI = "https://www.akdb.de/request/2018/09/classic-ui/v1"

#: basic, low, substantial, high; a basic account has shown nothing but a mailbox.
LEVELS = {
    "STORK-QAA-Level-1": TrustLevel.NONE, "STORK-QAA-Level-2": TrustLevel.LOW,
    "STORK-QAA-Level-3": TrustLevel.SUBSTANTIAL, "STORK-QAA-Level-4": TrustLevel.HIGH,
}  # fmt: skip

#: The pseudonym for one person at one service provider (bereichsspezifisches Personenkennzeichen).
BPK2 = "urn:oid:1.3.6.1.4.1.25484.494450.3"
LEVEL = "urn:oid:1.2.40.0.10.2.1.1.261.94"
PROVED_BY = "urn:oid:1.3.6.1.4.1.25484.494450.2"
ADDRESS = "urn:oid:2.5.4.16"
NAMES = {
    "family_name": "urn:oid:2.5.4.4",
    "given_name": "urn:oid:2.5.4.42",
    "email": "urn:oid:0.9.2342.19200300.100.1.3",
    "postcode": "urn:oid:2.5.4.17",
    "city": "urn:oid:2.5.4.7",
    "country": "urn:oid:1.2.40.0.10.2.1.1.225599",
    "birth_date": "urn:oid:1.2.40.0.10.2.1.1.55",
    "birth_place": "urn:oid:1.3.6.1.5.5.7.9.2",
    "birth_name": "urn:oid:1.2.40.0.10.2.1.1.225566",
    "nationality": "urn:oid:1.2.40.0.10.2.1.1.225577",
}
