"""What tests of charts read: a chart by its name, its table, its drawing."""

import csv
import io
from xml.etree import ElementTree

from django.http import QueryDict

from publishing import index
from registry.charts import counting
from registry.charts.charts import chart

SVG = "{http://www.w3.org/2000/svg}"


def selection(query="", copy=None):
    return counting.read(QueryDict(query), copy or index.current())


def made(name, query=""):
    return chart(name, selection(query))


def lines(client, name, query=""):
    """The lines of a chart's table as it is downloaded."""
    response = client.get(f"/charts/{name}.csv?{query}")
    assert response.status_code == 200, response.text
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def drawn(response):
    """The root of a drawing; our own file, so that parsing it is no risk."""
    return ElementTree.fromstring(response.content)  # noqa: S314
