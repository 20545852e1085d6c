"""Addresses of the operator's site: one's own account and journal, and what is done to companies.

The first have the names they have at every company, for letters and menus lead to them.
"""

from django.urls import path

from people.views import accounts, journal, operation, sign_on

own = [
    path("me", accounts.own_profile, name="profile"),
    path("invitation/<str:token>", accounts.accept_invitation, name="accept_invitation"),
    path("account/log-in-again", sign_on.again, name="log_in_again"),
    path("journal", journal.entries, name="journal"),
    path("journal/check", journal.check, name="journal_check"),
    path("journal/export.<str:kind>", journal.export, name="journal_export"),
]
acts = [
    path("companies/new", operation.open_company, name="open"),
    path("companies/<int:pk>/suspend", operation.suspend, name="suspend"),
    path("companies/<int:pk>/resume", operation.resume, name="resume"),
    path("companies/<int:pk>/archive", operation.archive, name="archive"),
    path("companies/<int:pk>/delete", operation.delete, name="delete"),
    path("companies/<int:pk>/keep", operation.keep, name="keep"),
    path("archives/<uuid:public_id>", operation.fetch, name="fetch"),
    path("operators", operation.operators, name="operators"),
    path("operators/<uuid:public_id>/leave", operation.let_go, name="let_go"),
    path("operators/<uuid:public_id>/second-factor", operation.reset, name="reset"),
]
