"""Whatever the name and the cookies a browser comes with, one company answers, or none."""

import pytest

from companies.models import Company
from tests.house import town as towns


@pytest.mark.parametrize(
    ("host", "status"), [("localhost", 200), ("nobody.localhost", 404), ("aubepine.localhost", 200)]
)
def test_session_of_a_company_is_not_looked_for_where_no_company_is(
    company: Company, host: str, status: int
) -> None:
    browser = towns.build("aubepine").browser("hr")
    answer = browser.get("/", headers={"host": host})
    assert answer.status_code == status
    assert (b"/account/logout/" in answer.content) == (host == "aubepine.localhost")
