"""Addresses of people."""

from django.urls import path

from people.views import accounts, directory, imports, journal

app_name = "people"
urlpatterns = [
    path("people/", directory.list_people, name="list"),
    path("people/invite", directory.invite_many, name="invite_many"),
    path("people/import", imports.new, name="import_new"),
    path("people/import/<uuid:public_id>", imports.review, name="import_review"),
    path("people/import/<uuid:public_id>/refused.csv", imports.refused, name="import_refused"),
    path("people/<uuid:public_id>", directory.detail, name="detail"),
    path("people/<uuid:public_id>/invite", directory.invite, name="invite"),
    path("me", accounts.own_profile, name="profile"),
    path("invitation/<str:token>", accounts.accept_invitation, name="accept_invitation"),
    path("journal", journal.entries, name="journal"),
    path("journal/check", journal.check, name="journal_check"),
    path("journal/export.<str:kind>", journal.export, name="journal_export"),
]
