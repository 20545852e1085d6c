"""Packs everything about one person for that person: asked for, made by a worker, taken, gone."""

import base64
import io
import json
import zipfile
from pathlib import Path
from uuid import UUID

from django.contrib.staticfiles import finders
from django.core import signing
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from companies import envelope, keys, mail, walls
from companies.errors import Refusal
from people import audit
from people.actions import mail as letters
from people.models import Person
from privacy import portrait, wording
from privacy.actions import retention
from privacy.models import Export
from privacy.periods import PERIODS

STEPS = ("gathering", "packing")
_PURPOSE = "export"


def request(person: Person, *, by: Person, sent_to: str = "") -> Export:
    """Ask for everything about ``person``; when it is being made already, that one is returned.

    A person asks for themselves. HR asks for somebody who left: a link goes to ``sent_to``, an
    address outside of the company, and to nobody else. The caller enqueues
    ``privacy.make_export`` or calls :func:`produce`.
    """
    if by.pk == person.pk:
        sent_to = ""
    elif not by.is_hr:
        raise Refusal(_("Only the person and HR ask for this."))
    elif person.is_active:
        raise Refusal(
            _("%(name)s logs in: they ask for it themselves, on their profile.") % {"name": person}
        )
    else:
        _check_outside(sent_to)
    if person.erased_at:
        raise Refusal(_("This identity is erased: nothing is held about it any more."))
    under_way = Export.objects.unfinished().filter(person=person)
    if waiting := under_way.defer("archive").first():
        return waiting
    try:
        with transaction.atomic():
            export = Export.objects.create(
                person=person,
                requested_by=by,
                language=letters.language_of(person),
                sent_to=sent_to,
                steps_total=len(STEPS),
            )
            audit.record("export.requested", by=by, on=person)
    except IntegrityError:
        # The other half of a double click was quicker.
        return under_way.defer("archive").get()
    return export


def _check_outside(address: str) -> None:
    domain = address.rpartition("@")[2]
    if not domain:
        raise Refusal(_("Give a private address of this person."), field="sent_to")
    if Person.objects.present().filter(email__iendswith=f"@{domain}").exists():
        raise Refusal(
            _("Give a private address: colleagues have mailboxes at “%(domain)s”.")
            % {"domain": domain},
            field="sent_to",
        )


def produce(export: Export) -> None:
    """Make one export; does nothing when it is finished or in other hands.

    Tells the person by letter that it is there; whoever left gets the link that opens it.
    """
    if not export.claim():
        return
    try:
        export.report(STEPS[0], 0, len(STEPS))
        packed = _packed(export)
        export.report(STEPS[1], 1, len(STEPS))
        with transaction.atomic():
            _keep(export, packed)
    except Exception:
        export.fail("unexpected")
        raise
    if export.sent_to:
        _send_outside(export)


def _packed(export: Export) -> bytes:
    zone = export.person.time_zone or walls.current().time_zone
    with translation.override(export.language), timezone.override(zone):
        told = portrait.of(export.person, periods_in_words())
        page = render_to_string("privacy/export.html", {"told": told, "language": export.language})
        data = json.dumps(told.data(), ensure_ascii=False, indent=1)
    style = Path(str(finders.find("css/export.css"))).read_text()
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", page)
        archive.writestr("export.css", style)
        archive.writestr("mentorat.json", data)
    return content.getvalue()


def periods_in_words() -> dict[str, str]:
    """How long each category is kept here, in words, by code."""
    told = {
        kept: f"{wording.period(amount, PERIODS[kept].unit)} {_from(kept)}"
        for kept, amount in retention.schedule().items()
    }
    return told | {"journal": _from("journal")}


def _from(kept: str) -> str:
    return next(str(words[1]) for code, words in wording.CATEGORIES.items() if code == kept)


def _keep(export: Export, packed: bytes) -> None:
    text = base64.b64encode(packed).decode()
    export.archive = envelope.seal(text, purpose=_PURPOSE, owner=str(export.public_id))
    export.expires_at = timezone.now() + Export.LIFE
    export.steps_done = export.steps_total = len(STEPS)
    export.save(update_fields=["archive", "expires_at", "steps_done", "steps_total"])
    export.finish()
    audit.record("export.made", by=None, on=export.person)
    link = walls.address(reverse("privacy:own_data"))
    letters.post("export_ready", to=export.person, key=str(export.public_id), link=link)


def _send_outside(export: Export) -> None:
    """Send the link once; a crash in between leaves ``sent_at`` and no second copy."""
    export.sent_at = timezone.now()
    export.save(update_fields=["sent_at"])
    link = walls.address(reverse("privacy:taken_by_link", args=[token(export)]))
    context = {"person": export.person, "link": link}
    letter = mail.render("export_ready", language=export.language, context=context)
    name = f"{export.public_id}@{walls.current().schema_name}.mentorat"
    mail.transmit(letter, to=export.sent_to, message_id=name)


def token(export: Export) -> str:
    """A signed link for somebody who cannot log in any more; only this company accepts it."""
    return signing.dumps({"export": str(export.public_id)}, salt=keys.salt(_PURPOSE))


def read(given: str) -> Export:
    """The export that a link opens. Refuses what is forged, foreign, expired or gone."""
    gone = _("This link is not complete, or its seven days are over. Ask HR for a new one.")
    try:
        facts = signing.loads(given, salt=keys.salt(_PURPOSE), max_age=Export.LIFE)
    except signing.BadSignature:
        raise Refusal(gone) from None
    export = Export.objects.filter(public_id=UUID(facts["export"])).exclude(sent_to="").first()
    if export is None or not export.can_be_taken:
        raise Refusal(gone)
    return export


def take(export: Export) -> bytes:
    """The archive, for the person it is about; the door makes sure that it is them.

    Refuses when it is not made yet or its days are over.
    """
    row = Export.objects.get(pk=export.pk)
    if not row.can_be_taken:
        raise Refusal(_("This file is no longer there. Ask for a new one."))
    text = envelope.unseal(row.archive, purpose=_PURPOSE, owner=str(row.public_id))
    Export.objects.filter(pk=row.pk).update(taken_at=timezone.now())
    audit.record("export.taken", by=row.person, on=row.person)
    return base64.b64decode(text)


def waiting() -> list[int]:
    """Exports that nobody works on any more."""
    return list(Export.objects.stale().values_list("pk", flat=True))
