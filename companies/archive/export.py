"""Writes everything that a company has into one sealed file, as of one moment."""

import zipfile
from typing import BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from companies import walls
from companies.archive import catalogue, manifest, tables
from companies.archive.manifest import Manifest
from companies.archive.vessel import SealedWriter
from companies.models import Company, Domain

STAYS = frozenset({"id", "schema_name", "status", "delete_on", "is_operator"})
"""Columns of the catalogue that tell of this installation, not of the company."""


def save(company: Company, target: BinaryIO, *, key: str = "") -> Manifest:
    """Write the archive of ``company`` into ``target``; what is in it.

    A ZIP with ``manifest.json`` and the rows of each table as COPY text, sealed with ``key``
    (``ENCRYPTION_KEY`` when none is given). Everything is read in one snapshot, without keeping
    anybody from working. Memory does not grow with the company. Must be called outside a
    transaction: it needs one of its own.
    """
    with walls.catalogue(), transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        tables.write_plainly()
        told = []
        with (
            SealedWriter(target, key=key or settings.ENCRYPTION_KEY) as sealed,
            zipfile.ZipFile(sealed, "w", zipfile.ZIP_DEFLATED) as archive,  # type: ignore[call-overload]
        ):
            for shape in tables.shapes(company.schema_name):
                path = f"tables/{shape.name}.copy"
                with archive.open(path, "w", force_zip64=True) as entry:
                    told.append(tables.tell(shape, entry.write))
            about = _about(company, tuple(told))
            archive.writestr(manifest.NAME, about.dumped())
    return about


def _about(company: Company, told: tuple[manifest.Table, ...]) -> Manifest:
    row = Company.objects.get(pk=company.pk)
    domains = Domain.objects.filter(tenant=company).order_by("pk")
    return Manifest(
        made_at=timezone.now().isoformat(),
        public_domain=settings.PUBLIC_DOMAIN,
        schema_name=company.schema_name,
        migrations=tables.migrations(company.schema_name),
        company=catalogue.told(row, without=STAYS),
        domains=tuple(domains.values_list("domain", "is_primary")),
        belongings=catalogue.belongings(company),
        tables=told,
        sequences=tables.sequences(company.schema_name),
    )
