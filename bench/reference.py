"""What plain SQL answers, and whether the index, the page and the ORM page say the same."""

from django.http import QueryDict

from publishing import answers, index, questions
from publishing.kinds import search_list
from publishing.models import PublishedRecord

from . import baseline
from .answers import Answer, Wrong, demand_same, demand_shown
from .asking import PATH, PLAIN, SIZE


def question(query):
    """The Question of the search page in the parameters of an address; Wrong where it has a fault."""
    found = questions.read(search_list(), QueryDict(query))
    if found.faults:
        raise Wrong(f"{PATH}?{query}: {'; '.join(found.faults)}")
    return found


def answer_of(given, page):
    """The Answer that the registry's own classes give, the page's records among it."""
    counts = {facet.name: given.counts(facet) for facet in search_list().facets}
    return Answer(given.total, counts, tuple(given.page((page - 1) * SIZE, SIZE)))


def plain(query):
    """The reference: the answer in plain SQL."""
    asked = question(query)
    return answer_of(answers.PlainAnswer(asked), asked.page)


def indexed(query):
    """The answer from the bitmaps; Wrong where there is no index."""
    asked, copy = question(query), index.current()
    if copy is None:
        raise Wrong("The index is missing or damaged.")
    return answer_of(answers.IndexAnswer(asked, copy), asked.page)


def total(query):
    return answers.IndexAnswer(question(query), index.current()).total


def compare(site, target, query, plainly=True):
    """Raises Wrong where the index, the page or the ORM page does not say what plain SQL says.

    Unless `plainly`, the ORM page is the reference: it is SQL as well, and quicker with many records.
    """
    what = f"{PATH}?{query} ({target})"
    right = baseline.Page(QueryDict(query)).answer
    if plainly:
        demand_same(f"{what}, ORM page", plain(query), right)
    demand_same(f"{what}, index", right, indexed(query))
    show(site, f"{PATH}?{query}", right)


def compare_pages(site, queries):
    """The same for pages of the whole list: what does not depend on the number of the page is asked once."""
    right, every = plain(""), in_order()
    for query in queries:
        number = question(query).page
        ids = every[(number - 1) * SIZE : number * SIZE]
        expected = Answer(right.total, right.counts, tuple(ids))
        demand_same(f"{PATH}?{query}, index", expected, indexed(query))
    for path in (PATH, PLAIN):
        show(site, f"{path}?{query}", expected)
    shown = baseline.Page(QueryDict(query)).answer
    demand_same(f"{PLAIN}?{query}, ORM page", expected, shown)


def in_order():
    """The numbers of all records in the order of the list, by plain SQL."""
    asked = answers.PlainAnswer(question(""))
    return asked.page(0, asked.total)


def show(site, path, right):
    """Raises Wrong where a page does not show an answer."""
    status, _headers, body, _seconds = site.get(path)
    if status != 200:
        raise Wrong(f"{path} answers {status}.")
    demand_shown(path, right, body.decode(), addresses(right.ids))


def addresses(ids):
    """The addresses that the cards of records lead to, in the order of the records."""
    rows = PublishedRecord.objects.select_related("parent").in_bulk(ids)
    return [rows[pk].get_absolute_url() for pk in ids]
