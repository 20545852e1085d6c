"""Addresses of people."""

from django.urls import path

from people.views import (
    accounts,
    attributes,
    chart,
    connections,
    directory,
    imports,
    journal,
    records,
    security,
    sign_on,
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
    path("people/sign-on", connections.list_connections, name="connections"),
    path("people/sign-on/new/<str:kind>", connections.add, name="connection_add"),
    path("people/sign-on/<uuid:public_id>", connections.detail, name="connection"),
    path("people/sign-on/<uuid:public_id>/edit", connections.edit, name="connection_edit"),
    path("people/sign-on/<uuid:public_id>/test", connections.test, name="connection_test"),
    path("people/sign-on/<uuid:public_id>/offer", connections.offer, name="connection_offer"),
    path("people/sign-on/<uuid:public_id>/remove", connections.remove, name="connection_remove"),
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
    path("me", accounts.own_profile, name="profile"),
    path("invitation/<str:token>", accounts.accept_invitation, name="accept_invitation"),
    path("account/sign-on/<uuid:public_id>", sign_on.start, name="sign_on_start"),
    path("account/sign-on/<uuid:public_id>/back", sign_on.callback, name="sign_on_callback"),
    path("account/sign-on/<uuid:public_id>/answer", sign_on.acs, name="sign_on_acs"),
    path(
        "account/sign-on/<uuid:public_id>/answer/<uuid:answer_id>",
        sign_on.finish,
        name="sign_on_finish",
    ),
    path("account/sign-on/<uuid:public_id>/metadata", sign_on.metadata, name="sign_on_metadata"),
    path("account/sign-on/<uuid:public_id>/forget", sign_on.forget, name="sign_on_forget"),
    path("journal", journal.entries, name="journal"),
    path("journal/check", journal.check, name="journal_check"),
    path("journal/export.<str:kind>", journal.export, name="journal_export"),
]
