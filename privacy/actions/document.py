"""Makes the documents of the DPO and of the works council from the register and the settings."""

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from companies import branding, pdf, walls
from companies.errors import Refusal
from companies.models import Company, CompanyArchive
from people import access, audit
from people.actions import deletion
from people.models import Attribute, Person
from people.wording import grounds
from privacy import register, wording
from privacy.actions import notice
from privacy.actions.export import periods_in_words
from privacy.models import Document

FRENCH_ONLY: Final = frozenset({Document.Kind.DPIA, Document.Kind.COUNCIL})
"""Documents of French law: they exist in French."""
STEPS: Final = ("gathering", "printing")


def request(*, kind: str, language: str, by: Person) -> Document:
    """Ask for a document; when the same one is being made, that one is returned.

    The caller enqueues ``privacy.produce_document`` or calls :func:`produce`.
    """
    if not by.is_hr:
        raise Refusal(_("Only HR asks for these documents."))
    if kind not in Document.Kind.values:
        raise Refusal(_("Choose one of the documents listed."))
    if kind in FRENCH_ONLY or language not in Company.Language.values:
        language = Company.Language.FRENCH
    under_way = Document.objects.unfinished().filter(kind=kind, language=language)
    if waiting := under_way.defer("pdf").first():
        return waiting
    try:
        with transaction.atomic():
            document = Document.objects.create(
                kind=kind, language=language, requested_by=by, steps_total=len(STEPS)
            )
            audit.record("document.requested", by=by, on=document, kind=kind)
    except IntegrityError:
        # The other half of a double click was quicker.
        return under_way.defer("pdf").get()
    return document


def produce(document: Document) -> None:
    """Make one document; does nothing when it is finished or in other hands."""
    if not document.claim():
        return
    try:
        document.report(STEPS[0], 0, len(STEPS))
        page = html(document.kind, document.language)
        document.report(STEPS[1], 1, len(STEPS))
        printed = pdf.render(page, files=branding.printed(walls.current()))
        with transaction.atomic():
            document.pdf, document.pages = printed.content, printed.pages
            document.steps_done = document.steps_total = len(STEPS)
            document.save(update_fields=["pdf", "pages", "steps_done", "steps_total"])
            document.finish()
            audit.record("document.produced", by=None, on=document, kind=document.kind)
    except pdf.Unprintable as error:
        document.fail(error.code)
        raise
    except Exception:
        document.fail("unexpected")
        raise


def html(kind: str, language: str) -> str:
    """The document as a page of HTML, in its language and with the figures of now."""
    with translation.override(language), timezone.override(walls.current().time_zone):
        return render_to_string(f"privacy/documents/{kind}.html", context(language))


def context(language: str) -> dict[str, Any]:
    """What the documents say of this company: settings and declarations, nothing invented."""
    company, told = walls.current(), notice.in_force(language)
    return {
        "language": language,
        "company": company,
        "files": branding.printed(company),
        "notice": told,
        "made_at": timezone.localtime(),
        "activities": activities(),
        "periods": periods(),
        "mfa_required": company.mfa_required,
        "connections": [one.name for one in access.offered()],
        "archive_days": CompanyArchive.KEPT.days,
        "grace_days": deletion.GRACE.days,
        "grounds": grounds(),
        "own_facts": [one.name for one in Attribute.objects.order_by("pk")],
        "people": Person.objects.present().count(),
        "programmes": register.model_of(register.programme_table())._default_manager.count(),
        "invitation_days": settings.INVITATION_DAYS,
        "session_days": settings.SESSION_COOKIE_AGE // 86400,
    }


def periods() -> list[tuple[str, str]]:
    """Every category and how long it is kept here, in words."""
    words = periods_in_words()
    return [(str(title), words[kept]) for kept, (title, _since) in wording.CATEGORIES.items()]


def activities() -> list[dict[str, Any]]:
    """The register in words: purpose, basis, then each table with its fields and readers."""
    words = periods_in_words()
    return [
        {
            "code": str(one.purpose),
            "name": wording.PURPOSES[one.purpose][0],
            "aim": wording.PURPOSES[one.purpose][1],
            "bases": _each(wording.BASES, [table.basis for table in one.tables]),
            "tables": [_table(table, words) for table in one.tables],
        }
        for one in register.activities()
    ]


def _each[Code](words: Mapping[Code, Promise], codes: list[Code]) -> list[str]:
    return [str(words[code]) for code in dict.fromkeys(codes)]


def _table(table: Any, words: Mapping[str, str]) -> dict[str, Any]:
    fields = [
        {
            "name": name,
            "label": label,
            "readers": wording.readers(table.seen.get(name, table.seen_by)),
            "is_secret": name in table.secret,
        }
        for name, label in {**table.personal, **table.secret}.items()
    ]
    return {
        "code": table.model,
        "title": table.title,
        "basis": wording.BASES[table.basis],
        "kept": words[table.kept],
        "fate": wording.FATES[table.on_erasure],
        "readers": wording.readers(table.seen_by),
        "fields": fields,
    }


def waiting() -> list[int]:
    """Documents that nobody works on any more."""
    return list(Document.objects.stale().values_list("pk", flat=True))
