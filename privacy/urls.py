"""Addresses of the privacy desk."""

from django.urls import path

from privacy.views import documents, erasures, notices, own, register, requests, retention

app_name = "privacy"
urlpatterns = [
    path("privacy/", register.show, name="register"),
    path("privacy/register.<str:kind>", register.export, name="register_export"),
    path("privacy/retention", retention.periods, name="retention"),
    path("privacy/holds", retention.holds, name="holds"),
    path("privacy/holds/<uuid:public_id>/lift", retention.lift, name="lift"),
    path("privacy/erasures", erasures.list_erasures, name="erasures"),
    path("privacy/erasures/<uuid:public_id>", erasures.decide, name="decide"),
    path("privacy/people/<uuid:public_id>/erase", erasures.erase, name="erase"),
    path("privacy/people/<uuid:public_id>/export", erasures.export_for, name="export_for"),
    path("privacy/requests", requests.list_requests, name="requests"),
    path("privacy/requests/new", requests.note, name="note_request"),
    path("privacy/requests/<uuid:public_id>", requests.answer, name="request"),
    path("privacy/documents", documents.shelf, name="documents"),
    path("privacy/documents/<uuid:public_id>.pdf", documents.download, name="download"),
    path("privacy/notice", notices.show, name="notice"),
    path("privacy/notice/publish", notices.publish, name="publish"),
    path("me/data", own.data, name="own_data"),
    path("me/data/<uuid:public_id>.zip", own.download, name="own_download"),
    path("me/requests/new", own.ask, name="ask"),
    path("data/<str:token>", own.taken_by_link, name="taken_by_link"),
]
