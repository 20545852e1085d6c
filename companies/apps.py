"""The ground floor: companies and the walls between them."""

from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    """Public schema only."""

    name = "companies"
