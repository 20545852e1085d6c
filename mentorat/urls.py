"""Addresses of a company's site."""

from django.conf import settings
from django.urls import include, path

from mentorat import views

handler403 = "mentorat.views.forbidden"
handler404 = "mentorat.views.not_found"
handler500 = "mentorat.views.broken"

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("preferences", views.preferences, name="preferences"),
    path("account/", include("mentorat.urls_account")),
    path("", include("people.urls")),
    path("", include("privacy.urls")),
    path("", include("competencies.urls")),
    path("", include("programmes.urls")),
    path("", include("objectives.urls")),
    path("", include("training.urls")),
    path("", include("selection.urls")),
    path("", include("references.urls")),
    path("", include("pairings.urls")),
    path("", include("pilots.urls")),
    path("", include("matching.urls")),
    path("", include("lab.urls")),
    path("", include("evaluations.urls")),
    path("", include("communication.urls")),
    path("", include("asking.urls")),
    path("", include("renewal.urls")),
    path("", include("occasions.urls")),
    path("", include("introductions.urls")),
]
if settings.DEBUG or settings.DEMO:
    urlpatterns.append(path("styleguide", views.styleguide, name="styleguide"))
