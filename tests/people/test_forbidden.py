"""What may not be asked about people, recognised however it is spelt; the rest is let through."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from people.forbidden import ground_of, ground_of_answers

FORBIDDEN = {
    "origin": "Origine ethnique|Ethnie|Ethnicity|Ethnic group|Race|Racial origin|Origine|Origins|"
    "Couleur de peau|Skin colour|Skin color|Ascendance|Ancestry|Origine sociale",
    "religion": "Religion|Religions|Confession|Croyances|Foi|Faith|Culte|Catholique|Musulman|"
    "Muslim|Islam|Juif|Jewish|Christian|Bouddhiste|Hindou|Régime halal|Religious beliefs|Ramadan",
    "opinions": "Opinions|Opinions politiques|Political views|Political party|Parti politique|"
    "Convictions philosophiques|Mandat électif|Franc-maçon|Convictions|Politique",
    "union": "Syndicat|Appartenance syndicale|Syndiqué|Trade union|Union membership|CGT|CFDT|"
    "Labour union|Unionised|Gréviste",
    "health": "Santé|État de santé|Health|Health status|Handicap|Situation de handicap|Disability|"
    "Disabled|RQTH|Maladie|Illness|Arrêts maladie|Medical file|Grossesse|Pregnant|Invalidité",
    "orientation": "Orientation sexuelle|Sexual orientation|Homosexuel|Gay|LGBT|Vie sexuelle|Mœurs",
    "appearance": "Photo|Photographie|Photo d'identité|Selfie|Apparence physique|Trombinoscope",
    "birthplace": "Lieu de naissance|Birthplace|Place of birth|Ville de naissance|Pays d'origine|"
    "Country of origin|Pays de naissance",
    "nationality": "Nationalité|Nationality|Citizenship|Citoyenneté|Titre de séjour|Passport|"
    "Immigration",
    "name": "Nom de jeune fille|Maiden name|Patronyme|Consonance du nom|Birth name|Prénom|Nom",
    "sex": "Sexe|Sex|Genre|Gender|Identité de genre|Gender identity|Civilité|Homme/Femme|H/F",
    "age": "Âge|Age|Date de naissance|Date of birth|Birthday|Année de naissance|Tranche d'âge|"
    "Age group",
    "family": "Situation de famille|Marital status|État civil|Nombre d'enfants|Enfants à charge",
}
NAMES = [name for names in FORBIDDEN.values() for name in names.split("|")]
COMMON = (
    "Certification|Prime d'activité|Stage|Langage préféré|Management|Branche santé|Branche|Zone|"
    "Direction régionale|Union européenne|Télétravail|Mobilité|Permis B|Technique|Classification|"
    "Régime horaire|Agence|Agency|Ancienneté dans le poste|Contrat|Orientation client|Métier|"
    "Filière|Numéro de poste|Niveau d'anglais|Passion|Cohort|Promotion|Business unit|Cost centre|"
    "Vague d'intégration|Code analytique|Dialecte SQL|Physique-chimie|Parcours|Team name|Projet|"
    "Nom du projet|National accounts|Politique commerciale|Genre de contrat|Passage au forfait"
)
ALLOWED = COMMON.split("|")
CYRILLIC = str.maketrans("aeopcxyi", "аеорсхуі")
FIGURES = str.maketrans("aeiost", "4310$7")

DISGUISES = {
    "capitals": str.upper,
    "letters apart": " ".join,
    "points": ".".join,
    "another alphabet": lambda text: text.lower().translate(CYRILLIC),
    "figures": lambda text: text.lower().translate(FIGURES),
    "invisible": "\u200b".join,
    "soft hyphens": "\u00ad".join,
    "full width": lambda text: "".join(
        chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text
    ),
}


@pytest.mark.parametrize("ground", FORBIDDEN)
def test_forbidden_names_are_refused_with_a_ground(ground: str) -> None:
    names = FORBIDDEN[ground].split("|")
    assert [name for name in names if not ground_of(name)] == []
    assert ground_of(names[0]) == ground


@pytest.mark.parametrize("disguise", DISGUISES)
def test_disguised_names_are_refused_too(disguise: str) -> None:
    assert len(NAMES) * len(DISGUISES) > 200
    assert [name for name in NAMES if not ground_of(DISGUISES[disguise](name))] == []


@pytest.mark.parametrize("name", ALLOWED)
def test_ordinary_facts_are_let_through(name: str) -> None:
    assert ground_of(name) == ""


def test_answers_that_betray_a_ground_are_refused() -> None:
    assert ground_of_answers(["Homme", "Femme"]) == "sex"
    assert ground_of_answers(["Aucune", "Catholique", "Autre"]) == "religion"
    assert ground_of_answers(["Santé", "Auto", "Prévoyance"]) == ""


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_any_text_gets_an_answer(text: str) -> None:
    assert ground_of(text) in {*FORBIDDEN, "vulnerability", ""}
