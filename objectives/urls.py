"""Addresses of objectives."""

from django.urls import path

from objectives import views

app_name = "objectives"
urlpatterns = [
    path("programmes/orientations", views.orientations, name="orientations"),
    path("programmes/<uuid:public_id>/objective", views.objective, name="objective"),
    path(
        "programmes/<uuid:public_id>/objective/<uuid:objective_id>",
        views.objective,
        name="objective",
    ),
    path(
        "programmes/<uuid:public_id>/objective/<uuid:objective_id>/indicator",
        views.indicator,
        name="indicator",
    ),
    path(
        "programmes/<uuid:public_id>/objective/<uuid:objective_id>/indicator/<uuid:indicator_id>",
        views.indicator,
        name="indicator",
    ),
    path(
        "programmes/<uuid:public_id>/objective/<uuid:objective_id>/review",
        views.review,
        name="review",
    ),
    path("programmes/<uuid:public_id>/plan", views.plan, name="plan"),
]
