"""The forms of a connection: what the provider is, and what it is trusted with."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies import outgoing
from people import saml, wording
from people.models import Connection

_DOMAIN = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]+\Z")
_PUBLISHED = "/.well-known/openid-configuration"
MOST_DOMAINS = 50


class ConnectionForm(forms.Form):
    """What connections of both kinds have; ``connection`` is the one being changed, if any."""

    name = forms.CharField(
        label=gettext_lazy("Name on the login page"),
        max_length=60,
        help_text=gettext_lazy("What your people call it: “Account Aubépine”, “Microsoft”."),
    )
    domains = forms.CharField(
        label=gettext_lazy("Mail domains"),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One per line: aubepine.example. Only addresses in them are believed."
        ),
    )
    vouches = forms.BooleanField(
        label=gettext_lazy("It gives these addresses to your people itself"),
        required=False,
        help_text=gettext_lazy(
            "Then an address is believed although the provider does not say that it has checked "
            "it. Leave it empty when people can change their address there."
        ),
    )
    trusts_second_factor = forms.BooleanField(
        label=gettext_lazy("It asks for a second factor"),
        required=False,
        help_text=gettext_lazy(
            "Then ours is not asked again whenever the provider's answer says that one was given. "
            "Otherwise whoever has a second factor here is asked for it."
        ),
    )
    is_compulsory = forms.BooleanField(
        label=gettext_lazy("The only way in for people of these domains"),
        required=False,
        help_text=gettext_lazy(
            "No password, code or passkey any more, from the next log-in on. HR admins keep theirs,"
            " for the day the provider is out of reach."
        ),
    )

    def __init__(self, *args: Any, connection: Connection | None = None, **kwargs: Any) -> None:
        self.connection = connection
        if connection is not None:
            known = {name: getattr(connection, name, "") for name in self.base_fields}
            known["domains"] = "\n".join(connection.domains)
            known["secret"] = ""
            kwargs["initial"] = known
        super().__init__(*args, **kwargs)

    def clean_domains(self) -> list[str]:
        """Each domain once, in small letters."""
        given = re.split(r"[\s,;]+", self.cleaned_data["domains"].lower().strip())
        domains = list(dict.fromkeys(one.removeprefix("@").rstrip(".") for one in given))
        wrong = [one for one in domains if not _DOMAIN.match(one)]
        if wrong:
            raise ValidationError(
                _("“%(domain)s” is not a mail domain such as aubepine.example.")
                % {"domain": wrong[0][:60]}
            )
        if len(domains) > MOST_DOMAINS:
            raise ValidationError(_("At most %(most)s domains.") % {"most": MOST_DOMAINS})
        return domains

    def facts(self) -> dict[str, Any]:
        """What the action writes."""
        return dict(self.cleaned_data)


class OpenIDForm(ConnectionForm):
    """OpenID Connect: the provider's address and what it calls us."""

    issuer = forms.CharField(
        label=gettext_lazy("Issuer"),
        max_length=500,
        widget=forms.URLInput(attrs={"spellcheck": "false"}),
        help_text=gettext_lazy(
            "The address your provider gives, such as https://login.example.com."
        ),
    )
    client_id = forms.CharField(label=gettext_lazy("Client ID"), max_length=191)
    secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        max_length=500,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Kept sealed; nobody can read it here afterwards."),
    )
    field_order = ("name", "issuer", "client_id", "secret", "domains")

    def __init__(self, *args: Any, connection: Connection | None = None, **kwargs: Any) -> None:
        super().__init__(*args, connection=connection, **kwargs)
        if connection is not None:
            self.fields["secret"].required = False
            self.fields["secret"].help_text = _("Leave it empty to keep the one that is known.")

    def clean_issuer(self) -> str:
        """A public https address, without what providers publish below it."""
        issuer = str(self.cleaned_data["issuer"]).removesuffix(_PUBLISHED)
        try:
            outgoing.check(issuer)
        except outgoing.AddressRefusedError as error:
            raise ValidationError(wording.connection_problem(error.code)) from None
        if "?" in issuer or "#" in issuer:
            raise ValidationError(wording.connection_problem("spelling"))
        return issuer


class SamlForm(ConnectionForm):
    """SAML: the provider describes itself in a file, which is uploaded and never fetched."""

    metadata = forms.FileField(
        label=gettext_lazy("Metadata of the provider"),
        widget=forms.FileInput(attrs={"accept": ".xml,text/xml,application/xml"}),
        help_text=gettext_lazy("The XML file that your provider lets you download."),
    )
    field_order = ("name", "metadata", "domains")

    def __init__(self, *args: Any, connection: Connection | None = None, **kwargs: Any) -> None:
        super().__init__(*args, connection=connection, **kwargs)
        if connection is not None:
            self.fields["metadata"].required = False
            self.fields["metadata"].help_text = _(
                "Only when it has changed: a new certificate, for example."
            )

    def clean_metadata(self) -> saml.Metadata | None:
        """What the file says."""
        given = self.cleaned_data["metadata"]
        if not isinstance(given, UploadedFile):
            return None
        try:
            return saml.read_metadata(given.read(saml.LARGEST + 1))
        except saml.MetadataError as error:
            raise ValidationError(wording.connection_problem(error.code)) from None

    def facts(self) -> dict[str, Any]:
        """What the action writes; nothing of the provider when no file was given."""
        facts = super().facts()
        found: saml.Metadata | None = facts.pop("metadata")
        if found is not None:
            facts |= {
                "entity_id": found.entity_id,
                "sign_on_url": found.sign_on_url,
                "certificates": found.certificates,
            }
        return facts


FORMS: dict[str, type[ConnectionForm]] = {"openid": OpenIDForm, "saml": SamlForm}
"""By the word in the address of the page."""


def form_of(connection: Connection) -> type[ConnectionForm]:
    """The form that changes a connection."""
    return OpenIDForm if connection.is_openid else SamlForm
