"""Five companies with a life of their own, committed: archives are read outside of transactions."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction
from PIL import Image

from companies import envelope, hosts, schemas, walls
from companies.archive import export, tables, vessel
from companies.models import Company, Domain, RetiredAddress
from people.actions import company as companies
from people.actions import space
from people.models import Person
from tests.house import town as towns

NAMES = ("street_a", "street_b", "street_c", "street_d", "street_e")
SEED = "JBSWY3DPEHPK3PXP"


def build() -> None:
    """Open the five and fill them."""
    for name in NAMES:
        company = companies.found(
            name=f"Company {name[-1].upper()}",
            subdomain=name.replace("_", "-"),
            language="fr",
            hr_email=f"hr@{name[-1]}.example",
            hr_given_name="Hélène",
            hr_family_name="Roy",
        )
        with walls.inside(company):
            hr = towns.build(name).people["hr"]
            assert hr is not None
            space.set_logo(company, picture(name), by=hr)


def picture(name: str) -> bytes:
    """Another logo for each of them."""
    drawn = io.BytesIO()
    Image.new("RGB", (120, 40), (40, 80, 10 * NAMES.index(name))).save(drawn, "PNG")
    return drawn.getvalue()


def clear(*names: str) -> None:
    """Take companies away as if they had never been."""
    with walls.catalogue():
        for name in names:
            Domain.objects.filter(tenant__schema_name=name).delete()
            Company.objects.filter(schema_name=name).delete()
            schemas.drop(name)
        RetiredAddress.objects.all().delete()
    hosts.forget()


def company(name: str) -> Company:
    with walls.catalogue():
        return Company.objects.get(schema_name=name)


def archive(name: str, key: str = "") -> bytes:
    file = io.BytesIO()
    export.save(company(name), file, key=key)
    return file.getvalue()


@contextmanager
def plainly() -> Iterator[None]:
    with walls.catalogue(), transaction.atomic():
        tables.write_plainly()
        yield


def fingerprints(name: str) -> dict[str, str]:
    """SHA-256 of the rows of each table."""
    with plainly():
        return {shape.name: tables.tell(shape).sha256 for shape in tables.shapes(name)}


def everything(*names: str) -> str:
    """One digest of several companies and of the whole catalogue."""
    parts = [fingerprints(name) for name in names]
    with plainly():
        shapes = [one for one in tables.shapes("public") if one.name.startswith("companies_")]
        parts.append({one.name: tables.tell(one).sha256 for one in shapes})
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def schemas_present() -> set[str]:
    """Every schema but those of PostgreSQL and the spares."""
    with walls.catalogue(), connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|spare_)'")
        return {name for (name,) in cursor.fetchall()}


def forged(sealed: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The same archive with other contents, by somebody who has the key."""
    plain, out = io.BytesIO(), io.BytesIO()
    vessel.unseal(io.BytesIO(sealed), plain, key=settings.ENCRYPTION_KEY)
    with zipfile.ZipFile(plain) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    change(parts)
    with (
        vessel.SealedWriter(out, key=settings.ENCRYPTION_KEY) as writer,
        zipfile.ZipFile(writer, "w", zipfile.ZIP_DEFLATED) as after,  # type: ignore[call-overload]
    ):
        for name, content in parts.items():
            after.writestr(name, content)
    return out.getvalue()


def hide_a_seed(name: str) -> tuple[str, str]:
    """A secret sealed for somebody of the company; who, and what is stored."""
    with walls.inside(name):
        owner = str(Person.objects.order_by("pk").values_list("public_id", flat=True)[0])
        return owner, envelope.seal(SEED, purpose="second factor", owner=owner)
