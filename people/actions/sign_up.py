"""Opens a company for somebody who asks on the public site, once their e-mail is proven."""

import re
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.text import slugify
from django.utils.translation import gettext as _

from companies import hosts, mail, schemas, walls
from companies.errors import Refusal
from companies.models import SignUp
from people import audit
from people.actions import company as companies
from people.actions import invitation
from people.models import Person

CODE_LASTS: Final = timedelta(minutes=30)
TRIES: Final = 5
CODES: Final = 4
PAUSE: Final = timedelta(minutes=1)
"""Between two codes."""
KEPT: Final = timedelta(hours=24)
"""How long a sign-up may take."""
KEPT_ONCE_OPEN: Final = timedelta(hours=1)
"""How long the way into a new company is shown on the public site."""
STEPS: Final = ("tables", "company")
SHORTEST, LONGEST = 3, 40
"""Characters of an address."""

# Names that strangers must not answer at: they would pass for the service itself.
_LIKE_US: Final = """
about account accounts app assets auth autoconfig autodiscover billing blog cdn contact dashboard
demo dev docs download email ftp git help helpdesk hostmaster imap info legal localhost login mail
mentorat mobile monitor news ns1 ns2 ntp operator password payment pop pop3 postmaster preprod prod
production register root sales secure security shop signup smtp sso staging start stats status
support sysadmin system terms test tests vpn webmail webmaster welcome wiki
"""
NOT_FOR_STRANGERS: Final = frozenset(_LIKE_US.split())
_FORMS: Final = "ag bv co eurl gmbh inc llc llp ltd nv plc sa sarl sas sasu sca scop se snc spa srl"
_LEGAL_FORMS: Final = frozenset(_FORMS.split())
_LIGATURES: Final = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "&": " "})


class Finished(Refusal):
    """A code that can open nothing any more: too old, or tried too often."""


def suggest(company_name: str) -> str:
    """An address for a company of that name which is free now; "" when none comes to mind."""
    words = slugify(company_name.translate(_LIGATURES)).replace("_", "-").split("-")
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    stem = re.sub(r"^[^a-z]+", "", "-".join(filter(None, words)))[: LONGEST - 2].strip("-")
    if len(stem) < SHORTEST:
        return ""
    for name in (stem, *(f"{stem}-{number}" for number in range(2, 6))):
        try:
            ensure_free(name)
        except Refusal:
            continue
        return name
    return ""


def ensure_free(subdomain: str) -> None:
    """Refuse an address that cannot be, is reserved or is taken; it is not kept for anybody."""
    if subdomain in NOT_FOR_STRANGERS:
        raise Refusal(
            _("The address “%(name)s” is reserved.") % {"name": subdomain}, field="subdomain"
        )
    companies.ensure_free(subdomain)


def begin(
    *,
    company_name: str,
    subdomain: str,
    email: str,
    given_name: str,
    family_name: str,
    language: str,
    time_zone: str,
) -> SignUp:
    """Write down what is asked for; a code to prove the e-mail is on its way.

    Nothing else exists before the code came back. Refuses an address that is not free.
    """
    with walls.catalogue(), transaction.atomic():
        ensure_free(subdomain)
        return SignUp.objects.create(
            company_name=company_name,
            subdomain=subdomain,
            email=email,
            given_name=given_name,
            family_name=family_name,
            language=language,
            time_zone=time_zone,
            terms=settings.TERMS_VERSION,
            code_asked_at=timezone.now(),
        )


def find(public_id: uuid.UUID) -> SignUp | None:
    """The sign-up of that name, as long as it may go on."""
    with walls.catalogue():
        return SignUp.objects.filter(
            public_id=public_id, created_at__gt=timezone.now() - KEPT
        ).first()


def deliver_code(sign_up_id: int) -> None:
    """Make the code that was asked for and send it; does nothing when it was made already.

    It is made here, so that it is written nowhere. When the mail server is out of reach the next
    attempt makes another one.
    """
    with walls.catalogue():
        with transaction.atomic():
            wanted = SignUp.objects.without_code().select_for_update(skip_locked=True)
            row = wanted.filter(pk=sign_up_id).first()
            if row is None:
                return
            code = f"{secrets.randbelow(10**6):06}"
            row.code_digest, row.code_made_at = _digest(row, code), timezone.now()
            row.code_tries = 0
            row.save(update_fields=["code_digest", "code_made_at", "code_tries"])
        try:
            _send(row, code)
        except OSError:
            SignUp.objects.filter(pk=row.pk).update(code_made_at=None, code_digest="")
            raise


def _send(row: SignUp, code: str) -> None:
    # Nothing that the stranger typed is in the letter: it may go to somebody who never asked.
    path = reverse("sign_up_state", args=[row.public_id], urlconf=settings.PUBLIC_SCHEMA_URLCONF)
    letter = mail.render_apart(
        "sign_up_code",
        language=row.language,
        context={
            "code": code,
            "minutes": CODE_LASTS // timedelta(minutes=1),
            "link": walls.site_root(settings.PUBLIC_DOMAIN) + path,
        },
    )
    number = uuid.uuid5(row.public_id, str(row.codes))
    mail.transmit_apart(letter, to=row.email, message_id=f"{number}@sign-up.mentorat")


def ask_again(sign_up: SignUp) -> None:
    """Ask for another code, after which the one before opens nothing.

    Refuses within a minute of the last one, after the fourth, and once the e-mail is proven.
    """
    with walls.catalogue(), transaction.atomic():
        row = SignUp.objects.select_for_update().get(pk=sign_up.pk)
        if row.verified_at:
            raise Refusal(_("Your e-mail is confirmed already."))
        if row.codes >= CODES:
            raise Refusal(_("We have sent all the codes we can for this request. Start again."))
        if timezone.now() < row.code_asked_at + PAUSE:
            raise Refusal(_("A code left less than a minute ago. Give it the time to arrive."))
        row.codes += 1
        row.code_asked_at, row.code_made_at, row.code_digest = timezone.now(), None, ""
        row.save(update_fields=["codes", "code_asked_at", "code_made_at", "code_digest"])


def prove(sign_up: SignUp, *, code: str) -> None:
    """Take the code that came by e-mail: from here on a worker may open the company.

    The same code proves twice, for a browser that sent it twice. Refuses a wrong one, and with
    :class:`Finished` one that is older than thirty minutes or was tried five times.
    """
    with walls.catalogue(), transaction.atomic():
        row = SignUp.objects.select_for_update().get(pk=sign_up.pk)
        obstacle = _obstacle(row, code, timezone.now())
        if obstacle is None:
            row.verified_at = row.verified_at or timezone.now()
        elif not isinstance(obstacle, Finished):
            row.code_tries += 1
        row.save(update_fields=["verified_at", "code_tries"])
    # Raised only here: the count of wrong tries has to stay.
    if obstacle is not None:
        raise obstacle


def _obstacle(row: SignUp, code: str, now: datetime) -> Refusal | None:
    if row.code_tries >= TRIES:
        return Finished(_("Too many wrong codes. Ask for another one."), field="code")
    if row.code_made_at is not None and now > row.code_made_at + CODE_LASTS:
        return Finished(_("This code is too old. Ask for another one."), field="code")
    if row.code_made_at is None or not constant_time_compare(row.code_digest, _digest(row, code)):
        return Refusal(_("This is not the code of our last message. Check it."), field="code")
    return None


def _digest(row: SignUp, code: str) -> str:
    made = salted_hmac("sign-up code", f"{row.public_id}:{code}", algorithm="sha256")
    return made.hexdigest()


def choose(sign_up: SignUp, *, subdomain: str) -> None:
    """Take another address after the first one went to somebody else; no new proof is asked.

    Refuses an address that is not free, and a sign-up that waits for nothing.
    """
    with walls.catalogue(), transaction.atomic():
        row = SignUp.objects.select_for_update().get(pk=sign_up.pk)
        if (row.status, row.problem) != (SignUp.Status.FAILED, "taken"):
            raise Refusal(_("This space has its address already."))
        ensure_free(subdomain)
        SignUp.objects.filter(pk=row.pk).update(subdomain=subdomain)
        _start_over(row)


def retry(sign_up: SignUp) -> None:
    """Try once more to open a company that could not be opened; does nothing in any other case."""
    with walls.catalogue(), transaction.atomic():
        row = SignUp.objects.select_for_update().get(pk=sign_up.pk)
        if row.status == SignUp.Status.FAILED and row.problem != "taken":
            _start_over(row)


def _start_over(row: SignUp) -> None:
    SignUp.objects.filter(pk=row.pk).update(
        status=SignUp.Status.QUEUED, attempts=0, problem="", finished_at=None, steps_done=0, step=""
    )


def open_company(sign_up_id: int) -> None:
    """Open the company of a sign-up whose e-mail is proven; never twice.

    The company and the end of the row are one transaction, so whoever is killed on the way leaves
    neither. An address that went to somebody else ends the row with the problem ``taken``.
    """
    with walls.catalogue():
        row = SignUp.objects.verified().filter(pk=sign_up_id).first()
        if row is None or not row.claim():
            return
        row.report(STEPS[0], 0, len(STEPS))
        try:
            schemas.make_ready()
        except Refusal:
            # A deployment is under way: the sweeper asks again in a minute.
            _start_over(row)
            return
        row.report(STEPS[1], 1, len(STEPS))
        try:
            _open(row)
        except Refusal:
            row.fail("taken")
        except Exception:
            row.fail("unexpected")
            raise
        finally:
            hosts.forget()


@transaction.atomic
def _open(row: SignUp) -> None:
    locked = SignUp.objects.select_for_update().get(pk=row.pk)
    if locked.is_finished:
        # Another worker took over and was quicker.
        return
    company = companies.found(
        name=locked.company_name,
        subdomain=locked.subdomain,
        language=locked.language,
        time_zone=locked.time_zone,
        hr_email=locked.email,
        hr_given_name=locked.given_name,
        hr_family_name=locked.family_name,
    )
    with walls.inside(company):
        admin = Person.objects.get()
        audit.record("company.signed_up", by=admin, on=admin, terms=locked.terms)
    locked.admin, locked.code_digest = admin.public_id, ""
    locked.email = locked.given_name = locked.family_name = ""
    locked.steps_done = len(STEPS)
    locked.status, locked.finished_at = SignUp.Status.DONE, timezone.now()
    locked.save()


def way_in(sign_up: SignUp) -> tuple[str, bool]:
    """Where the first HR admin of an open company goes on, and whether they have an account yet.

    Without an account: the page of their company on which they choose a password. Raises
    ``NoSuchCompanyError`` when the company is suspended or gone.
    """
    with walls.inside(sign_up.subdomain.replace("-", "_")) as company:
        admin = Person.objects.filter(public_id=sign_up.admin).first()
        if admin is None or admin.joined_at or not admin.is_active:
            return walls.address(reverse("home", urlconf=settings.ROOT_URLCONF), company), True
        return invitation.link(admin), False


def sweep() -> tuple[list[int], list[int]]:
    """Sign-ups that wait for a code, and those that wait for their company.

    Deletes what is older than a day, and what has been open for an hour.
    """
    now = timezone.now()
    with walls.catalogue():
        SignUp.objects.filter(created_at__lt=now - KEPT).delete()
        open_for_long = SignUp.objects.filter(status=SignUp.Status.DONE)
        open_for_long.filter(finished_at__lt=now - KEPT_ONCE_OPEN).delete()
        forgotten = SignUp.objects.without_code().filter(
            code_asked_at__lt=now - SignUp.PATIENCE, code_asked_at__gt=now - CODE_LASTS
        )
        return (
            list(forgotten.values_list("pk", flat=True)),
            list(SignUp.objects.verified().stale().values_list("pk", flat=True)),
        )
