"""A company comes back from its archive row by row; a damaged archive leaves nothing behind."""

import hashlib
import io
import json
from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker, Settings

from companies import branding, envelope, schemas, walls
from companies.archive import catalogue, tables, vessel
from companies.archive.vessel import DamagedError
from companies.errors import Refusal
from companies.models import Company, Domain
from evaluations.actions import pulse
from evaluations.models import Pulse, SealedAnswer
from people.actions import archives, deletion, journal_check
from people.actions import connection as connections
from people.models import AuditEntry, Connection, Person
from privacy import access
from privacy.actions import export
from privacy.models import Erasure, Export, Hold, RightsRequest
from tests.companies import street

ONE, OTHERS = "street_c", ("street_a", "street_b", "street_d", "street_e")
KEY = "one key of its own, for another server"
LIGHT = effort(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def life(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The street, once for these tests."""
    with django_db_blocker.unblock():
        connection.set_no_company()
        street.build()
        yield
        street.clear(*street.NAMES)
        connection.set_no_company()


@pytest.fixture(scope="module")
def sealed(life: None) -> bytes:
    """An archive of one of them."""
    return street.archive(ONE)


@pytest.fixture
def copies(life: None) -> Iterator[None]:
    """What a test brings back is gone after it."""
    before = street.schemas_present()
    yield
    street.clear(*(street.schemas_present() - before))


def back(data: bytes, subdomain: str = "", key: str = "") -> Company:
    return archives.bring_back(io.BytesIO(data), subdomain=subdomain, key=key)


def test_restore_drill_gives_every_row_back_and_touches_no_neighbour(
    life: None, sealed: bytes
) -> None:
    rows, others = street.fingerprints(ONE), [street.fingerprints(name) for name in OTHERS]
    owner, secret = street.hide_a_seed(ONE)
    street.clear(ONE)
    company = back(sealed)
    assert (company.schema_name, company.status) == (ONE, Company.Status.SUSPENDED)
    found = street.fingerprints(ONE)
    assert {name for name in rows if rows[name] != found[name]} == {"people_auditentry"}
    assert [street.fingerprints(name) for name in OTHERS] == others
    with walls.inside(company):
        assert journal_check.verify().is_intact
        assert AuditEntry.objects.latest("number").verb == "company.restored"
        assert envelope.unseal(secret, purpose="second factor", owner=owner) == street.SEED
    with walls.catalogue():
        assert Domain.objects.get(tenant=company).domain == "street-c.localhost"
        Company.objects.filter(pk=company.pk).update(status=Company.Status.ACTIVE)


def test_copy_at_another_address_is_whole_and_opens_its_secrets(
    copies: None, sealed: bytes
) -> None:
    owner, secret = street.hide_a_seed(ONE)
    company = back(sealed, subdomain="street-copy")
    assert (
        street.fingerprints("street_copy")["people_person"]
        == (street.fingerprints(ONE)["people_person"])
    )
    with walls.inside(company):
        assert envelope.unseal(secret, purpose="second factor", owner=owner) == street.SEED
        fresh = Person.objects.create(email="new@c.example", given_name="N", family_name="P")
    with walls.inside(ONE):
        assert fresh.pk > Person.objects.latest("pk").pk


def logo(name: str) -> tuple[str, str, bytes]:
    """The name of the logo twice, as pages and as the picture know it, and the picture."""
    company = street.company(name)
    found = branding.logo(company)
    assert found is not None
    return company.logo_digest, found.digest, bytes(found.content)


def test_logo_comes_back_and_those_of_others_stay(copies: None, sealed: bytes) -> None:
    before = logo(ONE)
    assert before[2] != logo(OTHERS[0])[2]
    back(sealed, subdomain="street-copy")
    assert (logo("street_copy"), logo(ONE)) == (before, before)


def test_sealed_things_and_what_is_under_way_are_whole_after_a_restore(copies: None) -> None:
    with walls.inside(ONE):
        bob = Person.objects.get(given_name="Mentee")
        answers = [pulse.seal(Pulse.objects.get(), "mentee", {"q": 4}) for _ in range(2)]
        SealedAnswer.objects.bulk_create(answers)
        asked = {row: row.objects.count() for row in (Hold, Erasure, Export, RightsRequest)}
        asked[Hold] += 1
        Hold.objects.create(kind="person", subject_id=bob.public_id, name="Bob", reason="a case")
        about = bob.public_id
    back(street.archive(ONE), subdomain="street-copy")
    with walls.inside(street.company("street_copy")):
        assert {row: row.objects.count() for row in asked} == asked
        assert str(about) in access.held().people
        openid = Connection.objects.get(kind=Connection.Kind.OPENID)
        assert (openid.is_offered, connections.secret_of(openid)) == (True, "x")
        opened = [
            envelope.unseal(one.sealed, purpose=pulse.SEALED_FOR, owner=one.pk.hex)
            for one in SealedAnswer.objects.all()
        ]
        assert [json.loads(text) for text in opened] == [{"q": 4}, {"q": 4}]
        made = Export.objects.exclude(archive="").earliest("pk")
        assert export.take(made).startswith(b"PK")
    with walls.inside(ONE):
        SealedAnswer.objects.all().delete()
        Hold.objects.filter(name="Bob").delete()


def test_every_table_of_the_catalogue_goes_with_a_company_or_is_said_to_stay() -> None:
    shared = {model._meta.label for model in apps.get_app_config("companies").get_models()}
    named = [*catalogue.BELONGINGS, *catalogue.WITH_THE_MANIFEST, *catalogue.STAYS]
    assert sorted(named) == sorted(shared)
    for label, key in catalogue.BELONGINGS.items():
        assert apps.get_model(label)._meta.get_field(key).related_model is Company


def test_nobody_is_logged_in_after_a_restore(copies: None) -> None:
    with walls.inside(ONE), connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES ('stolen', 'x', now())")
    back(street.archive(ONE), subdomain="street-copy")
    with walls.catalogue(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM street_copy.django_session")
        assert cursor.fetchone() == (0,)


def test_archive_for_another_server_opens_with_its_own_key_only(copies: None) -> None:
    sealed = street.archive(ONE, key=KEY)
    with pytest.raises(DamagedError):
        back(sealed, subdomain="street-copy")
    assert back(sealed, subdomain="street-copy", key=KEY).schema_name == "street_copy"


def test_hosts_move_to_the_domain_of_the_other_server(
    copies: None, sealed: bytes, settings: Settings
) -> None:
    settings.PUBLIC_DOMAIN = "mentorat.example"
    street.clear(ONE)
    company = back(sealed)
    with walls.catalogue():
        assert Domain.objects.get(tenant=company).domain == "street-c.mentorat.example"
        Domain.objects.filter(tenant=company).update(domain="street-c.localhost")
        Company.objects.filter(pk=company.pk).update(status=Company.Status.ACTIVE)


def test_archive_tells_nothing_to_whoever_holds_it(sealed: bytes) -> None:
    assert b"Charlie" not in sealed
    assert b"people_person" not in sealed
    assert b"PK\x03\x04" not in sealed[:64]


def is_refused(data: bytes) -> bool:
    """Whether the archive is refused and nothing at all is different afterwards."""
    before = street.everything(*OTHERS), street.schemas_present()
    with pytest.raises(Refusal):
        back(data, subdomain="street-copy")
    return before == (street.everything(*OTHERS), street.schemas_present())


@given(data=st.data())
@LIGHT
def test_one_changed_bit_anywhere_is_refused(sealed: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(sealed) * 8 - 1))
    broken = bytearray(sealed)
    broken[place // 8] ^= 1 << place % 8
    with pytest.raises(DamagedError):
        back(bytes(broken), subdomain="street-copy")


@given(data=st.data())
@LIGHT
def test_archive_cut_anywhere_is_refused(sealed: bytes, data: st.DataObject) -> None:
    with pytest.raises(DamagedError):
        back(sealed[: data.draw(st.integers(0, len(sealed) - 1))], subdomain="street-copy")


def test_refused_archive_leaves_everything_as_it_was(sealed: bytes) -> None:
    middle = len(sealed) // 2
    assert is_refused(sealed[:middle] + b"\0" + sealed[middle + 1 :])
    assert is_refused(sealed + b"more")
    assert is_refused(b"")
    assert is_refused(b"PK\x03\x04 something else")


def test_chunks_cannot_change_places(sealed: bytes) -> None:
    out = io.BytesIO()
    with vessel.SealedWriter(out, key=KEY) as writer:
        writer.write(b"a" * vessel.CHUNK + b"b" * vessel.CHUNK + b"c")
    head, size = len(vessel.MAGIC) + 32, vessel.CHUNK + 16
    whole = out.getvalue()
    swapped = (
        whole[:head] + whole[head + size : head + 2 * size] + whole[head : head + size]
    ) + whole[head + 2 * size :]
    assert len(swapped) == len(whole)
    with pytest.raises(DamagedError):
        vessel.unseal(io.BytesIO(swapped), io.BytesIO(), key=KEY)


@given(size=st.sampled_from([0, 1, vessel.CHUNK - 1, vessel.CHUNK, vessel.CHUNK + 1]))
@effort(deadline=None)
def test_what_was_sealed_is_what_opens(size: int) -> None:
    out, plain = io.BytesIO(), io.BytesIO()
    with vessel.SealedWriter(out, key=KEY) as writer:
        writer.write(b"x" * size)
    vessel.unseal(io.BytesIO(out.getvalue()), plain, key=KEY)
    assert plain.getvalue() == b"x" * size


def about(parts: dict[str, bytes], change: Callable[[dict], None]) -> None:  # type: ignore[type-arg]
    told = json.loads(parts["manifest.json"])
    change(told)
    parts["manifest.json"] = json.dumps(told).encode()


def without_manifest(parts: dict[str, bytes]) -> None:
    del parts["manifest.json"]


def without_a_table(parts: dict[str, bytes]) -> None:
    del parts["tables/people_person.copy"]


def with_a_path_upwards(parts: dict[str, bytes]) -> None:
    parts["../../etc/passwd"] = b"root"


def with_a_table_upwards(parts: dict[str, bytes]) -> None:
    parts["tables/../../evil.copy"] = b""
    more = {"name": "../../evil", "columns": ["id"], "rows": 0, "size": 0, "sha256": "0" * 64}
    about(parts, lambda told: told["tables"].append(more))


def with_another_row(parts: dict[str, bytes]) -> None:
    parts["tables/people_person.copy"] = parts["tables/people_person.copy"].replace(
        b"Charlie", b"Charlot"
    )


def with_a_bomb(parts: dict[str, bytes]) -> None:
    parts["tables/people_person.copy"] += b"0" * (200 * 1024 * 1024)


def with_a_told_bomb(parts: dict[str, bytes]) -> None:
    about(parts, lambda told: told["tables"][0].update(size=10**15))


def with_a_manifest_bomb(parts: dict[str, bytes]) -> None:
    parts["manifest.json"] += b" " * (17 * 1024 * 1024)


def with_another_format(parts: dict[str, bytes]) -> None:
    about(parts, lambda told: told.update(format=1))


def with_words_for_numbers(parts: dict[str, bytes]) -> None:
    about(parts, lambda told: told["sequences"].update({"people_person_id_seq": "1; DROP"}))


def with_a_foreign_sequence(parts: dict[str, bytes]) -> None:
    about(parts, lambda told: told["sequences"].update({"x'; DROP SCHEMA public; --": 1}))


def with_a_wrong_day(parts: dict[str, bytes]) -> None:
    about(parts, lambda told: told["company"].update(created_at="yesterday"))


def with_another_logo(parts: dict[str, bytes]) -> None:
    def swap(told: dict) -> None:  # type: ignore[type-arg]
        told["belongings"]["companies.Logo"][0]["content"] = "AAAA"

    about(parts, swap)


def with_the_logo_of_another(parts: dict[str, bytes]) -> None:
    def give(told: dict) -> None:  # type: ignore[type-arg]
        told["belongings"]["companies.Logo"][0]["company_id"] = street.company("street_a").pk
        told["belongings"]["companies.Logo"] *= 2

    about(parts, give)


def with_a_foreign_row(parts: dict[str, bytes]) -> None:
    about(parts, lambda told: told["belongings"].update({"companies.RetiredAddress": []}))


def without_belongings(parts: dict[str, bytes]) -> None:
    about(parts, lambda told: told.pop("belongings"))


def rewritten(parts: dict[str, bytes], name: str, rows: bytes) -> None:
    """Other rows with the right digest: only the database or the journal can notice."""
    parts[f"tables/{name}.copy"] = rows

    def tell(told: dict) -> None:  # type: ignore[type-arg]
        table = next(one for one in told["tables"] if one["name"] == name)
        digest = hashlib.sha256(rows).hexdigest()
        table.update(rows=rows.count(b"\n"), size=len(rows), sha256=digest)

    about(parts, tell)


def with_nobody(parts: dict[str, bytes]) -> None:
    rewritten(parts, "people_person", b"")


def with_a_forged_journal(parts: dict[str, bytes]) -> None:
    rows = parts["tables/people_auditentry.copy"]
    rewritten(parts, "people_auditentry", rows.replace(b"company.founded", b"company.resumed"))


def with_garbage_for_rows(parts: dict[str, bytes]) -> None:
    rewritten(parts, "people_person", b"garbage\n")


FORGERIES = [
    without_manifest,
    without_a_table,
    with_a_path_upwards,
    with_a_table_upwards,
    with_another_row,
    with_a_bomb,
    with_a_told_bomb,
    with_a_manifest_bomb,
    with_another_format,
    with_words_for_numbers,
    with_a_foreign_sequence,
    with_a_wrong_day,
    with_another_logo,
    with_the_logo_of_another,
    with_a_foreign_row,
    without_belongings,
    with_nobody,
    with_a_forged_journal,
    with_garbage_for_rows,
]


@pytest.mark.parametrize("change", FORGERIES, ids=lambda change: change.__name__)
def test_forged_contents_are_refused(
    sealed: bytes, change: Callable[[dict[str, bytes]], None]
) -> None:
    assert is_refused(street.forged(sealed, change))


def test_archive_repacked_without_a_change_is_accepted(copies: None, sealed: bytes) -> None:
    same = street.forged(sealed, lambda parts: None)
    assert back(same, subdomain="street-copy").schema_name == "street_copy"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda names: names.append("people.9999_later"), "later"),
        (lambda names: names.remove("pairings.0001_initial"), "earlier"),
    ],
)
def test_archive_of_other_migrations_is_refused_with_what_to_do(
    sealed: bytes, change: Callable[[list[str]], None], word: str
) -> None:
    other = street.forged(sealed, lambda p: about(p, lambda told: change(told["migrations"])))
    with translation.override("en"), pytest.raises(Refusal, match=word):
        back(other, subdomain="street-copy")


@pytest.mark.parametrize("subdomain", ["", "street-a", "public", "exploitation", "x;drop"])
def test_address_that_is_taken_or_reserved_is_refused(sealed: bytes, subdomain: str) -> None:
    before = street.everything(*street.NAMES)
    with pytest.raises(Refusal):
        back(sealed, subdomain=subdomain)
    assert street.everything(*street.NAMES) == before


def test_commands_write_and_restore_a_file(copies: None, tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    path, key = tmp_path / "c.archive", tmp_path / "key"
    key.write_text(KEY)
    call_command("export_company", "street-c", str(path), "--key-file", str(key))
    call_command("restore_company", str(path), "--as", "street-copy", "--key-file", str(key))
    said = capsys.readouterr().out
    assert "sealed" in said
    assert "http://street-copy.localhost" in said
    assert "street_copy" in street.schemas_present()


def test_commands_say_what_is_wrong(life: None, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "c.archive"
    path.write_bytes(b"mine")
    for arguments in (
        ("export_company", "street-c", str(path)),
        ("export_company", "nobody", str(tmp_path / "n")),
        ("restore_company", str(path)),
        ("restore_company", str(tmp_path / "absent")),
        ("restore_company", str(path), "--key-file", str(path)),
    ):
        with pytest.raises(CommandError):
            call_command(*arguments)
    assert path.read_bytes() == b"mine"
    assert not (tmp_path / "n").exists()


def test_worker_keeps_the_archive_in_parts_that_restore(
    copies: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "PART", 8_192)
    row = archives.request(street.company(ONE), by=None)
    archives.perform(row.pk)
    archives.perform(row.pk)
    with walls.catalogue():
        row.refresh_from_db()
        assert (row.status, row.attempts) == ("done", 1)
        sizes = [len(one.content) for one in row.parts.order_by("number")]
    assert len(sizes) > 2
    assert sizes[:-1] == [8_192] * (len(sizes) - 1)
    assert 0 < sizes[-1] <= 8_192
    data = b"".join(archives._parts(row))
    assert (len(data), hashlib.sha256(data).hexdigest()) == (row.size, row.sha256)
    assert back(data, subdomain="street-copy").schema_name == "street_copy"


def test_its_own_archive_brings_an_erased_company_back_to_its_address(
    life: None, sealed: bytes
) -> None:
    foreign = street.archive("street_d")
    company = street.company(ONE)
    with walls.catalogue():
        Company.objects.filter(pk=company.pk).update(status="suspended", delete_on="2020-01-01")
    deletion.erase(company.pk)
    with translation.override("en"), pytest.raises(Refusal, match="not free yet"):
        back(foreign, subdomain="street-c")
    assert back(sealed).schema_name == ONE
    with walls.catalogue():
        Company.objects.filter(schema_name=ONE).update(status=Company.Status.ACTIVE)


def test_every_table_and_sequence_is_archived_but_sessions(life: None) -> None:
    with walls.catalogue(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [ONE])
        names = {name for (name,) in cursor.fetchall()}
        found = {shape.name for shape in tables.shapes(ONE)}
        assert names - found == tables.LEFT_OUT
        assert len(tables.migrations(ONE)) == len(schemas.expected())
