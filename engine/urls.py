"""Every route prefix on one screen."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from engine.health import healthz

_public: dict[str, list[type]] = {"authentication_classes": [], "permission_classes": []}

handler400 = "engine.api.problems.bad_request"
handler404 = "engine.api.problems.not_found"
handler500 = "engine.api.problems.server_error"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
    path("healthz", healthz, name="healthz"),
    path("api/v1/", include(("feedback.urls", "feedback"), namespace="feedback-v1")),
    path("api/v1/", include(("ideas.urls", "ideas"), namespace="ideas-v1")),
    path("api/v1/", include(("engine.api.urls", "operations"), namespace="operations-v1")),
    path("api/v1/schema", SpectacularAPIView.as_view(**_public), name="schema"),
    path("api/v1/docs", SpectacularSwaggerView.as_view(url_name="schema", **_public), name="docs"),
]
