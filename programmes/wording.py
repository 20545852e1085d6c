"""The sentences behind the codes of a programme: its roster, its formats, what is missing."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people import wording
from people.roster import Problem, RosterError, Severity
from programmes import measures
from programmes.gates import Fact
from programmes.models import Enrolment, Programme
from programmes.readiness import Check

_COLUMNS: Final[Mapping[str, Promise]] = {
    "email": gettext_lazy("e-mail"),
    "role": gettext_lazy("role (mentor or mentee)"),
}

_PROBLEMS: Final[Mapping[str, tuple[Promise, Promise]]] = {
    "email_missing": (
        gettext_lazy("There is no e-mail."),
        gettext_lazy("Add the person's address."),
    ),
    "email_invalid": (
        gettext_lazy("This is not an e-mail address."),
        gettext_lazy("Correct the address."),
    ),
    "email_unknown": (
        gettext_lazy("Nobody in the company directory has this address."),
        gettext_lazy("Correct it, or import the person first."),
    ),
    "person_leaving": (
        gettext_lazy("This person is leaving or has left."),
        gettext_lazy("Take the line out."),
    ),
    "role_missing": (
        gettext_lazy("There is no role."),
        gettext_lazy("Write mentor or mentee."),
    ),
    "role_unknown": (
        gettext_lazy("This role is not known."),
        gettext_lazy("Write mentor or mentee."),
    ),
    "places_invalid": (
        gettext_lazy("A mentor has 1 to 5 places."),
        gettext_lazy("Correct the number, or leave it empty."),
    ),
    "other_side": (
        gettext_lazy("This person is on the other side of this programme already."),
        gettext_lazy("Nobody is mentor and mentee at once: choose one."),
    ),
    "repeated": (
        gettext_lazy("This address is on an earlier line."),
        gettext_lazy("Keep one of the two lines."),
    ),
    "already_there": (
        gettext_lazy("Already on the list: left as it is."),
        gettext_lazy("Nothing to do."),
    ),
    "said_no": (
        gettext_lazy("This person said no or left: not asked again by a file."),
        gettext_lazy("Invite them again from the list, if you have spoken to them."),
    ),
    "places_of_mentee": (
        gettext_lazy("Places are for mentors only."),
        gettext_lazy("Nothing to do."),
    ),
    "need_unknown": (
        gettext_lazy("This need is not in the list: left out."),
        gettext_lazy("The person can choose another one when answering."),
    ),
    "needs_too_many": (
        gettext_lazy("More than five needs: the first five are kept."),
        gettext_lazy("The person can change them when answering."),
    ),
    "slot_unknown": (
        gettext_lazy("This half day is not understood: left out."),
        gettext_lazy("Write it as “Tuesday morning”."),
    ),
}


class Told(NamedTuple):
    """One problem in words, ready for a table."""

    line: int
    column: str
    value: str
    is_error: bool
    cause: str
    remedy: str


def told(problem: Problem) -> Told:
    """One problem of a line, in the language of the reader."""
    cause, remedy = _PROBLEMS[problem.code]
    return Told(
        line=problem.line,
        column=problem.column,
        value=problem.value,
        is_error=problem.severity is Severity.ERROR,
        cause=str(cause),
        remedy=str(remedy),
    )


def refused_file(error: RosterError) -> str:
    """Why a file cannot be used, and what to do instead."""
    if error.code == "column_missing":
        return _(
            "The file has no column for %(column)s. Name it in the first row: "
            "“E-mail”, “Role”, “Places”, “Needs”, “Availability”."
        ) % {"column": _COLUMNS[str(error.facts["field"])]}
    return wording.refused_file(error)


class _Check(NamedTuple):
    """What is said of one item of the readiness check, and the page that settles it.

    Pages of other floors are named, not imported.
    """

    title: Promise
    page: str
    query: str = ""
    floor: str = "programmes"


_CHECKS: Final[Mapping[str, _Check]] = {
    "purpose": _Check(gettext_lazy("The purpose is written"), "edit"),
    "objective": _Check(gettext_lazy("There is an objective"), "objective", floor="objectives"),
    "measurable": _Check(gettext_lazy("Each objective can be measured"), "detail"),
    "sponsor": _Check(gettext_lazy("A sponsor waits for the results"), "responsibilities"),
    "outcomes": _Check(
        gettext_lazy("The evaluation plan names its outcomes"), "plan", floor="objectives"
    ),
    "remarks": _Check(gettext_lazy("Every remark of a colleague is settled"), "review"),
    "preparation": _Check(
        gettext_lazy("It is written how mentors are prepared and supported"),
        "edit",
        "?step=mentors",
    ),
    "director": _Check(gettext_lazy("Somebody directs the programme"), "responsibilities"),
    "duration": _Check(
        gettext_lazy("It lasts between six months and a year"), "edit", "?step=format"
    ),
    "sessions": _Check(gettext_lazy("Each pair meets three times or more"), "edit", "?step=format"),
    "mentor_profile": _Check(
        gettext_lazy("It is written who can be a mentor, by what they bring to others"),
        "edit",
        "?step=mentors",
    ),
    "mentors": _Check(gettext_lazy("Mentors are invited"), "invite", "?role=mentor"),
    "mentees": _Check(gettext_lazy("Mentees are invited"), "invite", "?role=mentee"),
    "enrol_until": _Check(
        gettext_lazy("The last day to answer is still to come"), "edit", "?step=format"
    ),
    "calm": _Check(gettext_lazy("People have a week or more to answer"), "edit", "?step=format"),
    "places": _Check(
        gettext_lazy("Mentors offer as many places as are needed, none more than they said"),
        "enrolments",
    ),
    "consent": _Check(
        gettext_lazy("Nobody takes part without having said yes; everybody may leave"), "enrolments"
    ),
    "confidentiality": _Check(
        gettext_lazy("It is written what stays between the two"), "edit", "?step=trust"
    ),
    "minimum": _Check(
        gettext_lazy("No figure is shown on fewer than five people; no words are read"), "detail"
    ),
}

_OBSTACLES: Final[Mapping[str, Promise]] = {
    "purpose": gettext_lazy("Say what the programme is for before you open it."),
    "objective": gettext_lazy(
        "This programme cannot open yet: it has no measurable objective. "
        "Add one with an indicator, today's value and a target."
    ),
    "preparation": gettext_lazy(
        "Say how mentors are prepared and supported before you open: left alone, they give up."
    ),
    "mentor_profile": gettext_lazy(
        "Say who can be a mentor before you open: a good manager is not always a good mentor."
    ),
    "enrol_until": gettext_lazy(
        "The last day to answer has already passed. Choose a later one before you open it."
    ),
    "confidentiality": gettext_lazy(
        "Write what stays between the two before you open: without it people hold back."
    ),
}


def fact(check: Check, programme: Programme) -> Fact:
    """One item of the readiness check in words, with the page that settles it."""
    words = _CHECKS[check.code]
    url = reverse(f"{words.floor}:{words.page}", args=[programme.public_id]) + words.query
    return Fact(check.code, str(words.title), check.done, url, check.mandatory, check.cause)


def obstacle(code: str, programme: Programme) -> str:
    """Why a programme cannot open, and what to do."""
    if code == "measurable":
        return measures.obstacle(programme) or obstacle("objective", programme)
    return str(_OBSTACLES[code])


def starters() -> dict[str, str]:
    """First words for what every programme has to say; HR rewrites them."""
    return {
        "mentor_profile": _(
            "People who like to listen, ask before they advise, and have lived through what the "
            "other person is facing. Their rank and their results as managers are not what counts."
        ),
        "preparation": _(
            "Before the first session: half a day on listening, questions and the limits of the "
            "role. Then one meeting of mentors every two months, and somebody to call in between."
        ),
        "confidentiality": _(
            "What is said in a session stays between the two. HR sees that sessions take place, "
            "never what is said. Only the person who said something may repeat it elsewhere."
        ),
    }


_STEPS: Final[Mapping[str, Promise]] = {
    "purpose": gettext_lazy("What for"),
    "objectives": gettext_lazy("Objectives"),
    "format": gettext_lazy("Format and dates"),
    "mentors": gettext_lazy("Mentors"),
    "trust": gettext_lazy("Pairs and trust"),
    "means": gettext_lazy("Means"),
    "risks": gettext_lazy("Risks"),
    "check": gettext_lazy("Check"),
}

_PARTS: Final[Mapping[tuple[str, bool], Promise]] = {
    ("reverse", True): gettext_lazy("Be the mentor of somebody more senior"),
    ("reverse", False): gettext_lazy("Learn from somebody closer to the work"),
    ("peer", True): gettext_lazy("Support a peer"),
    ("peer", False): gettext_lazy("Be supported by a peer"),
    ("group", True): gettext_lazy("Be the mentor of a small group"),
    ("group", False): gettext_lazy("Join a small group with a mentor"),
    ("flash", True): gettext_lazy("Give one session as a mentor"),
    ("flash", False): gettext_lazy("Have one session with a mentor"),
}


_ROLES: Final[Mapping[tuple[str, bool], Promise]] = {
    ("reverse", False): gettext_lazy("senior who learns"),
    ("peer", True): gettext_lazy("supporting peer"),
    ("peer", False): gettext_lazy("supported peer"),
    ("group", True): gettext_lazy("mentor of a group"),
    ("group", False): gettext_lazy("member of a group"),
}

_BONDS: Final[Mapping[tuple[str, bool], Promise]] = {
    ("reverse", True): gettext_lazy("You are the mentor of somebody more senior"),
    ("reverse", False): gettext_lazy("Your mentor, closer to the work"),
    ("peer", True): gettext_lazy("The peer whom you support"),
    ("peer", False): gettext_lazy("The peer who supports you"),
    ("group", True): gettext_lazy("A member of your group"),
    ("group", False): gettext_lazy("The mentor of your group"),
    ("flash", True): gettext_lazy("You give one session as a mentor"),
    ("flash", False): gettext_lazy("Your mentor for one session"),
}


def step(code: str) -> str:
    """The title of a step of the canvas."""
    return str(_STEPS[code])


def format_label(code: str) -> str:
    """A format in words."""
    return str(Programme.Format(code).label)


def part(form: str, *, is_mentor: bool) -> str:
    """What taking part means in a programme of this format, as the title of the answer page."""
    usual = _("Be a mentor") if is_mentor else _("Be accompanied by a mentor")
    return str(_PARTS.get((form, is_mentor), usual))


def role(form: str, *, is_mentor: bool) -> str:
    """What somebody is in a programme of this format."""
    usual = Enrolment.Role.MENTOR if is_mentor else Enrolment.Role.MENTEE
    return str(_ROLES.get((form, is_mentor), usual.label))


def bond(form: str, *, is_mentor: bool) -> str:
    """What the partner is to somebody who is on the mentors' side of a pair, or on the other."""
    usual = _("You are the mentor") if is_mentor else _("Your mentor")
    return str(_BONDS.get((form, is_mentor), usual))


def days_to_answer(days: int) -> str:
    """A choice of how long somebody has who is invited while a programme runs."""
    sentence = ngettext(
        "Yes, with %(days)d day to answer an invitation",
        "Yes, with %(days)d days to answer an invitation",
        days,
    )
    return sentence % {"days": days}
