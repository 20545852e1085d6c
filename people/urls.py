"""Addresses of people."""

from django.urls import path

from people.views import (
    accounts,
    attributes,
    chart,
    directory,
    imports,
    journal,
    records,
    security,
    space,
)

app_name = "people"
urlpatterns = [
    path("people/", directory.list_people, name="list"),
    path("people/invite", directory.invite_many, name="invite_many"),
    path("people/import", imports.new, name="import_new"),
    path("people/import/<uuid:public_id>", imports.review, name="import_review"),
    path("people/import/<uuid:public_id>/refused.csv", imports.refused, name="import_refused"),
    path("people/security", security.rule, name="security_rule"),
    path("people/import/<uuid:public_id>/undo", imports.undo, name="import_undo"),
    path("people/new", records.add, name="add"),
    path("people/chart", chart.chart, name="chart"),
    path("people/facts", attributes.list_attributes, name="attributes"),
    path("people/facts/<uuid:public_id>", attributes.attribute, name="attribute"),
    path("people/<uuid:public_id>", directory.detail, name="detail"),
    path("people/<uuid:public_id>/edit", records.edit, name="edit"),
    path("people/<uuid:public_id>/role", records.role, name="role"),
    path("people/<uuid:public_id>/leave", records.leave, name="leave"),
    path("people/<uuid:public_id>/invite", directory.invite, name="invite"),
    path(
        "people/<uuid:public_id>/second-factor",
        security.reset,
        name="reset_second_factor",
    ),
    path("company", space.settle, name="space"),
    path("company/logo", space.logo, name="space_logo"),
    path("company/sample-<str:colour>.css", space.sample, name="space_sample"),
    path("branding/<str:digest>.css", space.style_sheet, name="style_sheet"),
    path("branding/<str:digest>.png", space.picture, name="logo"),
    path("me", accounts.own_profile, name="profile"),
    path("invitation/<str:token>", accounts.accept_invitation, name="accept_invitation"),
    path("journal", journal.entries, name="journal"),
    path("journal/check", journal.check, name="journal_check"),
    path("journal/export.<str:kind>", journal.export, name="journal_export"),
]
