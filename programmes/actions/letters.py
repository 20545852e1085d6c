"""Writes the letters of programmes to the outbox."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils import timezone

from companies import walls
from people.actions import invitation, mail
from people.models import Person
from programmes.models import CanvasReview, Enrolment, Programme, Responsibility


def page_of(programme: Programme) -> str:
    """Path of the programme's overview."""
    return reverse("programmes:detail", args=[programme.public_id])


def invite(enrolments: Iterable[Enrolment], *, reasons: Mapping[int, str] | None = None) -> int:
    """Ask each invited person for an answer, once per day; how many letters were written.

    ``reasons`` goes from a person's pk to why they are invited, in their language. Needs each
    row's person and programme loaded.
    """
    day = timezone.localdate().isoformat()
    return _ask("enrolment_invitation", [(row, day) for row in enrolments], reasons or {})


def remind(enrolments: Iterable[tuple[Enrolment, str]]) -> int:
    """Remind persons who have not answered; each pair names the occasion, which happens once."""
    return _ask("enrolment_reminder", list(enrolments), {})


def _ask(kind: str, rows: list[tuple[Enrolment, str]], reasons: Mapping[int, str]) -> int:
    site = walls.address("")
    _let_in([row.person for row, _occasion in rows])
    written = 0
    for row, occasion in rows:
        programme = row.programme
        answer = site + reverse("selection:answer", args=[row.public_id])
        written += bool(
            mail.post(
                kind,
                to=row.person,
                key=f"{row.pk}:{row.invited_at.date().isoformat()}:{occasion}",
                programme=programme.name,
                role=row.role,
                is_mentor=row.is_mentor,
                format=programme.format,
                until=row.last_day.isoformat(),
                hours=programme.hours_expected,
                reason=reasons.get(row.person_id, ""),
                link=answer if row.person.joined_at else invitation.link(row.person),
                has_account=row.person.joined_at is not None,
            )
        )
    return written


def _let_in(persons: list[Person]) -> None:
    """Note that persons without an account are being invited; the letter itself opens it.

    A second letter, about the account alone, would only confuse them.
    """
    strangers = [one for one in persons if not one.joined_at and not one.invited_at]
    for one in strangers:
        one.invited_at = timezone.now()
        if not one.password:
            one.set_unusable_password()
    Person.objects.bulk_update(strangers, ["invited_at", "password"])


def tell_responsible(held: Responsibility) -> None:
    """Tell a person that they direct or sponsor a programme."""
    mail.post(
        "programme_role",
        to=held.person,
        key=str(held.pk),
        programme=held.programme.name,
        role=held.role,
        link=walls.address(page_of(held.programme)),
    )


def ask_for_review(review: CanvasReview) -> None:
    """Tell a colleague that their eyes are wanted on a canvas, by whom and what for."""
    mail.post(
        "canvas_review_asked",
        to=review.reviewer,
        key=str(review.pk),
        programme=review.programme.name,
        asked_by=str(review.asked_by),
        note=review.note,
        link=walls.address(reverse("programmes:review", args=[review.programme.public_id])),
    )


def tell_of_review(review: CanvasReview, *, remarks: int) -> None:
    """Tell whoever asked that a colleague has read the canvas, and how much they said."""
    if review.asked_by:
        mail.post(
            "canvas_review_ended",
            to=review.asked_by,
            key=str(review.pk),
            programme=review.programme.name,
            reviewer=str(review.reviewer),
            remarks=remarks,
            link=walls.address(reverse("programmes:review", args=[review.programme.public_id])),
        )
