"""Archives of whole companies: asked for, made by a worker, fetched, thrown away, brought back."""

import hashlib
import tempfile
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from companies import schemas, walls
from companies.archive import export, restore
from companies.archive.manifest import Manifest
from companies.archive.vessel import DamagedError
from companies.models import ArchivePart, Company, CompanyArchive
from people.actions import company as companies
from people.actions import journal_check, operation
from people.models import Person

PART: Final = 1024 * 1024
"""Bytes of one part: what a page that hands an archive out holds in memory."""


def request(company: Company, *, by: Person | None) -> CompanyArchive:
    """Ask for an archive; one that is being made is returned instead. The caller enqueues it.

    Refuses the operator's own company.
    """
    operation.check_is_customer(company)
    with walls.catalogue(), transaction.atomic():
        # One at a time: a double click meets the first one here.
        Company.objects.select_for_update().get(pk=company.pk)
        under_way = CompanyArchive.objects.unfinished().filter(company=company).first()
        if under_way is not None:
            return under_way
        row = CompanyArchive.objects.create(
            company=company, requested_by=by.public_id if by else None
        )
        operation.note("company.archive_requested", company, by=by)
        return row


def perform(archive_id: int) -> None:
    """Make one archive; does nothing when it is finished, gone, or in other hands."""
    with walls.catalogue():
        rows = CompanyArchive.objects.select_related("company")
        row = rows.filter(pk=archive_id).first()
        if row is None or not row.claim():
            return
        try:
            with tempfile.TemporaryFile() as file:
                export.save(row.company, file)
                file.seek(0)
                _keep(row, file)
        except Exception:
            row.fail("unexpected")
            raise


def _keep(row: CompanyArchive, file: BinaryIO) -> None:
    digest, size = hashlib.sha256(), 0
    with transaction.atomic():
        row.parts.all().delete()
        for number, data in enumerate(iter(partial(file.read, PART), b"")):
            ArchivePart.objects.create(archive=row, number=number, content=data)
            digest.update(data)
            size += len(data)
        row.size, row.sha256 = size, digest.hexdigest()
        row.save(update_fields=["size", "sha256"])
        row.finish()
        operation.note("company.archived", row.company, by=None)


def waiting() -> list[int]:
    """Archives that nobody works on any more."""
    with walls.catalogue():
        return list(CompanyArchive.objects.stale().values_list("pk", flat=True))


def discard_expired() -> int:
    """Throw away the archives that were kept long enough; how many."""
    with walls.catalogue():
        gone = CompanyArchive.objects.expired()
        count = gone.count()
        gone.delete()
        return count


def fetch(row: CompanyArchive, *, by: Person) -> Iterator[bytes]:
    """The sealed bytes, part by part; both journals know who fetched them."""
    with walls.catalogue(), transaction.atomic():
        operation.note("company.archive_fetched", row.company, by=by)
    return _parts(row)


def _parts(row: CompanyArchive) -> Iterator[bytes]:
    number = 0
    while True:
        with walls.catalogue():
            part = ArchivePart.objects.filter(archive=row, number=number).first()
        if part is None:
            return
        yield bytes(part.content)
        number += 1


def write(company: Company, target: BinaryIO, *, key: str = "") -> Manifest:
    """Write an archive of ``company`` into a file, now; both journals know of it.

    ``key`` seals it instead of the installation's own, for another server.
    """
    operation.check_is_customer(company)
    about = export.save(company, target, key=key)
    with walls.catalogue(), transaction.atomic():
        operation.note("company.archived", company, by=None)
    return about


def bring_back(source: BinaryIO, *, subdomain: str = "", key: str = "") -> Company:
    """Make a company again from its archive, suspended: whoever looked at it resumes it.

    Under the name it had, or at ``subdomain``. Its journal must hold together, else nothing is
    left of the attempt. Refuses what `companies.archive.restore.restore` refuses.
    """
    schemas.make_ready()
    with restore.opened(source, key=key) as archive:
        label = subdomain or archive.manifest.schema_name.replace("_", "-")
        host = f"{subdomain}.{settings.PUBLIC_DOMAIN}" if subdomain else ""
        return restore.restore(
            archive, schema=companies.schema_for(label), host=host, proven=_prove
        )


def _prove(company: Company) -> None:
    if not journal_check.verify().is_intact:
        raise DamagedError(_("The journal in this archive does not hold together."))
    operation.note("company.restored", company, by=None)
