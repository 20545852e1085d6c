"""Lists that mean harm are refused with a sentence, quickly, in little memory, leaving nothing."""

import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as sparing
from hypothesis import strategies as st

from people import roster
from people.models import PeopleImport, Person
from tests import factories
from tests.people import bombs

type AsPerson = Callable[[Person | None], Client]

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = bombs.files()
SMALL = {
    name: data for name, (data, codes) in FILES.items() if len(data) < 10**6 and "" not in codes
}
MEGABYTES = 200

READER = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
sys.path.insert(0, sys.argv[1])
from people import roster
code = ""
try:
    roster.read(open(sys.argv[2], "rb").read(), "x.xlsx")
except roster.RosterError as error:
    code = error.code
taken = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([code, int(taken) // 1024]))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="measures as Linux does")
@pytest.mark.parametrize("name", FILES)
def test_a_file_is_judged_in_little_memory(name: str) -> None:
    data, codes = FILES[name]
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        done = subprocess.run(
            [sys.executable, "-c", READER, str(ROOT), file.name], capture_output=True, check=True
        )
    code, megabytes = json.loads(done.stdout)
    assert code in codes
    assert megabytes < MEGABYTES


@pytest.mark.parametrize("name", SMALL)
def test_both_doors_refuse_it_with_a_sentence_and_keep_nothing(
    as_person: AsPerson, alice: Person, name: str
) -> None:
    programme = factories.ProgrammeFactory()
    people = Person.objects.count()
    for address in (
        reverse("people:import_new"),
        reverse("programmes:enrol_import", args=[programme.public_id]),
    ):
        file = SimpleUploadedFile("x.xlsx", SMALL[name])
        answer = as_person(alice).post(address, {"file": file})
        assert answer.status_code == 422, address
        assert "error" in answer.content.decode()
    assert not PeopleImport.objects.exists()
    assert Person.objects.count() == people


def test_both_doors_take_a_sound_workbook(as_person: AsPerson, alice: Person) -> None:
    data = FILES["a sound workbook"][0]
    file = SimpleUploadedFile("anything.bin", data)
    answer = as_person(alice).post(reverse("people:import_new"), {"file": file})
    assert answer.status_code == 302
    assert PeopleImport.objects.count() == 1


def test_a_request_larger_than_any_list_is_not_read(as_person: AsPerson, alice: Person) -> None:
    address = reverse("people:import_new")
    size = str(settings.REQUEST_MAXIMUM_BYTES + 1)
    answer = as_person(alice).post(address, b"", "multipart/form-data", CONTENT_LENGTH=size)
    assert answer.status_code == 413
    assert "21 Mo" in answer.content.decode()
    nobody = as_person(None).post("/", b"", "multipart/form-data", CONTENT_LENGTH=size)
    assert nobody.status_code == 413
    for odd in ("-1", "x", "9" * 40):
        assert as_person(alice).post(address, CONTENT_LENGTH=odd).status_code == 400


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in (("E-mail", "Prénom", "Nom"), ("ines@aubepine.example", "Inès", "Roy")):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


WORKBOOK = _workbook()
PLACES = st.integers(0, len(WORKBOOK) - 1)


@sparing(max_examples=300, deadline=None)
@given(st.lists(st.tuples(PLACES, st.binary(min_size=1, max_size=8)), max_size=12), PLACES)
def test_a_workbook_with_any_bytes_changed_is_read_or_refused(
    changes: list[tuple[int, bytes]], end: int
) -> None:
    data = bytearray(WORKBOOK)
    for place, change in changes:
        data[place : place + len(change)] = change
    for variant in (bytes(data), bytes(data[:end])):
        try:
            table = roster.read(variant, "x.xlsx")
        except roster.RosterError:
            continue
        assert len(table.rows) <= roster.MAXIMUM_ROWS


@sparing(max_examples=300, deadline=None)
@given(st.binary(max_size=400) | st.text(st.sampled_from('";,|\t\r\n\0é=a'), max_size=200))
def test_any_bytes_named_a_list_are_read_or_refused(data: bytes | str) -> None:
    head = b"E-mail;Nom\n"
    try:
        roster.read(head + (data.encode() if isinstance(data, str) else data), "x.csv")
    except roster.RosterError as refused:
        assert refused.code
