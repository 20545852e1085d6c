"""Kestrel Robotics, an English-speaking maker of robots: 120 people on three sites, five deep."""

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

SEED = 4_117

_DIRECTORS = (8, 8)
_HEADS = (7, 7)
_LEADS = (6, 6)


def _team(lead: str, function: str, jobs: tuple[tuple[str, int, int], ...], size: int) -> Team:
    others = tuple(Job(title, function, (low, high)) for title, low, high in jobs)
    return Team(Job(lead, "Management", _LEADS), None, others, size)


_SOFTWARE = (
    ("Software engineer", 2, 3),
    ("Senior software engineer", 4, 4),
    ("Test engineer", 2, 4),
    ("Staff software engineer", 5, 6),
    ("Graduate engineer", 1, 1),
)
_HARDWARE = (
    ("Mechanical engineer", 2, 3),
    ("Senior electronics engineer", 4, 4),
    ("Electronics engineer", 2, 3),
    ("Principal engineer", 5, 6),
    ("Lab technician", 1, 2),
)
_MAKING = (
    ("Assembly technician", 1, 2),
    ("Quality technician", 2, 3),
    ("Production planner", 3, 4),
    ("Process engineer", 3, 5),
)
_FIELD = (("Field engineer", 2, 4), ("Customer success manager", 3, 5), ("Support engineer", 1, 3))
_SALES = (("Account manager", 3, 5), ("Sales engineer", 3, 4), ("Marketing specialist", 2, 4))

_DEPARTMENTS = (
    Department(
        "Software",
        Job("VP Software", "Leadership", _DIRECTORS),
        "Bristol",
        (
            Branch(
                Job("Director of Autonomy", "Management", _HEADS),
                "Bristol",
                (
                    _team("Planning team lead", "Software", _SOFTWARE, 5),
                    _team("Simulation team lead", "Software", _SOFTWARE, 5),
                ),
            ),
            Branch(
                Job("Director of Perception", "Management", _HEADS),
                "Toulouse",
                (
                    _team("Vision team lead", "Software", _SOFTWARE, 5),
                    _team("Mapping team lead", "Software", _SOFTWARE, 5),
                ),
            ),
        ),
        (
            "C++",
            "Python",
            "Motion planning",
            "Computer vision",
            "Continuous integration",
            "Safety cases",
        ),
    ),
    Department(
        "Hardware",
        Job("VP Hardware", "Leadership", _DIRECTORS),
        "Munich",
        (
            Branch(
                Job("Director of Mechanical Design", "Management", _HEADS),
                "Bristol",
                (
                    _team("Actuation team lead", "Hardware", _HARDWARE, 5),
                    _team("Structures team lead", "Hardware", _HARDWARE, 5),
                ),
            ),
            Branch(
                Job("Director of Electronics", "Management", _HEADS),
                "Munich",
                (
                    _team("Power team lead", "Hardware", _HARDWARE, 5),
                    _team("Sensors team lead", "Hardware", _HARDWARE, 5),
                ),
            ),
        ),
        (
            "CAD",
            "Power electronics",
            "Embedded C",
            "Design for manufacture",
            "EMC testing",
            "Tolerancing",
        ),
    ),
    Department(
        "Manufacturing",
        Job("VP Manufacturing", "Leadership", _DIRECTORS),
        "Munich",
        (
            Branch(
                Job("Plant Director", "Management", _HEADS),
                "Munich",
                (
                    _team("Assembly team lead", "Production", _MAKING, 6),
                    _team("Quality team lead", "Production", _MAKING, 6),
                    _team("Logistics team lead", "Production", _MAKING, 6),
                ),
            ),
        ),
        (
            "Lean manufacturing",
            "Quality systems",
            "Supply planning",
            "Root cause analysis",
            "ISO 9001",
        ),
    ),
    Department(
        "Field & Customers",
        Job("VP Customers", "Leadership", _DIRECTORS),
        "Bristol",
        (
            Branch(
                Job("Director of Field Engineering", "Management", _HEADS),
                "Toulouse",
                (_team("Field team lead", "Customer", _FIELD, 5),),
            ),
            Branch(
                Job("Director of Customer Success", "Management", _HEADS),
                "Bristol",
                (_team("Customer team lead", "Customer", _FIELD, 5),),
            ),
        ),
        ("Customer training", "Commissioning", "Incident handling", "Technical writing", "ROS"),
    ),
    Department(
        "Sales & Marketing",
        Job("VP Sales", "Leadership", _DIRECTORS),
        "Munich",
        (
            Branch(
                Job("Director of Sales", "Management", _HEADS),
                "Munich",
                (
                    _team("DACH team lead", "Sales", _SALES, 5),
                    _team("UK and France team lead", "Sales", _SALES, 5),
                ),
            ),
        ),
        ("Negotiation", "Pricing", "Bid writing", "Market research", "Product marketing"),
    ),
    Department(
        "People & Finance",
        Job("Chief People and Finance Officer", "Leadership", _DIRECTORS),
        "Bristol",
        (
            Branch(
                Job("Director of People", "Management", _HEADS),
                "Bristol",
                (
                    _team(
                        "People development lead",
                        "People",
                        (("People partner", 3, 5), ("Talent acquisition specialist", 2, 4)),
                        4,
                    ),
                ),
            ),
            Branch(
                Job("Director of Finance", "Management", _HEADS),
                "Bristol",
                (
                    _team(
                        "Financial control lead",
                        "Finance",
                        (("Management accountant", 3, 5), ("Payroll specialist", 2, 3)),
                        4,
                    ),
                ),
            ),
        ),
        ("Employment law", "Coaching", "Budgeting", "Recruiting", "Financial modelling"),
    ),
)

_CULTURE = Culture(
    women=names_of("kestrel", "women"),
    men=names_of("kestrel", "men"),
    families=names_of("kestrel", "families"),
    leading_skills=(
        "Team leadership",
        "Delegation",
        "Feedback",
        "Hiring",
        "Change management",
        "Roadmapping",
    ),
    wished_skills=(
        "Team leadership",
        "Public speaking",
        "Negotiation",
        "Project management",
        "Technical writing",
        "Safety cases",
        "Delegation",
        "Feedback",
        "Budgeting",
        "Computer vision",
        "Design for manufacture",
        "Change management",
    ),
    extra_languages={
        "Spanish": 0.08,
        "Polish": 0.05,
        "Hindi": 0.06,
        "French": 0.10,
        "German": 0.08,
    },
    own_languages={
        "": ("English",),
        "Toulouse": ("French", "English"),
        "Munich": ("German", "English"),
    },
    domain="kestrel.example",
    personas={
        "top": ("Priya", "Raman", "f"),
        "People & Finance/0/head": ("Megan", "Whitcombe", "f"),
        "People & Finance/0/0/lead": ("Tomasz", "Zielinski", "m"),
        "Software/0/head": ("Daniel", "Okafor", "m"),
        "Hardware/1/0/0": ("Hannah", "Brandt", "f"),
        "Software/1/0/1": ("Léa", "Fournier", "f"),
    },
    first_number=20_410,
    last_hire=date(2026, 4, 1),
)


def people() -> list[Employee]:
    """Everybody at Kestrel, from the chief executive down."""
    chief = Job("Chief Executive Officer", "Leadership", (9, 9))
    return Chart(_CULTURE, SEED).fill(chief, "Executive office", "Bristol", _DEPARTMENTS)


_STAFF = frozenset(
    f"{name}@kestrel.example" for name in ("priya.raman", "megan.whitcombe", "tomasz.zielinski")
)

_INTAKES = (
    Intake(
        file="signups-first-line-leaders.csv",
        mentors=13,
        places=17,
        mentees=14,
        may_mentor=lambda one: 1.0 if one.level >= 7 else 0.0,
        may_be_mentored=lambda one: 1.0 if one.place.endswith("lead") else 0.0,
        needs={
            "lead_team": 6,
            "new_role": 5,
            "delegation": 5,
            "confidence": 3,
            "change": 2,
            "work_balance": 3,
            "influence": 3,
            "public_speaking": 2,
        },
        always=(),
    ),
    Intake(
        file="signups-engineering-career-paths.csv",
        mentors=15,
        places=21,
        mentees=18,
        may_mentor=lambda one: {5: 0.7, 6: 1.0, 7: 1.0}.get(one.level, 0.0),
        may_be_mentored=lambda one: (
            1.0 if one.level <= 4 and one.function in {"Software", "Hardware"} else 0.0
        ),
        needs={
            "technical_expertise": 6,
            "career_direction": 5,
            "network": 3,
            "confidence": 3,
            "public_speaking": 3,
            "influence": 2,
            "work_balance": 2,
            "new_role": 2,
        },
        always=("daniel.okafor@kestrel.example", "lea.fournier@kestrel.example"),
    ),
    Intake(
        file="signups-crossing-sites.csv",
        mentors=14,
        places=24,
        mentees=20,
        may_mentor=lambda one: {6: 1.0, 7: 1.2, 8: 1.2}.get(one.level, 0.0),
        may_be_mentored=lambda one: {2: 0.4, 3: 1.0, 4: 1.0, 5: 1.0}.get(one.level, 0.0),
        needs={
            "network": 6,
            "influence": 4,
            "change": 4,
            "negotiation": 3,
            "public_speaking": 3,
            "career_direction": 3,
            "lead_team": 2,
            "delegation": 2,
            "confidence": 2,
        },
        always=("hannah.brandt@kestrel.example",),
    ),
)


def signups() -> dict[str, list[Signup]]:
    """The lists of the three programmes, by file name."""
    return draw(people(), _INTAKES, SEED + 1, _STAFF)
