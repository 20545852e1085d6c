"""Writes the letters of the self mode to the outbox; none says why a mentor said no."""

from django.urls import reverse

from asking.models import Choice, MentorRequest
from companies import walls
from competencies import access as needs_access
from people.actions import mail
from programmes.models import Enrolment


def ask(choice: Choice, *, is_reminder: bool = False) -> bool:
    """Put a request before the mentor, once; or remind them of it, once."""
    asked, mentor = choice.request, choice.mentor
    mentee = asked.mentee.person
    language = mail.language_of(mentor.person)
    written = mail.post(
        "mentor_asked",
        to=mentor.person,
        key=f"{choice.public_id}:{'reminder' if is_reminder else 'asked'}",
        programme=asked.mentee.programme.name,
        mentee={"name": str(mentee), "job_title": mentee.job_title, "site": mentee.site},
        needs=needs_access.book().labels(asked.needs, language, asked.needs_version),
        reasons=choice.reasons,
        until=choice.answer_by.isoformat() if choice.answer_by else "",
        is_reminder=is_reminder,
        link=_page("asking:inbox", mentor),
    )
    return bool(written)


def go_on(asked: MentorRequest, choice: Choice) -> None:
    """Tell the mentee that her next choice is asked now."""
    mail.post(
        "request_goes_on",
        to=asked.mentee.person,
        key=str(choice.public_id),
        programme=asked.mentee.programme.name,
        mentor=str(choice.mentor.person),
        until=choice.answer_by.isoformat() if choice.answer_by else "",
        link=_page("asking:mine", asked.mentee),
    )


def over(asked: MentorRequest) -> None:
    """Tell the mentee that nobody on her list could take her, and how to go on."""
    mail.post(
        "request_over",
        to=asked.mentee.person,
        key=str(asked.public_id),
        programme=asked.mentee.programme.name,
        link=_page("asking:mentors", asked.mentee),
    )


def closed(asked: MentorRequest, *, is_over: bool) -> None:
    """Tell the mentee that nobody asks mentors in this programme any more, or that it is over."""
    mail.post(
        "request_closed",
        to=asked.mentee.person,
        key=str(asked.public_id),
        programme=asked.mentee.programme.name,
        is_over=is_over,
        link=walls.address(reverse("programmes:detail", args=[asked.mentee.programme.public_id])),
    )


def _page(name: str, enrolment: Enrolment) -> str:
    return walls.address(reverse(name, args=[enrolment.public_id]))
