"""Letters of the demo are files, one each."""

from pathlib import Path

from django.core.mail import EmailMessage

from mentorat.mailbox import EmailBackend


def test_two_letters_of_one_second_are_two_files(tmp_path: Path) -> None:
    for _ in range(2):
        backend = EmailBackend(file_path=str(tmp_path))
        backend.send_messages([EmailMessage("Bonjour", "…", to=["bob@aubepine.example"])])
    assert len(list(tmp_path.iterdir())) == 2
