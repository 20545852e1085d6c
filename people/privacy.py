"""What people, accounts, letters and the journal hold about persons: purpose, readers, time."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companies.models import Job
from companies.personal import Basis, Clock, Kept, OnErasure, Purpose, Reader, Table, deleted
from people.actions import forgetting
from people.models import AuditEntry, Mail, PeopleImport, Person

_RECORD = (Reader.SELF, Reader.HR)
_SHARED = (*_RECORD, Reader.DIRECTOR, Reader.PARTNER, Reader.CANDIDATES)
_OWN = (Reader.SELF,)
JOB = (
    *("id", "public_id", "status", "attempts", "leased_until", "step", "steps_done"),
    *("steps_total", "problem", "created_at", "finished_at"),
)
"""Fields of every long work, which say how far it is."""


def _acts(person: Person) -> QuerySet[AuditEntry]:
    about = Q(subject_kind="person", subject_id=str(person.public_id))
    return AuditEntry.objects.filter(Q(actor=person) | about)


TABLES = (
    Table(
        model="contenttypes.ContentType",
        title=_("names of the kinds of objects"),
        plain=("id", "app_label", "model"),
    ),
    Table(
        model="auth.Permission",
        title=_("permissions of the framework, not used"),
        links=("content_type",),
        plain=("id", "name", "codename"),
    ),
    Table(
        model="auth.Group",
        title=_("groups of the framework, not used"),
        plain=("id", "name"),
    ),
    Table(
        model="people.Person",
        title=_("records of the people of the company"),
        purpose=Purpose.DIRECTORY,
        seen_by=_RECORD,
        kept=Kept.ACCOUNT,
        personal={
            "email": _("e-mail at work, used to log in"),
            "employee_number": _("employee number"),
            "given_name": _("given name"),
            "family_name": _("family name"),
            "job_title": _("job title"),
            "function": _("function"),
            "department": _("department"),
            "site": _("site"),
            "time_zone": _("time zone"),
            "level": _("level in the grades of the company"),
            "manager": _("manager"),
            "hired_on": _("hire date"),
            "leaving_on": _("last day in the company"),
            "languages": _("languages spoken"),
            "declared": _("facts that the company declared itself"),
            "language": _("language of the screens"),
            "role": _("access to the space"),
            "status": _("present, leaving or left"),
            "invited_at": _("when they were invited"),
            "joined_at": _("when they opened their account"),
            "last_login": _("last log-in"),
            "erased_at": _("when their identity was erased"),
        },
        secret={"password": _("password, as a digest that cannot be turned back")},
        plain=("id", "public_id"),
        seen={
            **dict.fromkeys(("given_name", "family_name", "job_title", "site"), _SHARED),
            "email": (*_RECORD, Reader.DIRECTOR, Reader.PARTNER),
            "password": (Reader.NOBODY,),
        },
        person=("pk",),
    ),
    Table(
        model="people.Skill",
        title=_("names of skills"),
        plain=("id", "name"),
    ),
    Table(
        model="people.PersonSkill",
        title=_("skills that people offer or want"),
        purpose=Purpose.MATCHING,
        seen_by=_SHARED,
        kept=Kept.ACCOUNT,
        personal={
            "skill": _("skill"),
            "direction": _("offered or wanted"),
            "level": _("level from 1 to 5"),
        },
        links=("person",),
        plain=("id",),
        person=("person",),
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="people.Attribute",
        title=_("names of the facts that the company declares"),
        plain=("id", "public_id", "name", "kind", "options"),
    ),
    Table(
        model="people.PeopleImport",
        title=_("files of people that HR imported"),
        purpose=Purpose.DIRECTORY,
        seen_by=(Reader.HR,),
        kept=Kept.IMPORTS,
        personal={
            "filename": _("name of the file"),
            "problems": _("refused lines"),
        },
        secret={"content": _("the file itself, with everybody in it")},
        actors=("uploaded_by", "undone_by"),
        plain=(
            *JOB,
            *("encoding", "delimiter", "mapping", "confirmed_at"),
            *("created", "updated", "unchanged", "refused", "new_skills", "undone_at"),
            "forgotten_at",
        ),
        apart=_("Holds a whole file about many people: what it said about you is in your record."),
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="people.ImportedPerson",
        title=_("records as they were before an import, to undo it"),
        purpose=Purpose.DIRECTORY,
        seen_by=(Reader.NOBODY,),
        kept=Kept.IMPORTS,
        personal={"before": _("the record before the import")},
        links=("batch", "person"),
        plain=("id", "after"),
        person=("person",),
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="people.Mail",
        title=_("letters sent to people"),
        purpose=Purpose.LETTERS,
        seen_by=_OWN,
        kept=Kept.TRACES,
        personal={
            "kind": _("kind of letter"),
            "status": _("whether it was sent"),
            "queued_at": _("when it was written"),
            "sent_at": _("when it was sent"),
        },
        secret={
            "context": _("what the letter says, until it is sent: names, links, codes"),
            "key": _("the occasion"),
        },
        links=("person",),
        plain=("id", "attempts", "claimed_at"),
        person=("person",),
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="people.AuditEntry",
        title=_("journal of acts, chained so that nobody can change it"),
        purpose=Purpose.JOURNAL,
        basis=Basis.DUTY,
        seen_by=(Reader.HR,),
        kept=Kept.JOURNAL,
        personal={
            "at": _("when"),
            "actor": _("who did it, as a number without a name"),
            "verb": _("what they did"),
            "subject_kind": _("to what kind of object"),
            "subject_id": _("to which object, as a number"),
            "facts": _("bare facts: codes, dates, figures"),
        },
        plain=("id", "number", "request", "previous", "digest"),
        rows=_acts,
        withheld=("subject_id", "actor"),
        on_erasure=OnErasure.DUTY,
    ),
    Table(
        model="sessions.Session",
        title=_("sessions of browsers that are logged in"),
        purpose=Purpose.ACCOUNTS,
        seen_by=(Reader.NOBODY,),
        kept=Kept.SESSIONS,
        secret={
            "session_data": _("who is logged in, and messages about to be shown"),
            "session_key": _("the key that the browser holds"),
        },
        plain=("expire_date",),
        apart=_("Holds keys only; the list of your sessions is exported beside it."),
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="usersessions.UserSession",
        title=_("devices on which somebody is logged in"),
        purpose=Purpose.ACCOUNTS,
        seen_by=_OWN,
        kept=Kept.SESSIONS,
        personal={
            "created_at": _("logged in at"),
            "last_seen_at": _("last seen at"),
            "ip": _("network address"),
            "user_agent": _("browser"),
        },
        secret={"session_key": _("the key that the browser holds")},
        links=("user",),
        plain=("id", "data"),
        person=("user",),
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="mfa.Authenticator",
        title=_("second factors: applications, passkeys, recovery codes"),
        purpose=Purpose.ACCOUNTS,
        seen_by=_OWN,
        kept=Kept.ACCOUNT,
        personal={
            "type": _("kind of proof"),
            "created_at": _("added at"),
            "last_used_at": _("last used at"),
        },
        secret={"data": _("the sealed secret")},
        links=("user",),
        plain=("id",),
        person=("user",),
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="account.EmailAddress",
        title=_("addresses known to the log-in"),
        purpose=Purpose.ACCOUNTS,
        seen_by=_OWN,
        kept=Kept.ACCOUNT,
        personal={
            "email": _("e-mail"),
            "verified": _("whether it was confirmed"),
            "primary": _("whether it is the main one"),
        },
        links=("user",),
        plain=("id",),
        person=("user",),
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="account.EmailConfirmation",
        title=_("confirmations of addresses, not used"),
        purpose=Purpose.ACCOUNTS,
        seen_by=(Reader.NOBODY,),
        kept=Kept.ACCOUNT,
        personal={"created": _("asked at"), "sent": _("sent at")},
        secret={"key": _("key of the link")},
        links=("email_address",),
        plain=("id",),
        person=("email_address__user",),
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="people.Connection",
        title=_("connections to the accounts of the company"),
        plain=(
            *("id", "public_id", "kind", "name", "domains", "is_offered", "is_compulsory"),
            *("vouches", "trusts_second_factor", "issuer", "client_id", "secret", "entity_id"),
            *("sign_on_url", "certificates", "created_at", "last_problem", "last_problem_at"),
        ),
        apart=_("Describes a service of the company, not a person."),
    ),
    Table(
        model="people.ReceivedAnswer",
        title=_("answers of a provider, for the minutes of a log-in"),
        purpose=Purpose.ACCOUNTS,
        seen_by=(Reader.NOBODY,),
        kept=Kept.SESSIONS,
        secret={"facts": _("the address that logs in, emptied once used")},
        links=("connection",),
        plain=("id", "public_id", "digest", "received_at", "expires_at", "used_at"),
        apart=_("Lives for minutes and names nobody once used."),
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="socialaccount.SocialAccount",
        title=_("links to accounts at the provider of the company"),
        purpose=Purpose.ACCOUNTS,
        seen_by=_OWN,
        kept=Kept.ACCOUNT,
        personal={
            "provider": _("provider"),
            "uid": _("identifier at the provider"),
            "last_login": _("last log-in through it"),
            "date_joined": _("linked at"),
            "extra_data": _("what the provider said"),
        },
        links=("user",),
        plain=("id",),
        person=("user",),
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="socialaccount.SocialApp",
        title=_("providers as the framework would keep them, not used"),
        plain=("id", "provider", "provider_id", "name", "client_id", "secret", "key", "settings"),
    ),
    Table(
        model="socialaccount.SocialToken",
        title=_("keys of providers, not kept"),
        purpose=Purpose.ACCOUNTS,
        seen_by=(Reader.NOBODY,),
        kept=Kept.ACCOUNT,
        secret={"token": _("key"), "token_secret": _("second part of the key")},
        links=("app", "account"),
        plain=("id", "expires_at"),
        person=("account__user",),
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="admin.LogEntry",
        title=_("log of the framework's admin, not used"),
        actors=("user",),
        links=("content_type",),
        plain=("id", "action_time", "object_id", "object_repr", "action_flag", "change_message"),
        apart=_("Stays empty: acts are in the journal."),
    ),
)


def _leavers(before: datetime) -> QuerySet[Person]:
    day = timezone.localdate(before)
    return Person.objects.known().filter(status=Person.Status.LEFT, leaving_on__lt=day)


def _files(before: datetime) -> QuerySet[PeopleImport]:
    rows = PeopleImport.objects.filter(forgotten_at=None, created_at__lt=before)
    return rows.exclude(confirmed_at__isnull=False, status__in=Job.UNFINISHED)


def _traces(before: datetime) -> QuerySet[Mail]:
    waiting = (Mail.Status.QUEUED, Mail.Status.SENDING)
    return Mail.objects.filter(queued_at__lt=before).exclude(status__in=waiting)


def _sessions(before: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=before)


def _devices(before: datetime) -> QuerySet[UserSession]:
    """Those whose session is over, however it ended."""
    living = Session.objects.values("session_key")
    rows = UserSession.objects.filter(last_seen_at__lt=before)
    return rows.exclude(session_key__in=living)


CLOCKS = (
    Clock(
        kept=Kept.ACCOUNT,
        title=_("people who left: their identity is erased"),
        due=_leavers,
        person="pk",
    ),
    Clock(
        kept=Kept.IMPORTS,
        title=_("imported files, and what undoes them"),
        due=_files,
        forget=forgetting.forget_imports,
    ),
    Clock(
        kept=Kept.TRACES,
        title=_("traces that a letter was sent"),
        due=_traces,
        forget=deleted,
        person="person",
    ),
    Clock(
        kept=Kept.SESSIONS,
        title=_("sessions that are over"),
        due=_sessions,
        forget=deleted,
    ),
    Clock(
        kept=Kept.SESSIONS,
        title=_("devices whose session is over"),
        due=_devices,
        forget=deleted,
    ),
)
