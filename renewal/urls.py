"""Addresses of closing and renewal."""

from django.urls import path

from renewal.views import closing, recognition, renewal, retrospective

app_name = "renewal"
urlpatterns = [
    path("programmes/<uuid:public_id>/closing/", closing.closing, name="closing"),
    path("programmes/<uuid:public_id>/closing/pairs", closing.pairs, name="pairs"),
    path("programmes/<uuid:public_id>/closing/panel", closing.panel, name="panel"),
    path(
        "programmes/<uuid:public_id>/closing/retrospective/",
        retrospective.retrospective,
        name="retrospective",
    ),
    path(
        "programmes/<uuid:public_id>/closing/retrospective/publish",
        retrospective.publish,
        name="publish",
    ),
    path(
        "programmes/<uuid:public_id>/closing/retrospective/remarks/<uuid:remark_id>",
        retrospective.remark,
        name="remark",
    ),
    path("lessons/", retrospective.lessons, name="lessons"),
    path(
        "programmes/<uuid:public_id>/closing/mentors/", recognition.recognition, name="recognition"
    ),
    path("thanks/<uuid:public_id>/", recognition.thanks, name="thanks"),
    path("thanks/<uuid:public_id>/certificate", recognition.certificate, name="certificate"),
    path("certificates/<uuid:public_id>.pdf", recognition.download, name="download"),
    path("programmes/<uuid:public_id>/renew", renewal.renew, name="renew"),
    path("programmes/<uuid:public_id>/renewal/", renewal.changes, name="changes"),
    path("programmes/<uuid:public_id>/renewal/mentors", renewal.ask_again, name="ask_again"),
]
