"""What the training holds about persons: purpose, readers, time."""

from django.utils.translation import gettext_lazy as _

from companies.personal import Kept, OnErasure, Purpose, Reader, Table

_STEERING = (Reader.SELF, Reader.HR, Reader.DIRECTOR)
_OWN = (Reader.SELF,)

TABLES = (
    Table(
        model="training.Trainer",
        title=_("trainers of programmes"),
        purpose=Purpose.PROGRAMMES,
        seen_by=(*_STEERING, Reader.PARTNER),
        kept=Kept.FACTS,
        personal={
            "programme": _("programme"),
            "name": _("name"),
            "job": _("role as a trainer"),
        },
        links=("person",),
        plain=("id", "public_id"),
        person=("person",),
        stands=("person",),
        programme="programme",
        blanked={"name": "", "job": ""},
    ),
    Table(
        model="training.Module",
        title=_("modules of the training"),
        links=("programme", "trainer"),
        plain=(
            *("id", "public_id", "kind", "audience", "place", "title_fr", "title_en"),
            *("body_fr", "body_en", "link", "minutes", "is_mandatory", "pass_mark", "tries"),
            *("starter", "created_at", "published_at", "retired_at"),
        ),
        apart=_("Says what is taught, nothing of a person."),
    ),
    Table(
        model="training.Attachment",
        title=_("files of modules"),
        links=("module",),
        plain=("id", "public_id", "name", "kind", "size", "content", "added_at"),
        apart=_("Says what is taught, nothing of a person."),
    ),
    Table(
        model="training.Question",
        title=_("questions of quizzes"),
        links=("module",),
        plain=("id", "public_id", "prompt_fr", "prompt_en", "is_multiple", "choices"),
        apart=_("Says what is asked, nothing of a person."),
    ),
    Table(
        model="training.Progress",
        title=_("modules that people have done"),
        purpose=Purpose.PROGRAMMES,
        seen_by=_STEERING,
        kept=Kept.FACTS,
        personal={
            "module": _("module"),
            "done_at": _("when it was done"),
            "tried_on": _("day of the last try of the quiz"),
            "tries": _("tries on that day"),
            "score": _("result of the last try, in percent"),
            "answers": _("answers of the last try"),
        },
        links=("person",),
        plain=("id",),
        seen={"tried_on": _OWN, "tries": _OWN, "score": _OWN, "answers": _OWN},
        person=("person",),
        stands=("person",),
        programme="module__programme",
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="training.Workshop",
        title=_("dates of workshops"),
        links=("module",),
        plain=(
            *("id", "public_id", "starts_at", "ends_at", "place", "link", "seats"),
            *("cancelled_at", "cancel_reason", "ticked_at"),
        ),
        apart=_("Says when a workshop is held, nothing of a person."),
    ),
    Table(
        model="training.Registration",
        title=_("seats in workshops"),
        purpose=Purpose.PROGRAMMES,
        seen_by=(*_STEERING, Reader.TRAINER),
        kept=Kept.FACTS,
        personal={
            "workshop": _("workshop"),
            "status": _("registered, waiting or given back"),
            "asked_at": _("when they asked for a seat"),
            "attended": _("whether they were there"),
        },
        links=("person",),
        plain=("id", "sequence"),
        person=("person",),
        stands=("person",),
        programme="workshop__module__programme",
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="training.Requirement",
        title=_("when people must be trained"),
        links=("programme",),
        plain=("id", "role", "moment"),
        apart=_("Describes a programme, not a person."),
    ),
    Table(
        model="training.Exemption",
        title=_("people who need not be trained"),
        purpose=Purpose.PROGRAMMES,
        seen_by=_STEERING,
        kept=Kept.FACTS,
        personal={
            "reason": _("why they need not"),
            "note": _("what HR noted about it"),
            "given_at": _("when it was decided"),
        },
        actors=("given_by",),
        links=("enrolment",),
        plain=("id",),
        person=("enrolment__person",),
        stands=("given_by",),
        programme="enrolment__programme",
        blanked={"note": ""},
        on_erasure=OnErasure.DELETED,
    ),
)

CLOCKS = ()
