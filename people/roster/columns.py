"""The names that HR departments give to their columns, in French and English."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

REQUIRED = ("email", "given_name", "family_name")

PERSON_FIELDS: Mapping[str, tuple[str, ...]] = {
    "employee_number": (
        "matricule",
        "matricule salarie",
        "matricule collaborateur",
        "no matricule",
        "n matricule",
        "n salarie",
        "numero de matricule",
        "numero matricule",
        "numero salarie",
        "id salarie",
        "employee id",
        "employee number",
        "employee no",
        "staff id",
        "staff number",
        "personnel number",
        "worker id",
        "payroll number",
    ),
    "email": (
        "courriel professionnel",
        "courriel pro",
        "courriel",
        "adresse e mail professionnelle",
        "adresse email professionnelle",
        "adresse mail professionnelle",
        "e mail professionnel",
        "email professionnel",
        "mail professionnel",
        "e mail pro",
        "email pro",
        "mail pro",
        "adresse e mail",
        "adresse email",
        "adresse mail",
        "adresse electronique",
        "e mail",
        "email",
        "mail",
        "work email",
        "work e mail",
        "business email",
        "company email",
        "email address",
        "e mail address",
    ),
    "given_name": (
        "prenom",
        "prenom usuel",
        "prenoms",
        "first name",
        "given name",
        "forename",
        "preferred first name",
        "preferred name",
        "firstname",
    ),
    "family_name": (
        "nom d usage",
        "nom usuel",
        "nom",
        "nom de famille",
        "last name",
        "family name",
        "surname",
        "lastname",
    ),
    "job_title": (
        "intitule du poste",
        "intitule de poste",
        "intitule poste",
        "libelle du poste",
        "libelle poste",
        "poste",
        "intitule",
        "emploi",
        "poste occupe",
        "titre du poste",
        "job title",
        "title",
        "position",
        "position title",
        "business title",
    ),
    "function": (
        "fonction",
        "famille de metier",
        "famille metier",
        "filiere",
        "metier",
        "function",
        "job family",
        "job function",
    ),
    "department": (
        "direction",
        "direction service",
        "departement",
        "service",
        "entite",
        "unite organisationnelle",
        "department",
        "division",
        "business unit",
        "org unit",
        "team",
    ),
    "site": (
        "site",
        "site de rattachement",
        "etablissement",
        "lieu de travail",
        "localisation",
        "ville",
        "location",
        "office",
        "work location",
        "city",
    ),
    "level": (
        "classe",
        "niveau",
        "niveau hierarchique",
        "classification",
        "grade",
        "level",
        "job level",
        "career level",
        "band",
        "job grade",
    ),
    "manager_key": (
        "matricule du responsable",
        "matricule responsable",
        "matricule du manager",
        "matricule manager",
        "matricule n 1",
        "matricule du n 1",
        "manager id",
        "manager employee id",
        "manager number",
        "supervisor id",
        "reports to id",
        "courriel du responsable",
        "e mail du responsable",
        "email du responsable",
        "courriel du manager",
        "email du manager",
        "e mail manager",
        "email manager",
        "manager email",
        "manager e mail",
        "manager s email",
        "line manager email",
        "supervisor email",
        "n 1",
        "responsable",
        "responsable hierarchique",
        "superieur hierarchique",
        "manager",
        "line manager",
        "reports to",
        "supervisor",
    ),
    "hired_on": (
        "date d entree",
        "date entree",
        "date d embauche",
        "date embauche",
        "date d anciennete",
        "date d arrivee",
        "entree",
        "hire date",
        "date of hire",
        "start date",
        "hired on",
        "joining date",
    ),
    "languages": (
        "langues",
        "langues parlees",
        "langues pratiquees",
        "languages",
        "spoken languages",
        "languages spoken",
    ),
    "skills_offered": (
        "competences",
        "competences cles",
        "competences maitrisees",
        "savoir faire",
        "skills",
        "key skills",
        "skills offered",
        "expertise",
    ),
    "skills_wanted": (
        "competences recherchees",
        "competences souhaitees",
        "competences a developper",
        "skills wanted",
        "wanted skills",
        "skills to develop",
        "development areas",
        "skills sought",
    ),
    "language": (
        "langue",
        "langue interface",
        "langue de l interface",
        "langue d interface",
        "langue preferee",
        "langue de communication",
        "language",
        "preferred language",
        "interface language",
        "ui language",
    ),
    "time_zone": (
        "fuseau",
        "fuseau horaire",
        "time zone",
        "timezone",
    ),
}

ENROLMENT_FIELDS: Mapping[str, tuple[str, ...]] = {
    "email": PERSON_FIELDS["email"],
    "role": ("role", "role dans le programme", "programme role"),
    "places": ("places", "capacite", "nombre de places", "capacity", "seats"),
    "needs": ("besoins", "themes", "besoins et themes", "needs", "topics"),
    "availability": ("disponibilites", "disponibilite", "availability", "available slots"),
}

PILOT_FIELDS: Mapping[str, tuple[str, ...]] = {
    "mentor": (
        *("mentor", "nom du mentor", "mentor e", "mentor rice", "mentore", "parrain", "tuteur"),
        *("e mail du mentor", "courriel du mentor", "mentor name", "mentor e mail"),
        "mentor email",
    ),
    "mentee": (
        *("personne accompagnee", "accompagne e", "mentee", "mentore e", "filleul", "filleul e"),
        *("nom de la personne accompagnee", "nom du mentee", "collaborateur accompagne"),
        *("e mail de la personne accompagnee", "courriel de la personne accompagnee"),
        *("mentee name", "mentee e mail", "mentee email", "protege"),
    ),
    "started_on": (
        *("debut", "date de debut", "debut du mentorat", "debut le", "demarrage", "commence le"),
        *("start", "start date", "started", "started on", "from"),
    ),
    "ended_on": (
        *("fin", "date de fin", "fin du mentorat", "fin le", "termine le", "cloture"),
        *("end", "end date", "ended", "ended on", "until"),
    ),
    "sessions": (
        *("seances", "nombre de seances", "nb seances", "nb de seances", "seances tenues"),
        *("rencontres", "nombre de rencontres", "rendez vous", "nb rdv", "nombre d entretiens"),
        *("sessions", "sessions held", "number of sessions", "meetings", "number of meetings"),
    ),
    "way": (
        *("format", "modalite", "modalites", "mode de rencontre", "format des seances"),
        *("way of meeting", "meeting format", "how they met"),
    ),
    "theme": (
        *("theme", "thematique", "sujet", "objectif du mentorat", "theme de travail", "objet"),
        *("topic", "subject", "goal"),
    ),
    "satisfaction": (
        *("satisfaction", "note", "note de satisfaction", "satisfaction 0 5", "bilan", "resultat"),
        *("satisfaction sur 5", "satisfaction 5", "appreciation", "rating", "score", "outcome"),
    ),
    "reason": (
        *("motif de fin", "motif", "raison de la fin", "raison de fin", "cause de la fin"),
        *("raison de l arret", "motif d arret", "reason", "reason for ending", "end reason"),
        "why it ended",
    ),
    "remark": (
        *("remarque", "remarques", "commentaire", "commentaires", "observations", "observation"),
        *("remark", "remarks", "comment", "comments", "notes"),
    ),
}


def fold(text: str) -> str:
    """Lower case, no accents, one space between words: « Prénom  (usuel) » → "prenom usuel"."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(re.findall(r"[^\W_]+", letters))


def guess_mapping(
    headers: Sequence[str], fields: Mapping[str, tuple[str, ...]] = PERSON_FIELDS
) -> dict[str, str]:
    """Field → header, where the header is a name HR departments use for that field.

    The first name in a field's list wins over later ones, so that « Matricule du responsable »
    is preferred to « Responsable ». A header serves one field only.
    """
    by_fold: dict[str, str] = {}
    for header in headers:
        by_fold.setdefault(fold(header), header)
    mapping: dict[str, str] = {}
    for name, synonyms in fields.items():
        found = next((by_fold[one] for one in synonyms if one in by_fold), None)
        if found is not None:
            mapping[name] = found
    return mapping


_KNOWN_NAMES = frozenset(
    synonym
    for fields in (PERSON_FIELDS, ENROLMENT_FIELDS, PILOT_FIELDS)
    for synonyms in fields.values()
    for synonym in synonyms
)


def known_names(cells: Sequence[str]) -> int:
    """How many different cells are names of columns: two or more make a header row."""
    return len({fold(cell) for cell in cells if 0 < len(cell) <= 60} & _KNOWN_NAMES)
