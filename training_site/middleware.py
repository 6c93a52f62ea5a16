"""Who must sign in, in which language a person reads, and the looser content policy of Wagtail's own admin."""

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import Http404
from django.utils import translation

# The API answers 401 itself, and Wagtail's admin sends people to the same sign-in page by its own rule.
OWN_SIGN_IN_RULE = ("/api/", "/cms/")


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Every page needs a signed-in person unless its view says `login_not_required`."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if request.path.startswith(OWN_SIGN_IN_RULE):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class NoNulMiddleware:
    """No text of ours holds a NUL byte, and PostgreSQL takes none: an address that asks for one asks for nothing, and a
    posted text loses it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path_info:
            raise Http404
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        if any("\x00" in text for _name, texts in request.POST.lists() for text in texts):
            posted = request.POST.copy()
            for name, texts in request.POST.lists():
                posted.setlist(name, [text.replace("\x00", "") for text in texts])
            request.POST = posted


class PersonLanguageMiddleware:
    """A signed-in person reads in the language they chose, whatever browser they sit at."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and request.user.language:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class AdminContentSecurityPolicyMiddleware:
    """Wagtail's admin under /cms/ carries inline scripts; only there the policy allows them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith("/cms/"):
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return response
