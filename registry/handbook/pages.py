"""Where a reader asks for a handbook, sees how far it is, and fetches it."""

from html import unescape
from urllib.parse import urlencode

from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from cases.kinds.studies import CASE
from publishing.lists import ListingView, heading
from publishing.models import PublishedRecord
from registry.models import Handbook

from . import press

# A handbook holds at most so many case studies.
MOST = 100
# Seconds after which a page of a handbook that is underway is asked for anew, and a full line is asked again.
AGAIN, LATER = 3, 120


# Public pages set no cookie, so that no token can be asked for; and none is needed, for all that a forged request does
# is to have a public file made, in a line that is short.
@method_decorator(csrf_exempt, name="dispatch")
class AskView(ListingView):
    """What the handbook of a list would hold, with a button that has it made.

    Only the button does: a robot that follows links starts nothing.
    """

    listed = CASE
    faults_of_page = ()

    def get(self, request, *args, **kwargs):
        return self._page(status=400 if self.faults else 200)

    def post(self, request, *args, **kwargs):
        if self.faults or not 0 < self.answer.total <= MOST:
            return self._page(status=400)
        try:
            handbook = press.ask(
                self._keys(),
                self.selection,
                self._canonical,
                f"{request.scheme}://{request.get_host()}",
                get_language(),
            )
        except press.LineIsFull:
            response = self._page(status=503, is_full=True)
            response["Retry-After"] = LATER
            return response
        response = redirect(handbook)
        response.status_code = 303
        return response

    @cached_property
    def chips(self):
        return self._chips(self.question.chosen)

    @cached_property
    def selection(self):
        """The selection in words, as the title page says it: a sentence, and (label, values) of its filters."""
        filters = {}
        for chip in self.chips:
            words = str(chip.name or _("not stated"))
            filters.setdefault(str(chip.label), []).append(words)
        sentence = heading(self.listed.sentence(self.answer.total), self.chips)
        return {
            "sentence": unescape(strip_tags(sentence)),
            "filters": [
                (label, _(" or ").join(values)) for label, values in filters.items()
            ],
            "address": _with_query(reverse(self.listed.list_url), self._canonical),
        }

    @cached_property
    def _canonical(self):
        """The query of the list without what chooses no records: pages, views, marks of other sites."""
        chosen = sorted(self.question.chosen)
        pairs = [(n, v) for n in chosen for v in self.request.GET.getlist(n) if v]
        if self.question.sort != self.question.orders[0]:
            pairs.append(("sort", self.question.sort))
        return urlencode(pairs)

    def _keys(self):
        numbers = self.answer.page(0, self.answer.total)
        rows = PublishedRecord.objects.filter(pk__in=numbers)
        keys = dict(rows.values_list("pk", "key"))
        return [keys[number] for number in numbers if number in keys]

    def _page(self, status=200, is_full=False):
        context = {
            "listed": self.listed,
            "faults": self.faults,
            "is_full": is_full,
            "most": MOST,
            "line": press.LINE,
        }
        if not self.faults:
            context |= {
                "selection": self.selection,
                "total": self.answer.total,
                "query": self._canonical,
                "is_too_long": self.answer.total > MOST,
            }
        return render(self.request, "registry/handbook.html", context, status=status)


def _with_query(path, query):
    return f"{path}?{query}" if query else path


def progress(request, name):
    """How far a handbook is; when it is ready, where it lies. 410 where something was published since it was made."""
    handbook = get_object_or_404(Handbook, name=name)
    is_outdated = handbook.token != press.state()
    if not is_outdated:
        press.attend(handbook)
    context = {
        "handbook": handbook,
        "is_outdated": is_outdated,
        "again": AGAIN,
        "in_front": _in_front(handbook),
        "ask": _with_query(reverse("registry:handbook"), handbook.query),
    }
    status = 410 if is_outdated else 200
    response = render(
        request, "registry/handbook_progress.html", context, status=status
    )
    add_never_cache_headers(response)
    return response


def _in_front(handbook):
    """The number of handbooks that are made before a waiting one."""
    if handbook.stage != Handbook.Stage.WAITING:
        return 0
    before = Handbook.objects.in_line().filter(asked_at__lt=handbook.asked_at)
    return before.count() + Handbook.objects.in_hand().count()


def pdf(request, name):
    """The PDF of a handbook; where it is not there, or shows what was published before, its page says so."""
    handbook = get_object_or_404(Handbook, name=name)
    if not handbook.is_ready or handbook.token != press.state():
        return redirect(handbook)
    takes_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = FileResponse(
        (handbook.packed if takes_packed else handbook.path).open("rb"),
        content_type="application/pdf",
        filename=f"handbook-{handbook.total}-{handbook.language}.pdf",
        headers={
            # Packed once, when it was made: so its length is known, which a slow line needs.
            "Content-Encoding": "gzip" if takes_packed else "identity",
            "X-Robots-Tag": "noindex",
        },
    )
    patch_vary_headers(response, ["Accept-Encoding"])
    add_never_cache_headers(response)
    return response
