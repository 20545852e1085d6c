"""Keeps letters as files, one each: the mailbox of the demo."""

import uuid
from pathlib import Path

from django.core.mail.backends import filebased


class EmailBackend(filebased.EmailBackend):
    """Django's file mailbox names a file by second and object: two workers could share one."""

    _fname: str | None

    def _get_filename(self) -> str:
        if self._fname is None:
            name = Path(super()._get_filename())  # type: ignore[misc]
            self._fname = str(name.with_name(f"{name.stem}-{uuid.uuid4().hex[:8]}.log"))
        return self._fname
