"""The codes of the register in words: purposes, bases, readers, categories, what erasure does."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from companies.personal import Basis, Kept, OnErasure, Purpose, Reader
from privacy.periods import Bounds

PURPOSES: Final[Mapping[Purpose, tuple[Promise, Promise]]] = {
    Purpose.DIRECTORY: (
        _("Directory of the people who may take part"),
        _("To know who works here, who may be invited, and who is in whose line of managers."),
    ),
    Purpose.ACCOUNTS: (
        _("Accounts and security"),
        _("To let each person, and nobody else, into their own account."),
    ),
    Purpose.LETTERS: (
        _("Letters"),
        _("To write to people about what concerns them, once, and to show that it was done."),
    ),
    Purpose.PROGRAMMES: (
        _("Programmes and enrolments"),
        _("To invite people, to keep their answer, to know who steers a programme."),
    ),
    Purpose.MATCHING: (
        _("Matching"),
        _("To propose pairs of a mentor and a mentee, with reasons; people decide."),
    ),
    Purpose.FOLLOW_UP: (
        _("Life of the pairs"),
        _(
            "To see that pairs meet, by declared facts: never by what they say to each other. And "
            "to see, over at least 30 ended pairs at once, which criteria of the matching went "
            "with good ends."
        ),
    ),
    Purpose.EVALUATION: (
        _("Evaluation"),
        _("To measure what a programme changes, by figures about five people or more."),
    ),
    Purpose.JOURNAL: (
        _("Journal of acts"),
        _("To show who did what, so that the company can account for it (art. 5.2 and 32)."),
    ),
    Purpose.RIGHTS: (
        _("Rights of people"),
        _("To answer those who use their rights, and to show that it was done (art. 12 to 22)."),
    ),
}
"""Name of each purpose, and what it is for."""

BASES: Final[Mapping[Basis, Promise]] = {
    Basis.INTEREST: _("legitimate interest of the employer (art. 6.1.f)"),
    Basis.CONTRACT: _("the employment contract (art. 6.1.b)"),
    Basis.DUTY: _("legal obligation (art. 6.1.c)"),
}

READERS: Final[Mapping[Reader, Promise]] = {
    Reader.SELF: _("the person"),
    Reader.HR: _("HR admins"),
    Reader.DIRECTOR: _("the director of the programme"),
    Reader.PARTNER: _("their mentor or mentee"),
    Reader.INTERVIEWER: _("whoever was asked to interview them"),
    Reader.CANDIDATES: _("those who may become their mentor or mentee"),
    Reader.TRAINER: _("the trainer of their workshop"),
    Reader.NOBODY: _("nobody: used by the machine only"),
}

CATEGORIES: Final[Mapping[Kept, tuple[Promise, Promise]]] = {
    Kept.ACCOUNT: (
        _("Records and accounts of people who left"),
        _("after their last day; their identity is then erased"),
    ),
    Kept.FACTS: (
        _("Facts of a programme"),
        _("after the programme is closed; they then become anonymous"),
    ),
    Kept.RANKINGS: (
        _("Private rankings, and words of references"),
        _("after the programme is closed"),
    ),
    Kept.IMPORTS: (
        _("Imported files"),
        _("after they were chosen; they can be undone until then"),
    ),
    Kept.TRACES: (
        _("Traces that a letter was sent"),
        _("after it was written; what it said is erased as soon as it is sent"),
    ),
    Kept.SESSIONS: (
        _("Sessions of browsers"),
        _("after they are over"),
    ),
    Kept.EXPORTS: (
        _("Exports of one's own data"),
        _("after they were asked for"),
    ),
    Kept.REQUESTS: (
        _("Requests about rights"),
        _("after they were answered"),
    ),
    Kept.JOURNAL: (
        _("Journal of acts"),
        _("as long as the company's space: it only grows, and holds numbers instead of names"),
    ),
}
"""Name of each category, and from when its period counts."""

FATES: Final[Mapping[OnErasure, Promise]] = {
    OnErasure.DELETED: _("erased"),
    OnErasure.ANONYMOUS: _("kept under a pseudonym"),
    OnErasure.DUTY: _("kept by legal obligation, without name"),
}

FAILURES: Final[Mapping[str, Promise]] = {
    "refused": _(
        "The document asked for a file that it may not read, so it was not printed. Remove the "
        "logo under “Our space”, make the document again, and tell whoever runs Mentorat."
    ),
    "too_heavy": _(
        "The document became too large to print. Export the register as a table instead (page "
        "“Register”), and tell whoever runs Mentorat."
    ),
    "too_many_attempts": _(
        "The work was interrupted three times. Wait a few minutes, then make it again."
    ),
    "unexpected": _(
        "Something unexpected happened on our side and has been recorded. Make it again; if it "
        "fails twice, tell whoever runs Mentorat."
    ),
}
"""Why a document was not made, and what to do."""


def failure(problem: str) -> str:
    """The sentence for a failed document."""
    return str(FAILURES.get(problem, FAILURES["unexpected"]))


def period(amount: int, unit: str) -> str:
    """“6 months”, “30 days”."""
    if unit == "months":
        return ngettext("%(count)s month", "%(count)s months", amount) % {"count": amount}
    return ngettext("%(count)s day", "%(count)s days", amount) % {"count": amount}


def bounds(given: Bounds) -> str:
    """What HR may choose from: “from 1 to 24 months”."""
    return f"{period(given.least, given.unit)} – {period(given.most, given.unit)}"


def readers(given: tuple[Reader, ...]) -> str:
    """Who sees something, in one line."""
    return ", ".join(str(READERS[one]) for one in given)
