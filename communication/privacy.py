"""What messages, wishes and events hold about persons: purpose, readers, time."""

from django.utils.translation import gettext_lazy as _

from companies.personal import Kept, OnErasure, Purpose, Reader, Table

_STEERING = (Reader.SELF, Reader.HR, Reader.DIRECTOR)

TABLES = (
    Table(
        model="communication.Announcement",
        title=_("messages about programmes"),
        actors=("created_by", "scheduled_by"),
        links=("programme",),
        plain=(
            *("id", "public_id", "kind", "audience", "sites", "functions", "departments"),
            *("subject_fr", "body_fr", "subject_en", "body_en"),
            *("status", "send_at", "finished_at"),
        ),
        apart=_("The same words for everybody who gets them."),
        stands=("created_by", "scheduled_by"),
        programme="programme",
    ),
    Table(
        model="communication.Delivery",
        title=_("who was sent which message about a programme"),
        purpose=Purpose.LETTERS,
        seen_by=(Reader.SELF, Reader.HR, Reader.DIRECTOR),
        kept=Kept.FACTS,
        personal={"announcement": _("message"), "written_at": _("when it was written")},
        links=("person", "mail"),
        plain=("id",),
        person=("person",),
        stands=("person",),
        programme="announcement__programme",
    ),
    Table(
        model="communication.Unsubscription",
        title=_("who wants no announcements"),
        purpose=Purpose.LETTERS,
        seen_by=(Reader.SELF,),
        kept=Kept.ACCOUNT,
        personal={"since": _("since when they want no announcements")},
        links=("person",),
        plain=("id",),
        person=("person",),
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="communication.LandingPage",
        title=_("pages of programmes inside the company"),
        actors=("published_by",),
        links=("programme",),
        plain=(
            *("id", "about_fr", "about_en", "audience_fr", "audience_en"),
            *("effort_fr", "effort_en", "published_at"),
        ),
        apart=_("Describes a programme, not a person."),
        stands=("published_by",),
        programme="programme",
    ),
    Table(
        model="communication.Wish",
        title=_("who would like to take part in a programme"),
        purpose=Purpose.PROGRAMMES,
        seen_by=_STEERING,
        kept=Kept.FACTS,
        personal={
            "programme": _("programme"),
            "role": _("mentor or mentee"),
            "status": _("what became of the wish"),
            "made_at": _("when they said so"),
            "settled_at": _("when it was settled"),
        },
        actors=("settled_by",),
        links=("person",),
        plain=("id", "public_id"),
        person=("person",),
        stands=("person", "settled_by"),
        programme="programme",
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="communication.Event",
        title=_("events that make programmes known"),
        actors=("created_by",),
        links=("programme",),
        plain=(
            *("id", "public_id", "kind", "title_fr", "title_en", "description_fr"),
            *("description_en", "starts_at", "ends_at", "place", "seats", "cancelled_at"),
        ),
        apart=_("Describes an event, not a person."),
        stands=("created_by",),
        programme="programme",
    ),
    Table(
        model="communication.Registration",
        title=_("registrations for events, and who came"),
        purpose=Purpose.PROGRAMMES,
        seen_by=_STEERING,
        kept=Kept.FACTS,
        personal={
            "event": _("event"),
            "status": _("seat or waiting list"),
            "asked_at": _("when they asked for a seat"),
            "attended": _("whether they came"),
        },
        links=("person",),
        plain=("id", "sequence"),
        person=("person",),
        stands=("person",),
        programme="event__programme",
    ),
)

CLOCKS = ()
