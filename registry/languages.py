"""In which language a page is answered."""

from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class LanguageMiddleware(LocaleMiddleware):
    """Public pages have their language in the address; the admin, which has none there, is in the editor's own.

    That is the one that the editor chose, or the first that the browser asks for.
    """

    def process_request(self, request):
        super().process_request(request)
        if request.path.startswith("/admin/"):
            translation.activate(translation.get_language_from_request(request))
            request.LANGUAGE_CODE = translation.get_language()
