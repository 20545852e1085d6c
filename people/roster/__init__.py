"""HR exports (CSV, XLSX, XLS, ODS): bytes in, people and named problems out, without Django.

Three steps, so that a person can look between them:

1. `read` turns the bytes into a `Table` of text cells, or refuses the file (`RosterError`);
2. `guess_mapping` proposes which column holds which field; the person may change it;
3. `parse` turns the table into a `Roster`: importable `PersonRow`s and `Problem`s by line.

Nothing here is a sentence: codes and facts only, templates hold the words.
"""

from people.roster.columns import (
    ENROLMENT_FIELDS,
    PERSON_FIELDS,
    PILOT_FIELDS,
    REQUIRED,
    fold,
    guess_mapping,
)
from people.roster.persons import parse
from people.roster.table import DELIMITERS, ENCODINGS, MAXIMUM_BYTES, MAXIMUM_ROWS, read
from people.roster.terms import (
    Declared,
    Fact,
    Known,
    Line,
    PersonRow,
    Problem,
    Roster,
    RosterError,
    Severity,
    Table,
    Value,
)

__all__ = [
    "DELIMITERS",
    "ENCODINGS",
    "ENROLMENT_FIELDS",
    "MAXIMUM_BYTES",
    "MAXIMUM_ROWS",
    "PERSON_FIELDS",
    "PILOT_FIELDS",
    "REQUIRED",
    "Declared",
    "Fact",
    "Known",
    "Line",
    "PersonRow",
    "Problem",
    "Roster",
    "RosterError",
    "Severity",
    "Table",
    "Value",
    "fold",
    "guess_mapping",
    "parse",
    "read",
]
