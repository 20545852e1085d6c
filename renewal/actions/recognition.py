"""Thanks mentors who ended honourably, keeps what they want of it, and prints certificates."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Count, Sum
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from companies import branding, pdf, walls
from companies.errors import Refusal
from companies.models import Company
from pairings.models import Pairing
from people import audit
from people.actions import mail
from people.models import Person
from programmes.actions.guard import check_steers
from programmes.models import Enrolment, Programme
from renewal import access, honour
from renewal.models import Certificate, Recognition

STEPS = ("gathering", "printing")


@dataclass(frozen=True)
class Standing:
    """One mentor at the end of a programme; ``recognition`` once they were thanked."""

    enrolment: Enrolment
    code: honour.Standing
    recognition: Recognition | None

    @property
    def is_honourable(self) -> bool:
        """Whether thanks are due."""
        return self.code in honour.HONOURABLE

    @property
    def is_present(self) -> bool:
        """Whether they still work here and can read a letter."""
        return self.enrolment.person.is_active


def standings(programme: Programme) -> list[Standing]:
    """Every mentor of a programme by name, and how they stand; three queries whatever the size."""
    rows = list(access.mentors(programme))
    pairs = _pairs(rows)
    found = {
        one.enrolment_id: one for one in Recognition.objects.filter(enrolment__programme=programme)
    }
    return [Standing(row, honour.standing(pairs[row.pk]), found.get(row.pk)) for row in rows]


def _pairs(mentors: Iterable[Enrolment]) -> defaultdict[int, list[honour.Pair]]:
    found: defaultdict[int, list[honour.Pair]] = defaultdict(list)
    rows = Pairing.objects.filter(mentor__in=[one.pk for one in mentors]).annotate(
        held=Count("sessions"), minutes=Sum("sessions__minutes")
    )
    for mentor, status, held, minutes in rows.values_list("mentor", "status", "held", "minutes"):
        found[mentor].append(honour.Pair(status, held, minutes or 0))
    return found


@transaction.atomic
def thank(programme: Programme, *, by: Person) -> int:
    """Thank every mentor who ended honourably, at term or earlier, by letter; how many are new.

    HR decides for all of them: nobody is picked out. Those who still accompany somebody follow
    when it is decided again. Refuses anybody but HR, programmes that have not run, and when there
    is nobody left to thank.
    """
    if not by.is_hr:
        raise Refusal(_("Only HR thanks the mentors in the name of the company."))
    check_steers(programme, by)
    row = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if row.status not in (Programme.Status.RUNNING, Programme.Status.CLOSED):
        raise Refusal(_("“%(name)s” has not run yet: nobody has ended.") % {"name": row})
    due = [
        one.enrolment
        for one in standings(row)
        if one.is_honourable and one.recognition is None and one.is_present
    ]
    if not due:
        raise Refusal(_("Everybody who ended honourably is thanked already, or nobody has yet."))
    made = Recognition.objects.bulk_create(Recognition(enrolment=one, decided_by=by) for one in due)
    root = walls.address("")
    mail.post_each(
        "mentor_thanked",
        [
            (
                one.enrolment.person,
                {
                    "programme": row.name,
                    "link": root + reverse("renewal:thanks", args=[one.public_id]),
                },
            )
            for one in made
        ],
        key=str(row.public_id),
    )
    audit.record("mentors.thanked", by=by, on=row, mentors=len(made))
    return len(made)


@transaction.atomic
def answer(
    recognition: Recognition, *, mention: bool, shows_hours: bool, again: bool, by: Person
) -> Recognition:
    """Keep what a mentor wants: name on the page, hours on the certificate, to be asked again.

    May be changed at any time. Refuses everybody but the mentor.
    """
    rows = Recognition.objects.select_for_update(of=("self",)).select_related("enrolment")
    row = rows.get(pk=recognition.pk)
    if row.enrolment.person_id != by.pk:
        raise Refusal(_("Only the mentor decides this."))
    word = {True: Recognition.Answer.YES, False: Recognition.Answer.NO}
    row.mention, row.again, row.shows_hours = word[mention], word[again], shows_hours
    row.answered_at = timezone.now()
    row.save(update_fields=["mention", "again", "shows_hours", "answered_at"])
    audit.record("recognition.answered", by=by, on=row)
    return row


# ---------------------------------------------------------------- certificates


def request(recognition: Recognition, *, language: str, by: Person) -> Certificate:
    """Ask for one's certificate; while one is being printed, that one is returned.

    It says the hours only when the mentor wants it. The caller enqueues
    ``renewal.print_certificate`` or calls :func:`produce`. Refuses everybody but the mentor.
    """
    if recognition.enrolment.person_id != by.pk:
        raise Refusal(_("A certificate is for the mentor alone."))
    if language not in Company.Language.values:
        raise Refusal(_("Choose French or English."))
    under_way = Certificate.objects.filter(
        recognition=recognition, status__in=Certificate.UNFINISHED
    )
    if waiting := under_way.defer("pdf").first():
        return waiting
    try:
        with transaction.atomic():
            row = Certificate.objects.create(
                recognition=recognition,
                language=language,
                with_hours=recognition.shows_hours,
                steps_total=len(STEPS),
            )
            audit.record("certificate.requested", by=by, on=row)
    except IntegrityError:
        # The other half of a double click was quicker.
        return request(recognition, language=language, by=by)
    return row


def produce(certificate: Certificate) -> None:
    """Print one certificate; does nothing when it is finished or in other hands."""
    if not certificate.claim():
        return
    try:
        certificate.report(STEPS[0], 0, len(STEPS))
        page = html(certificate)
        certificate.report(STEPS[1], 1, len(STEPS))
        printed = pdf.render(page, files=branding.printed(walls.current()))
        with transaction.atomic():
            certificate.pdf = printed.content
            certificate.steps_done = certificate.steps_total = len(STEPS)
            certificate.save(update_fields=["pdf", "steps_done", "steps_total"])
            certificate.finish()
    except pdf.Unprintable as error:
        certificate.fail(error.code)
        raise
    except Exception:
        certificate.fail("unexpected")
        raise


def html(certificate: Certificate) -> str:
    """The certificate as a page of HTML: name, programme, and hours if the mentor wants them.

    Nothing of a mentee: neither names nor how many.
    """
    company = walls.current()
    row = Recognition.objects.select_related("enrolment__person", "enrolment__programme").get(
        pk=certificate.recognition_id
    )
    context = {
        "language": certificate.language,
        "company": company,
        "files": branding.printed(company),
        "person": row.enrolment.person,
        "programme": row.enrolment.programme,
        "hours": hours(row) if certificate.with_hours else None,
        "decided_on": timezone.localdate(row.decided_at),
        "made_at": timezone.localtime(),
    }
    with translation.override(certificate.language), timezone.override(company.time_zone):
        return render_to_string("renewal/certificate.html", context)


def hours(recognition: Recognition) -> int:
    """Hours of sessions that a mentor held in the programme."""
    return honour.hours(_pairs([recognition.enrolment])[recognition.enrolment_id])


def waiting() -> list[int]:
    """Certificates that nobody works on any more."""
    return list(Certificate.objects.stale().values_list("pk", flat=True))
