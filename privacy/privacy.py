"""What the privacy desk itself holds about persons: purpose, readers, time."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from companies.personal import Basis, Clock, Kept, OnErasure, Purpose, Reader, Table, deleted
from people.models import Person
from people.privacy import JOB
from privacy.models import Export, Hold, RightsRequest

_DESK = (Reader.SELF, Reader.HR)


def _holds(person: Person) -> QuerySet[Hold]:
    return Hold.objects.filter(kind=Hold.Kind.PERSON, subject_id=person.public_id)


TABLES = (
    Table(
        model="privacy.Period",
        title=_("periods that the company chose"),
        plain=("id", "kept", "amount"),
    ),
    Table(
        model="privacy.Hold",
        title=_("legal holds, which keep facts from being erased"),
        purpose=Purpose.RIGHTS,
        basis=Basis.DUTY,
        seen_by=_DESK,
        kept=Kept.REQUESTS,
        personal={
            "kind": _("a person or a programme"),
            "name": _("whom or what it is about"),
            "reason": _("reason"),
            "placed_at": _("placed at"),
            "lifted_at": _("lifted at"),
        },
        actors=("placed_by", "lifted_by"),
        plain=("id", "public_id", "subject_id"),
        rows=_holds,
        # Told to the person, but the reason may be a dispute with somebody else.
        withheld=("reason",),
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="privacy.Export",
        title=_("exports of what is held about a person"),
        purpose=Purpose.RIGHTS,
        basis=Basis.DUTY,
        seen_by=_DESK,
        kept=Kept.EXPORTS,
        personal={
            "created_at": _("asked at"),
            "language": _("language"),
            "sent_to": _("private address of somebody who left"),
            "sent_at": _("sent at"),
            "expires_at": _("kept until"),
            "taken_at": _("downloaded at"),
        },
        secret={"archive": _("the sealed file")},
        actors=("requested_by",),
        links=("person",),
        plain=tuple(name for name in JOB if name != "created_at"),
        person=("person",),
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="privacy.Erasure",
        title=_("erasures that were asked for"),
        purpose=Purpose.RIGHTS,
        basis=Basis.DUTY,
        seen_by=(Reader.HR,),
        kept=Kept.REQUESTS,
        personal={
            "ground": _("reason"),
            "status": _("what became of it"),
            "requested_at": _("asked at"),
            "due_at": _("to be done at"),
            "decided_at": _("decided at"),
        },
        actors=("requested_by", "decided_by"),
        links=("person",),
        plain=("id", "public_id"),
        person=("person",),
        on_erasure=OnErasure.DUTY,
    ),
    Table(
        model="privacy.Notice",
        title=_("published versions of the information notice"),
        actors=("published_by",),
        plain=(
            *("id", "version", "template", "controller", "contact", "article_fr", "article_en"),
            "published_at",
        ),
        apart=_("A text for everybody, not about a person."),
    ),
    Table(
        model="privacy.Acknowledgement",
        title=_("who read which version of the notice"),
        purpose=Purpose.RIGHTS,
        basis=Basis.DUTY,
        seen_by=_DESK,
        kept=Kept.ACCOUNT,
        personal={"edition": _("edition"), "at": _("when")},
        links=("person",),
        plain=("id",),
        person=("person",),
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="privacy.RightsRequest",
        title=_("requests of people who use their rights"),
        purpose=Purpose.RIGHTS,
        basis=Basis.DUTY,
        seen_by=_DESK,
        kept=Kept.REQUESTS,
        personal={
            "kind": _("right"),
            "words": _("what they asked"),
            "received_on": _("received on"),
            "due_on": _("answer due on"),
            "status": _("what became of it"),
            "answer": _("what was answered"),
            "answered_at": _("answered at"),
        },
        actors=("noted_by", "answered_by"),
        links=("person",),
        plain=("id", "public_id", "reminded_on"),
        person=("person",),
        on_erasure=OnErasure.DUTY,
        blanked={"words": "", "answer": ""},
    ),
    Table(
        model="privacy.Document",
        title=_("documents made for the DPO and the works council"),
        actors=("requested_by",),
        plain=(*JOB, "kind", "language", "pdf", "pages"),
        apart=_("A text about the company's use of Mentorat, not about a person."),
    ),
)


def _exports(before: datetime) -> QuerySet[Export]:
    return Export.objects.filter(created_at__lt=before).exclude(status__in=Export.UNFINISHED)


def _answered(before: datetime) -> QuerySet[RightsRequest]:
    return RightsRequest.objects.filter(answered_at__lt=before)


def _lifted(before: datetime) -> QuerySet[Hold]:
    return Hold.objects.filter(lifted_at__lt=before)


CLOCKS = (
    Clock(
        kept=Kept.EXPORTS,
        title=_("exports, with their file"),
        due=_exports,
        forget=deleted,
    ),
    Clock(
        kept=Kept.REQUESTS,
        title=_("requests that were answered"),
        due=_answered,
        forget=deleted,
        person="person",
    ),
    Clock(
        kept=Kept.REQUESTS,
        title=_("legal holds that were lifted"),
        due=_lifted,
        forget=deleted,
    ),
)
