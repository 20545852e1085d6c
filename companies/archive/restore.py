"""Reads a sealed archive back into a schema of its own, and proves that nothing is different."""

import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Final

import psycopg
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from companies import hosts, schemas, walls
from companies.archive import catalogue, manifest, tables, vessel
from companies.archive.manifest import Manifest, Table
from companies.archive.vessel import DamagedError
from companies.errors import Refusal
from companies.models import Company, Domain, RetiredAddress

READ: Final = 256 * 1024
ALWAYS_FITS: Final = 64 * 1024 * 1024
MOST_TIMES: Final = 200
"""How many times larger than its file a company may be, past 64 MiB: rows shrink 5 to 20 times."""


@dataclass(frozen=True)
class Opened:
    """An archive whose seal is whole: what it says, and its rows."""

    manifest: Manifest
    archive: zipfile.ZipFile

    def rows(self, table: Table) -> Iterator[bytes]:
        """The rows of a table in pieces; stops where the table said that it would end."""
        left = table.size
        with self.archive.open(table.path) as entry:
            while data := entry.read(READ):
                left -= len(data)
                if left < 0:
                    raise DamagedError
                yield data


@contextmanager
def opened(source: BinaryIO, *, key: str = "") -> Iterator[Opened]:
    """Open a sealed archive; raises :class:`DamagedError` for anything that is not one, whole.

    Nothing is unpacked into files: names inside it lead nowhere.
    """
    with tempfile.TemporaryFile() as plain:
        vessel.unseal(source, plain, key=key or settings.ENCRYPTION_KEY)
        size = plain.tell()
        try:
            with zipfile.ZipFile(plain) as archive:
                yield Opened(_manifest(archive, size), archive)
        except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, zlib.error) as error:
            raise DamagedError from error


def _manifest(archive: zipfile.ZipFile, size: int) -> Manifest:
    if manifest.NAME not in archive.namelist():
        raise DamagedError
    with archive.open(manifest.NAME) as entry:
        raw = entry.read(manifest.MOST + 1)
    if len(raw) > manifest.MOST:
        raise DamagedError
    told = manifest.loaded(raw)
    names = sorted([manifest.NAME, *(table.path for table in told.tables)])
    if sorted(archive.namelist()) != names:
        raise DamagedError
    if told.size > max(ALWAYS_FITS, size * MOST_TIMES):
        raise DamagedError(
            _("This archive would become far larger than any company: nothing was restored.")
        )
    return told


def restore(
    archive: Opened, *, schema: str, host: str = "", proven: Callable[[Company], None]
) -> Company:
    """Make the company of ``archive`` again in ``schema``; it comes back suspended.

    With ``host`` it answers there only; else at its own hosts, those under the public domain moved
    to the one of this installation. In one transaction: rows are compared with the digests of the
    archive after they are in, references are checked, then ``proven`` has the last word inside the
    company. Whatever fails, nothing remains. Call ``schemas.make_ready`` before. Refuses migrations
    other than those of this code, a name or address that is taken or not free yet.
    """
    told = archive.manifest
    _check_migrations(told)
    with walls.catalogue(), transaction.atomic():
        company = _enter_in_catalogue(told, schema, host)
        schemas.furnish(schema)
        try:
            _fill(archive, schema)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        except (psycopg.Error, DatabaseError, zipfile.BadZipFile) as error:
            raise DamagedError from error
        with walls.inside(company):
            proven(company)
    hosts.forget()
    return company


def _check_migrations(told: Manifest) -> None:
    known, wanted = set(schemas.expected()), set(told.migrations)
    if wanted - known:
        raise Refusal(
            _("This archive was made by a later version of Mentorat. Restore it with that version.")
        )
    if known - wanted:
        raise Refusal(
            _(
                "This archive was made by an earlier version of Mentorat. Restore it with that "
                "version, then bring the installation up to date."
            )
        )


def _enter_in_catalogue(told: Manifest, schema: str, host: str) -> Company:
    company = Company(schema_name=schema, status=Company.Status.SUSPENDED)
    try:
        catalogue.put(company, told.company)
        made = company.created_at
        company.clean_fields()
        addresses = _addresses(told, host)
        _check_retired(company, [name for name, _first in addresses])
        with transaction.atomic():
            company.save(force_insert=True)
            for name, is_primary in addresses:
                Domain.objects.create(tenant=company, domain=name, is_primary=is_primary)
            catalogue.give_back(company, told.belongings)
    except IntegrityError:
        raise Refusal(
            _("The address “%(name)s” is already taken.") % {"name": host or schema},
            field="subdomain",
        ) from None
    except (ValidationError, TypeError, ValueError) as error:
        raise DamagedError from error
    # Not the moment of the restoring: auto_now_add would say so.
    Company.objects.filter(pk=company.pk).update(created_at=made)
    return company


def _addresses(told: Manifest, host: str) -> list[tuple[str, bool]]:
    if host:
        return [(host, True)]
    theirs = f".{told.public_domain}"
    return [
        (f"{name.removesuffix(theirs)}.{settings.PUBLIC_DOMAIN}", is_primary)
        if name.endswith(theirs)
        else (name, is_primary)
        for name, is_primary in told.domains
    ]


def _check_retired(company: Company, names: list[str]) -> None:
    """Its own addresses are given back to it; those of another one are not free yet."""
    retired = RetiredAddress.objects.select_for_update().filter(host__in=names)
    for one in retired:
        if one.key_digest != company.key_digest:
            raise Refusal(
                _("The address “%(name)s” belonged to somebody else and is not free yet.")
                % {"name": one.host},
                field="subdomain",
            )
    retired.delete()


def _fill(archive: Opened, schema: str) -> None:
    told = {table.name: table for table in archive.manifest.tables}
    shapes = tables.shapes(schema)
    if [(one.name, one.columns) for one in shapes] != [
        (table.name, table.columns) for table in archive.manifest.tables
    ] or set(tables.sequences(schema)) != set(archive.manifest.sequences):
        raise DamagedError
    tables.write_plainly()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for shape in shapes:
        tables.empty(shape)
    for shape in shapes:
        tables.take(shape, archive.rows(told[shape.name]))
    tables.go_on(schema, archive.manifest.sequences)
    for shape in shapes:
        if tables.tell(shape) != told[shape.name]:
            raise DamagedError
