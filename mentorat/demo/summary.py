"""Says where the demo companies answer and who may log in."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from companies import walls
from companies.models import Job
from evaluations.models import ImpactReport
from mentorat.demo import operator
from mentorat.demo.cast import PASSWORD
from mentorat.demo.files import CompanyFile


def write(companies: Iterable[CompanyFile]) -> Path:
    """Write ``demo.json``: addresses, logins and reports of each company, the operator's site."""
    path = Path(settings.VAR_DIR) / "demo.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    facts = {"companies": [of(company) for company in companies], "operator": operator.of()}
    path.touch(mode=0o600)
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
    return path


def of(file: CompanyFile) -> dict[str, Any]:
    """One company: name, address, logins, and the PDF of its impact report in each language."""
    with walls.inside(file.subdomain):
        reports = _reports()
        return {
            "name": file.name,
            "subdomain": file.subdomain,
            "language": file.language,
            "address": walls.address("/"),
            "report": reports.get(file.language, ""),
            "reports": reports,
            "logins": [
                {
                    "role": login.key,
                    "email": login.email,
                    "password": PASSWORD,
                    "language": login.language,
                }
                for login in file.logins
            ],
        }


def _reports() -> dict[str, str]:
    rows = ImpactReport.objects.filter(status=Job.Status.DONE).order_by("pk")
    return {
        language: walls.address(reverse("evaluations:download", args=[public_id]))
        for language, public_id in rows.values_list("language", "public_id")
    }
