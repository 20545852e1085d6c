"""Addresses of evaluations."""

from django.urls import path

from evaluations import views

app_name = "evaluations"
urlpatterns = [
    path("programmes/<uuid:public_id>/results/", views.results, name="results"),
    path("programmes/<uuid:public_id>/results/panel", views.panel, name="panel"),
    path("programmes/<uuid:public_id>/results/indicator", views.indicator, name="indicator"),
    path("programmes/<uuid:public_id>/reports/", views.report_shelf, name="report_shelf"),
    path(
        "programmes/<uuid:public_id>/reports/request", views.request_report, name="request_report"
    ),
    path("reports/<uuid:public_id>/", views.report, name="report"),
    path("reports/<uuid:public_id>.pdf", views.download, name="download"),
    path("pulses/<uuid:public_id>/", views.answer, name="answer"),
    path("p/<str:token>", views.answer_by_link, name="answer_by_link"),
]
