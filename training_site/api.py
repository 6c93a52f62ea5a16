"""The JSON API root: /api/v1/, described at /api/v1/openapi.json. Each app's router hangs here."""

from importlib import import_module
from importlib.util import find_spec

from ninja import NinjaAPI
from ninja.security import django_auth

api = NinjaAPI(
    title="云窗学堂", version="1", auth=django_auth, openapi_url="/openapi.json", docs_url=None, urls_namespace="api-v1"
)


@api.get("/", summary="What this is", url_name="root")
def root(request) -> dict[str, str]:
    """The name of the API, its version and where it is described."""
    return {"title": str(api.title), "version": api.version, "openapi": f"{request.path}openapi.json"}


for app in ("exams", "appraisal"):
    if find_spec(f"{app}.api"):
        api.add_router("", import_module(f"{app}.api").router)
