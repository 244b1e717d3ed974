"""Who can show herself here, by what, and what is known of her."""

BPK2, LEVEL, PROVED = "1.3.6.1.4.1.25484.494450.3", "1.2.40.0.10.2.1.1.261.94", "1.3.6.1.4.1.25484.494450.2"
#: by which means → STORK level, what a person calls it
MEANS = {
    "basis": (1, "Benutzername", "Basis: Benutzername und Passwort"),
    "low": (2, "Benutzername", "niedrig: Benutzername, Passwort und zweiter Faktor"),
    "substantial": (3, "Elster", "substanziell: ELSTER-Zertifikat"),
    "high": (4, "eID", "hoch: Online-Ausweis"),
}
#: our word → (OID, label)
ATTRIBUTES = {
    "surname": ("2.5.4.4", "Familienname"),
    "givenName": ("2.5.4.42", "Vornamen"),
    "mail": ("0.9.2342.19200300.100.1.3", "E-Mail-Adresse"),
    "postalAddress": ("2.5.4.16", "Straße und Hausnummer"),
    "postalCode": ("2.5.4.17", "Postleitzahl"),
    "localityName": ("2.5.4.7", "Ort"),
    "Country": ("1.2.40.0.10.2.1.1.225599", "Land"),
    "birthdate": ("1.2.40.0.10.2.1.1.55", "Geburtsdatum (JJJJ-MM-TT)"),
    "placeOfBirth": ("1.3.6.1.5.5.7.9.2", "Geburtsort"),
    "birthName": ("1.2.40.0.10.2.1.1.225566", "Geburtsname"),
    "nationality": ("1.2.40.0.10.2.1.1.225577", "Staatsangehörigkeit"),
}
_ORDER = tuple(ATTRIBUTES)
PERSONS: dict[str, dict[str, str]] = {
    key: dict(zip(_ORDER, values, strict=True))
    for key, values in {
        "klara": ("Sommer", "Klara", "klara.sommer@example.org", "Fliederweg 12", "60001", "Musterstadt", "DE",
                  "1988-04-17", "Marburg", "Winter", "DE"),
        "mehmet": ("Aydin", "Mehmet", "mehmet.aydin@example.org", "Bahnhofstraße 27", "60001", "Musterstadt", "DE",
                   "1979-11-02", "Kassel", "", "DE"),
        "ben": ("Sommer", "Ben", "ben.sommer@example.org", "Fliederweg 12", "60001", "Musterstadt", "DE",
                "1986-09-30", "Gießen", "", "DE"),
    }.items()
}  # fmt: skip
