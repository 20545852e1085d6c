"""A pilot sheet of invented people, for tests that need one."""

HEADER = "Mentor;Personne accompagnée;Début;Fin;Séances;Thème;Satisfaction;Motif de fin;Remarque"
SECRET = "Ne s'entendait pas du tout avec son chef"


def content(lines: int = 12) -> bytes:
    """A sheet of so many mentorings, half of which faded out, with a line of totals."""
    rows = [HEADER]
    for number in range(lines):
        faded = number % 2
        rows.append(
            f"Mentor {number};Mentee {number};01/02/2025;01/{6 if faded else 11:02}/2025;"
            f"{2 if faded else 8};{'' if faded else 'Poste'};{2 if faded else 4};"
            f"{'Manque de temps' if number % 4 == 1 else '' if faded else 'Objectif atteint'};"
            f"{SECRET if number == 0 else ''}"
        )
    return "\n".join([*rows, f"Total;{lines} binômes;;;{lines * 5};;;;"]).encode()
