"""Every table as CSV: harmless in a spreadsheet, named with its day, refused where the address is wrong."""

import csv
import io
import re

import pytest

from publishing.columns import RISKY
from tests import factories

TABLES = {
    "/cases.csv": "cases",
    "/search.csv": "search",
    "/compare.csv": "compare",
    "/findings/factors.csv": "factors",
    "/funding.csv": "funding",
    "/charts/case-sectors.csv": "case-sectors",
}


@pytest.fixture
def risky(db):
    """The addresses of tables of two case studies whose titles and sector begin as a formula does."""
    sector = factories.SectorFactory(name_en="=1+1")
    made = [factories.case(title_en=f"+{n}") for n in range(2)]
    for one in made:
        one.sectors.set([sector])
        factories.publish(one)
    compared = "&".join(f"with={one.key}" for one in made)
    return {
        path: f"{path}?{compared if name == 'compare' else ''}"
        for path, name in TABLES.items()
    }


@pytest.mark.parametrize("path", TABLES)
def test_no_cell_of_a_table_is_run_by_a_spreadsheet(client, risky, path):
    response = client.get(risky[path])

    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        rf'attachment; filename="{TABLES[path]}-\d{{4}}-\d\d-\d\d\.csv"',
        response["Content-Disposition"],
    )
    body = b"".join(response).decode()
    assert body.startswith("\ufeff")
    cells = [cell for line in csv.reader(io.StringIO(body[1:])) for cell in line]
    assert [cell for cell in cells if cell.startswith(RISKY)] == []
    assert {"'+0", "'=1+1"}.intersection(cells)


@pytest.mark.parametrize("path", TABLES)
def test_a_wrong_address_of_a_table_is_refused_in_plain_words(client, db, path):
    response = client.get(f"{path}?nothing=1")

    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text == "There is no filter named “nothing” here."
