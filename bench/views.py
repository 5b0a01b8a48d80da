"""Pages that only the benchmark asks."""

from django.http import HttpResponse

from publishing import words


def empty(request):
    """What Django itself costs, with all middleware of the site."""
    return HttpResponse("ok")


def forget(request):
    """Has this worker forget the words that were asked before."""
    words.forget()
    return HttpResponse("ok")
