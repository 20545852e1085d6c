"""Forms and filters of people: accounts, the list, imports, the journal; they clean, never save."""

import struct
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import available_timezones

import django_filters
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db.models import F, OrderBy, Q, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from companies.models import Company
from people import wording
from people.models import AuditEntry, Person, PersonQuerySet, fold, folded
from people.roster import Table

REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


class PasswordForm(forms.Form):
    """A first password, checked against the rules of the installation and the person's names."""

    password = forms.CharField(
        label=gettext_lazy("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 12 characters. A sentence is easy to remember."),
    )
    again = forms.CharField(
        label=gettext_lazy("The same password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        """The rules of ``AUTH_PASSWORD_VALIDATORS``."""
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        """Both fields must be the same."""
        facts = super().clean() or {}
        if "password" in facts and facts["password"] != facts.get("again"):
            raise ValidationError({"again": _("The two passwords differ. Type it once more.")})
        return facts


def _code_field(label: Any, help_text: Any, *, digits: bool) -> forms.CharField:
    """A field for a code that can be pasted, and that telephones offer to fill in."""
    attrs = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
    if digits:
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, help_text=help_text, max_length=40, widget=widget)


class LoginCodeForm(RequestLoginCodeForm):
    """Where to send a code."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ReceivedCodeForm(ConfirmLoginCodeForm):
    """The code that came by e-mail."""

    code = _code_field(
        gettext_lazy("Code received by e-mail"),
        gettext_lazy("Capitals and the hyphen do not matter."),
        digits=False,
    )


class ApplicationForm(ActivateTOTPForm):
    """The first code of an application, which proves that it was set up."""

    code = _code_field(
        gettext_lazy("Code shown by the application"), gettext_lazy("Six digits."), digits=True
    )


_SECOND_FACTOR = _code_field(
    gettext_lazy("Code"),
    gettext_lazy("The six digits of your application, or one of your recovery codes."),
    digits=True,
)


class SecondFactorForm(AuthenticateForm):
    """The code of an application or a recovery code, to log in."""

    code = _SECOND_FACTOR


class SecondFactorAgainForm(ReauthenticateForm):
    """The same, once more before something delicate."""

    code = _SECOND_FACTOR


# What the library raises on an answer that no browser would give.
_MALFORMED = (ValueError, TypeError, LookupError, AttributeError, RecursionError, struct.error)


class CredentialField(forms.JSONField):
    """What a device answered, as the script writes it: an object of a few kilobytes."""

    widget = forms.HiddenInput
    default_error_messages = {
        "invalid": gettext_lazy("The device's answer cannot be read. Try once more.")
    }

    def to_python(self, value: Any) -> Any:
        """An object, or a refusal whatever was sent."""
        if isinstance(value, str) and len(value) > 20_000:
            raise ValidationError(self.error_messages["invalid"])
        try:
            found = super().to_python(value)
        except (ValueError, RecursionError):
            raise ValidationError(self.error_messages["invalid"]) from None
        if found is not None and not isinstance(found, dict):
            raise ValidationError(self.error_messages["invalid"])
        return found


class PasskeyForm(AddWebAuthnForm):
    """A new passkey: always one that logs in by itself, after the device knew its owner."""

    credential = CredentialField()
    name = forms.CharField(
        label=gettext_lazy("Name of this passkey"),
        max_length=60,
        help_text=gettext_lazy("So that you recognise the device later."),
    )
    passwordless = forms.BooleanField(initial=True, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Check what the device answered."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except _MALFORMED:
            message = CredentialField.default_error_messages["invalid"]
            raise ValidationError(message) from None
        return cleaned


class _Proof(AuthenticateWebAuthnForm):
    """The answer of a passkey that is already known."""

    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        """The passkey that signed the challenge of this session."""
        try:
            found: Authenticator = super().clean_credential()
        except _MALFORMED:
            message = CredentialField.default_error_messages["invalid"]
            raise ValidationError(message) from None
        return found


class PasskeyLoginForm(_Proof, LoginWebAuthnForm):
    """Log in with nothing but a passkey."""


class PasskeyFactorForm(_Proof):
    """A passkey as the second factor."""


class PasskeyAgainForm(_Proof, ReauthenticateWebAuthnForm):
    """The same, once more before something delicate."""


class RenamePasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label=gettext_lazy("Name of this passkey"), max_length=60)


class SecurityRuleForm(forms.Form):
    """What the company asks of those who see much."""

    required = forms.BooleanField(
        label=gettext_lazy("HR admins and sponsors log in with a second factor"),
        required=False,
        help_text=gettext_lazy(
            "Whoever has none is led to its set-up at the next click, and to nothing else before."
        ),
    )


class ProfileForm(forms.Form):
    """What a person decides about their screens."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=Company.Language.choices,
        help_text=gettext_lazy("Of the screens and of the messages you receive."),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        required=False,
        help_text=gettext_lazy("Dates and times are shown in this zone."),
    )

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = time_zones(company)  # type: ignore[attr-defined]


def time_zones(company: Company) -> list[tuple[str, str]]:
    """Every inhabited zone, after that of the company."""
    zones = sorted(one for one in available_timezones() if one.startswith(REGIONS))
    default = _("That of the company (%(zone)s)") % {"zone": company.time_zone}
    return [("", default), *((one, one.replace("_", " ")) for one in zones)]


class UploadForm(forms.Form):
    """One file of people."""

    file = forms.FileField(
        label=gettext_lazy("File of people"),
        allow_empty_file=True,
        help_text=gettext_lazy("CSV, XLSX, XLS or ODS, with the names of the columns on top."),
        widget=forms.FileInput(
            attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xls,.ods,text/csv,text/plain"}
        ),
    )


class MappingForm(forms.Form):
    """Which column of the file holds which information, and how the file is written.

    ``names`` are the fields a column may hold, with a name for the company's own ones.
    """

    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), required=False)
    delimiter = forms.ChoiceField(label=gettext_lazy("Delimiter"), required=False)

    def __init__(
        self,
        *args: Any,
        table: Table | None,
        names: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        if table is not None and table.kind != "csv":
            del self.fields["encoding"], self.fields["delimiter"]
        else:
            self._choices("encoding", [(k, str(v)) for k, v in wording.ENCODINGS.items()])
            self._choices("delimiter", [(k, str(v)) for k, v in wording.DELIMITERS.items()])
        headers: Sequence[str] = table.headers if table is not None else ()
        for name, own in names.items():
            self.fields[name] = forms.ChoiceField(
                label=own or str(wording.FIELDS[name]),
                required=False,
                choices=[("", _("not in this file")), *((one, one) for one in headers)],
                help_text=_sample(table, headers, self.initial.get(name, "")),
            )

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def format_fields(self) -> list[forms.BoundField]:
        """How the file is written; none for workbooks."""
        return [self[name] for name in ("encoding", "delimiter") if name in self.fields]

    @property
    def column_fields(self) -> list[forms.BoundField]:
        """One select per information."""
        return [self[name] for name in self.names]

    def mapping(self) -> dict[str, str]:
        """Field → header, as chosen."""
        return {n: self.cleaned_data[n] for n in self.names if self.cleaned_data.get(n)}


def _sample(table: Table | None, headers: Sequence[str], header: str) -> str:
    """The first value below a header, so that one sees what one maps."""
    if table is None or header not in headers:
        return ""
    at = headers.index(header)
    found = (line.cells[at] for line in table.rows[:50] if at < len(line.cells) and line.cells[at])
    value = next(found, "")
    return _("For example: %(value)s") % {"value": value[:40]} if value else ""


def _distinct(field: str) -> list[tuple[str, str]]:
    rows = Person.objects.exclude(**{field: ""}).order_by(field)
    return [(one, one) for one in rows.values_list(field, flat=True).distinct()]


def _levels() -> list[tuple[str, str]]:
    rows = Person.objects.filter(level__isnull=False).order_by("level")
    return [(str(one), str(one)) for one in rows.values_list("level", flat=True).distinct()]


class PersonFilter(django_filters.FilterSet):
    """The list of people: what is searched, filtered and sorted lives in the address."""

    ACCOUNTS = (
        ("none", gettext_lazy("not invited yet")),
        ("invited", gettext_lazy("invited, no answer")),
        ("joined", gettext_lazy("account open")),
    )

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Name, e-mail, number, job"))
    site = django_filters.ChoiceFilter(
        label=gettext_lazy("Site"),
        choices=lambda: _distinct("site"),
        empty_label=gettext_lazy("all"),
    )
    department = django_filters.ChoiceFilter(
        label=gettext_lazy("Department"),
        choices=lambda: _distinct("department"),
        empty_label=pgettext_lazy("department", "all"),
    )
    level = django_filters.ChoiceFilter(
        label=gettext_lazy("Level"), choices=_levels, empty_label=gettext_lazy("all")
    )
    account = django_filters.ChoiceFilter(
        method="by_account",
        label=gettext_lazy("Account"),
        choices=ACCOUNTS,
        empty_label=gettext_lazy("all"),
    )
    ordering = django_filters.OrderingFilter(
        fields={
            "family_name": "name",
            "job_title": "job",
            "department": "department",
            "site": "site",
            "level": "level",
        }
    )

    class Meta:
        model = Person
        fields: Sequence[str] = ()

    def search(self, rows: PersonQuerySet, name: str, value: str) -> PersonQuerySet:
        """Every word must be found somewhere in the name, e-mail, number or job title."""
        everything = Concat(
            *("given_name", Value(" "), "family_name", Value(" "), "email", Value(" ")),
            *("employee_number", Value(" "), "job_title"),
            output_field=TextField(),
        )
        rows = rows.annotate(found_in=folded(everything))
        for word in fold(value).split()[:6]:
            rows = rows.filter(found_in__contains=word)
        return rows

    def by_account(self, rows: PersonQuerySet, name: str, value: str) -> PersonQuerySet:
        """How far somebody is with opening their account."""
        states = {
            "none": Q(invited_at=None, joined_at=None),
            "invited": Q(invited_at__isnull=False, joined_at=None),
            "joined": Q(joined_at__isnull=False),
        }
        return rows.filter(states[value])

    def filter_queryset(self, queryset: PersonQuerySet) -> PersonQuerySet:
        """Sorted by name unless asked otherwise; a tie is settled by name, so pages are stable."""
        rows: PersonQuerySet = super().filter_queryset(queryset)
        chosen = [_order(str(one)) for one in rows.query.order_by]
        return rows.order_by(*chosen, folded("family_name"), folded("given_name"), "pk")


def _order(chosen: str) -> OrderBy:
    name = chosen.removeprefix("-")
    by = F(name) if name == "level" else folded(name)
    return OrderBy(by, descending=chosen.startswith("-"), nulls_last=True)


def _actors() -> list[tuple[str, str]]:
    rows = Person.objects.filter(public_id__in=AuditEntry.objects.values("actor"))
    return [(str(one.public_id), str(one)) for one in rows.by_name()]


def _verbs() -> list[tuple[str, str]]:
    codes = AuditEntry.objects.order_by("verb").values_list("verb", flat=True).distinct()
    return sorted(((one, wording.verb(one)) for one in codes), key=lambda pair: pair[1])


class JournalFilter(django_filters.FilterSet):
    """The journal: by what happened and by who did it."""

    verb = django_filters.ChoiceFilter(
        label=gettext_lazy("What happened"), choices=_verbs, empty_label=gettext_lazy("all")
    )
    person = django_filters.ChoiceFilter(
        field_name="actor__public_id",
        label=gettext_lazy("Who"),
        choices=_actors,
        empty_label=gettext_lazy("everybody"),
    )

    class Meta:
        model = AuditEntry
        fields: Sequence[str] = ()
