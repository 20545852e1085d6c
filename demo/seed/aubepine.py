"""« Aubépine Assurances », a French mutual insurer: about 300 people on four sites, six deep."""

from datetime import date

from demo.seed.intakes import Intake, Signup, draw
from demo.seed.staff import (
    Branch,
    Chart,
    Culture,
    Department,
    Employee,
    Job,
    Team,
    names_of,
)

SEED = 20_271

_DIRECTORS = (8, 8)
_HEADS = (7, 7)
_LEADS = (6, 6)
_DEPUTIES = (5, 5)


def _claims(branch: str) -> tuple[Team, ...]:
    lead = Job(f"Responsable d'équipe sinistres {branch}", "Encadrement", _LEADS)
    deputy = Job(
        f"Référent technique {branch}|Référente technique {branch}", "Expertise", _DEPUTIES
    )
    others = (
        Job(f"Gestionnaire sinistres {branch}", "Gestion de sinistres", (2, 4)),
        Job(
            f"Gestionnaire sinistres {branch} confirmé|Gestionnaire sinistres {branch} confirmée",
            "Gestion de sinistres",
            (3, 4),
        ),
        Job(
            f"Assistant indemnisation {branch}|Assistante indemnisation {branch}",
            "Gestion de sinistres",
            (2, 3),
        ),
    )
    return (Team(lead, deputy, others, 6),) * 3


def _front(
    lead: str, deputy: str, others: tuple[Job, ...], size: int, times: int
) -> tuple[Team, ...]:
    team = Team(
        Job(lead, "Encadrement", _LEADS), Job(deputy, others[0].function, _DEPUTIES), others, size
    )
    return (team,) * times


_ADVISERS = (
    Job("Conseiller relation client|Conseillère relation client", "Conseil à distance", (2, 3)),
    Job("Conseiller sociétaires|Conseillère sociétaires", "Conseil à distance", (2, 4)),
    Job("Chargé de réclamations|Chargée de réclamations", "Qualité", (3, 4)),
)
_SELLERS = (
    Job("Conseiller mutualiste|Conseillère mutualiste", "Vente", (2, 4)),
    Job("Chargé de clientèle professionnels|Chargée de clientèle professionnels", "Vente", (3, 4)),
)
_UNDERWRITERS = (
    Job("Souscripteur|Souscriptrice", "Souscription", (3, 4)),
    Job("Rédacteur production|Rédactrice production", "Souscription", (2, 4)),
    Job("Chargé d'études produit|Chargée d'études produit", "Souscription", (4, 5)),
)
_DIGITAL = (
    Job("Développeur|Développeuse", "Développement", (4, 5)),
    Job("Product owner", "Produit", (5, 5)),
    Job("Ingénieur test|Ingénieure test", "Développement", (4, 5)),
    Job("Ingénieur systèmes|Ingénieure systèmes", "Infrastructure", (4, 5)),
    Job("Analyste de données", "Données", (4, 5)),
    Job("Architecte logiciel", "Architecture", (6, 6)),
)


def _sector(region: str) -> tuple[Team, ...]:
    return _front(
        f"Responsable de secteur {region}",
        f"Animateur commercial {region}|Animatrice commerciale {region}",
        _SELLERS,
        5,
        2,
    )


_DEPARTMENTS = (
    Department(
        "Indemnisation",
        Job("Directeur de l'indemnisation|Directrice de l'indemnisation", "Direction", _DIRECTORS),
        "Niort",
        tuple(
            Branch(
                Job(f"Responsable du pôle {label}", "Encadrement", _HEADS),
                site,
                _claims(label.lower()),
            )
            for label, site in (("Auto", "Niort"), ("Habitation", "Lyon"), ("Corporel", "Lille"))
        ),
        (
            "Gestion de sinistres",
            "Droit des assurances",
            "Expertise dommages",
            "Lutte contre la fraude",
            "Négociation",
            "Recours entre assureurs",
            "Écoute des sociétaires",
        ),
    ),
    Department(
        "Relation client",
        Job(
            "Directeur de la relation client|Directrice de la relation client",
            "Direction",
            _DIRECTORS,
        ),
        "Nantes",
        tuple(
            Branch(
                Job(f"Responsable du centre de contacts de {site}", "Encadrement", _HEADS),
                site,
                _front(
                    "Responsable d'équipe relation client",
                    "Superviseur|Superviseuse",
                    _ADVISERS,
                    7,
                    3,
                ),
            )
            for site in ("Nantes", "Niort")
        ),
        (
            "Écoute des sociétaires",
            "Gestion des réclamations",
            "Planification d'activité",
            "Qualité de service",
            "Vente à distance",
            "Rédaction claire",
        ),
    ),
    Department(
        "Commercial",
        Job("Directeur commercial|Directrice commerciale", "Direction", _DIRECTORS),
        "Lyon",
        tuple(
            Branch(
                Job(
                    f"Délégué régional {region}|Déléguée régionale {region}", "Encadrement", _HEADS
                ),
                site,
                _sector(region),
            )
            for region, site in (("Rhône-Alpes", "Lyon"), ("Nord", "Lille"), ("Ouest", "Nantes"))
        ),
        (
            "Négociation",
            "Vente conseil",
            "Prospection",
            "Marché des professionnels",
            "Animation de réseau",
            "Marketing local",
        ),
    ),
    Department(
        "Souscription",
        Job("Directeur de la souscription|Directrice de la souscription", "Direction", _DIRECTORS),
        "Niort",
        tuple(
            Branch(
                Job(f"Responsable souscription {market}", "Encadrement", _HEADS),
                site,
                _front(
                    f"Responsable d'équipe production {market}",
                    f"Référent souscription {market}|Référente souscription {market}",
                    _UNDERWRITERS,
                    5,
                    2,
                ),
            )
            for market, site in (("particuliers", "Niort"), ("professionnels", "Lyon"))
        ),
        (
            "Analyse de risques",
            "Tarification",
            "Droit des assurances",
            "Conception de produits",
            "Réassurance",
            "Visites de prévention",
        ),
    ),
    Department(
        "Direction numérique",
        Job("Directeur numérique|Directrice numérique", "Direction", _DIRECTORS),
        "Nantes",
        tuple(
            Branch(
                Job(title, "Encadrement", _HEADS),
                site,
                _front(
                    lead,
                    "Référent technique numérique|Référente technique numérique",
                    _DIGITAL,
                    6,
                    2,
                ),
            )
            for title, lead, site in (
                ("Responsable des développements", "Responsable d'équipe agile", "Nantes"),
                ("Responsable production et données", "Responsable d'équipe exploitation", "Niort"),
            )
        ),
        (
            "SQL",
            "Python",
            "Java",
            "Architecture logicielle",
            "Cybersécurité",
            "Analyse de données",
            "Méthodes agiles",
            "Accessibilité numérique",
        ),
    ),
    Department(
        "Finance",
        Job("Directeur financier|Directrice financière", "Direction", _DIRECTORS),
        "Niort",
        tuple(
            Branch(Job(title, "Encadrement", _HEADS), "Niort", (), jobs, 7)
            for title, jobs in (
                (
                    "Responsable comptabilité",
                    (
                        Job("Comptable", "Comptabilité", (3, 4)),
                        Job("Comptable technique", "Comptabilité", (4, 5)),
                    ),
                ),
                (
                    "Responsable contrôle de gestion",
                    (
                        Job(
                            "Contrôleur de gestion|Contrôleuse de gestion",
                            "Contrôle de gestion",
                            (4, 6),
                        ),
                        Job(
                            "Chargé d'investissements|Chargée d'investissements",
                            "Placements",
                            (5, 6),
                        ),
                    ),
                ),
            )
        ),
        (
            "Comptabilité d'assurance",
            "Contrôle de gestion",
            "Excel (VBA)",
            "Solvabilité II",
            "Placements responsables",
            "IFRS 17",
        ),
    ),
    Department(
        "Actuariat",
        Job("Directeur de l'actuariat|Directrice de l'actuariat", "Direction", _DIRECTORS),
        "Lyon",
        tuple(
            Branch(
                Job(title, "Encadrement", _HEADS),
                "Lyon",
                (),
                (
                    Job(
                        "Chargé d'études actuarielles|Chargée d'études actuarielles",
                        "Actuariat",
                        (4, 5),
                    ),
                    Job("Actuaire", "Actuariat", (5, 6)),
                    Job("Actuaire senior", "Actuariat", (6, 7)),
                ),
                6,
            )
            for title in ("Responsable tarification", "Responsable provisionnement")
        ),
        (
            "Tarification",
            "Provisionnement",
            "Solvabilité II",
            "R",
            "Python",
            "Modèles climatiques",
            "Réassurance",
        ),
    ),
    Department(
        "Juridique & conformité",
        Job("Directeur juridique|Directrice juridique", "Direction", _DIRECTORS),
        "Niort",
        tuple(
            Branch(Job(title, "Encadrement", _HEADS), "Niort", (), jobs, 5)
            for title, jobs in (
                (
                    "Responsable juridique",
                    (
                        Job("Juriste assurance", "Droit", (4, 6)),
                        Job("Juriste senior", "Droit", (6, 6)),
                    ),
                ),
                (
                    "Responsable conformité",
                    (
                        Job("Chargé de conformité|Chargée de conformité", "Conformité", (4, 5)),
                        Job("Auditeur interne|Auditrice interne", "Conformité", (5, 6)),
                    ),
                ),
            )
        ),
        (
            "Droit des assurances",
            "Protection des données",
            "Lutte contre le blanchiment",
            "Contrôle interne",
            "Rédaction juridique",
        ),
    ),
    Department(
        "Ressources humaines",
        Job(
            "Directeur des ressources humaines|Directrice des ressources humaines",
            "Direction",
            _DIRECTORS,
        ),
        "Niort",
        (
            Branch(
                Job("Responsable développement RH", "Encadrement", _HEADS),
                "Niort",
                (),
                (
                    Job("Responsable des programmes de mentorat", "Développement RH", (6, 6)),
                    Job("Chargé de formation|Chargée de formation", "Développement RH", (4, 5)),
                    Job("Chargé de recrutement|Chargée de recrutement", "Développement RH", (4, 5)),
                    Job("Chargé de mobilité|Chargée de mobilité", "Développement RH", (4, 5)),
                ),
                4,
            ),
            Branch(
                Job("Responsable paie et administration", "Encadrement", _HEADS),
                "Niort",
                (),
                (
                    Job("Gestionnaire de paie", "Administration RH", (3, 4)),
                    Job("Assistant RH|Assistante RH", "Administration RH", (2, 3)),
                ),
                4,
            ),
        ),
        (
            "Droit du travail",
            "Ingénierie de formation",
            "Recrutement",
            "Conduite d'entretien",
            "Gestion des carrières",
            "Dialogue social",
        ),
    ),
)

_CULTURE = Culture(
    women=names_of("aubepine", "women"),
    men=names_of("aubepine", "men"),
    families=names_of("aubepine", "families"),
    leading_skills=(
        "Animation d'équipe",
        "Conduite du changement",
        "Délégation",
        "Feedback",
        "Pilotage d'activité",
        "Gestion de conflits",
    ),
    wished_skills=(
        "Animation d'équipe",
        "Conduite du changement",
        "Prise de parole",
        "Négociation",
        "Gestion de projet",
        "Analyse de données",
        "Délégation",
        "Feedback",
        "Droit des assurances",
        "Tarification",
        "Méthodes agiles",
        "Gestion de conflits",
    ),
    extra_languages={
        "anglais": 0.45,
        "espagnol": 0.12,
        "allemand": 0.05,
        "arabe": 0.08,
        "portugais": 0.05,
        "italien": 0.03,
    },
    own_languages={"": ("français",)},
    domain="aubepine.example",
    personas={
        "top": ("Hélène", "Marchand", "f"),
        "Ressources humaines/0/head": ("Claire", "Vasseur", "f"),
        "Ressources humaines/0/0": ("Karim", "Belhadj", "m"),
        "Indemnisation/1/head": ("Sophie", "Kerbrat", "f"),
        "Relation client/0/1/1": ("Yanis", "Morel", "m"),
        "Souscription/0/1/deputy": ("Inès", "Da Costa", "f"),
    },
    first_number=10_240,
    last_hire=date(2026, 3, 1),
)


def people() -> list[Employee]:
    """Everybody at Aubépine, from the managing director down."""
    chart = Chart(_CULTURE, SEED)
    chief = Job("Directeur général|Directrice générale", "Direction", _DIRECTORS)
    return chart.fill(chief, "Direction générale", "Niort", _DEPARTMENTS)


_STAFF = frozenset(
    f"{name}@aubepine.example" for name in ("helene.marchand", "claire.vasseur", "karim.belhadj")
)


def _leads(one: Employee) -> bool:
    return one.function == "Encadrement"


_INTAKES = (
    Intake(
        file="inscriptions-prise-de-poste.csv",
        mentors=28,
        places=36,
        mentees=32,
        may_mentor=lambda one: 1.0 if one.level >= 7 else 0.0,
        may_be_mentored=lambda one: (
            5.0
            if one.level == 6 and _leads(one)
            else 0.2
            if one.level == 5 and one.place.endswith("deputy")
            else 0.0
        ),
        needs={
            "lead_team": 6,
            "new_role": 6,
            "delegation": 5,
            "confidence": 3,
            "work_balance": 3,
            "change": 3,
            "influence": 2,
            "public_speaking": 2,
            "network": 1,
        },
        always=(),
    ),
    Intake(
        file="inscriptions-passerelles-metiers.csv",
        mentors=34,
        places=44,
        mentees=40,
        may_mentor=lambda one: {5: 0.6, 6: 1.0, 7: 0.7}.get(one.level, 0.0),
        may_be_mentored=lambda one: {2: 0.7, 3: 1.0, 4: 0.8}.get(one.level, 0.0),
        needs={
            "career_direction": 6,
            "technical_expertise": 4,
            "network": 4,
            "confidence": 4,
            "change": 2,
            "public_speaking": 2,
            "negotiation": 2,
            "new_role": 3,
            "work_balance": 2,
        },
        always=("sophie.kerbrat@aubepine.example", "yanis.morel@aubepine.example"),
    ),
    Intake(
        file="inscriptions-releve-2027.csv",
        mentors=36,
        places=66,
        mentees=60,
        may_mentor=lambda one: {6: 0.6, 7: 1.5, 8: 2.0}.get(one.level, 0.0),
        may_be_mentored=lambda one: {4: 0.8, 5: 1.6}.get(one.level, 0.0),
        needs={
            "influence": 5,
            "public_speaking": 5,
            "lead_team": 5,
            "career_direction": 4,
            "negotiation": 3,
            "network": 3,
            "delegation": 3,
            "change": 3,
            "confidence": 2,
            "technical_expertise": 2,
        },
        always=("ines.dacosta@aubepine.example",),
    ),
)


def signups() -> dict[str, list[Signup]]:
    """The lists of the three programmes, by file name."""
    return draw(people(), _INTAKES, SEED + 1, _STAFF)
