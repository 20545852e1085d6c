"""What every table must declare about the facts it holds on people; each app fills in its own.

An app declares its tables in ``<app>/privacy.py`` as ``TABLES`` and what expires as ``CLOCKS``.
The register, the export of a person, erasure and retention are made of these declarations alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    type Words = str | _StrPromise


class Purpose(StrEnum):
    """Why facts about people are held (art. 5.1.b and 30 of the RGPD)."""

    DIRECTORY = "directory"
    ACCOUNTS = "accounts"
    LETTERS = "letters"
    PROGRAMMES = "programmes"
    MATCHING = "matching"
    FOLLOW_UP = "follow_up"
    EVALUATION = "evaluation"
    JOURNAL = "journal"
    RIGHTS = "rights"


class Basis(StrEnum):
    """What makes it lawful (art. 6.1). Never consent: an employee is not free to refuse it."""

    INTEREST = "interest"
    CONTRACT = "contract"
    DUTY = "duty"


class Reader(StrEnum):
    """Who gets to see a fact in the product."""

    SELF = "self"
    HR = "hr"
    DIRECTOR = "director"
    PARTNER = "partner"
    INTERVIEWER = "interviewer"
    CANDIDATES = "candidates"
    TRAINER = "trainer"
    NOBODY = "nobody"


class Kept(StrEnum):
    """Categories of the retention schedule; their periods are in ``privacy.periods``."""

    ACCOUNT = "account"
    FACTS = "facts"
    RANKINGS = "rankings"
    IMPORTS = "imports"
    TRACES = "traces"
    SESSIONS = "sessions"
    EXPORTS = "exports"
    REQUESTS = "requests"
    JOURNAL = "journal"


class OnErasure(StrEnum):
    """What becomes of the rows about somebody whose identity is erased."""

    DELETED = "deleted"
    ANONYMOUS = "anonymous"
    DUTY = "duty"


@dataclass(frozen=True, kw_only=True)
class Table:
    """Every field of one model, sorted; the first five lists together must name each one once.

    ``personal`` says in words what a field tells of somebody; ``secret`` is that, but is never
    written into a file (keys, codes, words of somebody else); ``actors`` hold who did something
    with the row, which is not about them; ``plain`` says nothing of anybody; ``links`` lead to
    other rows. ``person`` are the paths from a row to those it is about, ``rows`` finds them
    where no path does; a table without either says in ``apart`` why it is in nobody's export.
    ``worded`` fields hold numbers of rows; what is given makes of a row what a reader understands.
    ``withheld`` fields would tell of third parties and are left out of an export. ``stands`` are
    keys to persons that get a nameless one when ``programme``, the path to its programme, is over.
    ``blanked`` is what an erasure writes over, ``alive`` what must have ended before it.
    """

    model: str
    title: "Words"
    purpose: Purpose | None = None
    basis: Basis = Basis.INTEREST
    seen_by: tuple[Reader, ...] = ()
    kept: Kept | None = None
    personal: Mapping[str, "Words"] = field(default_factory=dict)
    secret: Mapping[str, "Words"] = field(default_factory=dict)
    actors: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    seen: Mapping[str, tuple[Reader, ...]] = field(default_factory=dict)
    person: tuple[str, ...] = ()
    rows: Callable[[Any], QuerySet[Any]] | None = None
    apart: "Words" = ""
    worded: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    withheld: tuple[str, ...] = ()
    stands: tuple[str, ...] = ()
    programme: str = ""
    on_erasure: OnErasure = OnErasure.ANONYMOUS
    blanked: Mapping[str, Any] = field(default_factory=dict)
    alive: Q | None = None
    closed: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field that the declaration names."""
        return (*self.personal, *self.secret, *self.actors, *self.links, *self.plain)

    @property
    def is_personal(self) -> bool:
        """Whether it tells something of somebody."""
        return bool(self.personal or self.secret)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Rows whose time comes to an end by itself.

    ``due`` gives the rows that began their period before an instant, ``forget`` does what must be
    done to them and says to how many; without it the rows are persons whose identity is erased,
    on every floor (`privacy.actions.erasure`). ``person`` and ``programme`` are paths to what a
    legal hold may stand on; "" when none can.
    """

    kept: Kept
    title: "Words"
    due: Callable[[datetime], QuerySet[Any]]
    forget: Callable[[QuerySet[Any]], int] | None = None
    person: str = ""
    programme: str = ""


def deleted(rows: QuerySet[Any]) -> int:
    """The simplest way to forget: the rows are gone. How many there were."""
    count = rows.count()
    rows.delete()
    return count
