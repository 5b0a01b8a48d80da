"""The same records as a file for Datasette: one table, facets as JSON arrays, words in FTS5."""

import json
import sqlite3
from collections import defaultdict
from urllib.parse import urlencode

from .answers import Answer

TABLE = "records"
SIZE = 20


def export(rows, facets, arrays, path):
    """Writes a file; `rows` are (number, kind, title, first and last day, amount, currency, words).

    `facets` are the names of the facets that hold several values, `arrays` {number: {facet: values}}.
    """
    file = sqlite3.connect(path)
    columns = ", ".join(f'"{facet}" text' for facet in facets)
    file.execute(
        f"CREATE TABLE {TABLE} (id integer primary key, kind text, title text, earliest text, "
        f"latest text, amount real, currency text, words text, {columns})"
    )
    marks = ", ".join("?" * (8 + len(facets)))
    file.executemany(
        f"INSERT INTO {TABLE} VALUES ({marks})",  # noqa: S608
        (
            (
                *row,
                *(
                    json.dumps(sorted(arrays.get(row[0], {}).get(facet, ())))
                    for facet in facets
                ),
            )
            for row in rows
        ),
    )
    file.execute(f"CREATE INDEX by_kind ON {TABLE} (kind)")
    file.execute(
        f"CREATE VIRTUAL TABLE {TABLE}_fts USING fts5(words, content=\"{TABLE}\", content_rowid='id')"
    )
    file.execute(f"INSERT INTO {TABLE}_fts ({TABLE}_fts) VALUES ('rebuild')")  # noqa: S608
    file.commit()
    file.execute("ANALYZE")
    file.commit()
    file.close()


def address(database, facets, filters, words=""):
    """The address of Datasette's JSON for chosen values, with all facets counted."""
    query = [("_facet", "kind"), *(("_facet_array", facet) for facet in facets)]
    query += [(f"{facet}__arraycontains", value) for facet, value in filters]
    if words:
        query.append(("_search", words))
    query += [("_size", SIZE), ("_sort", "id"), ("_shape", "objects")]
    return f"/{database}/{TABLE}.json?{urlencode(query)}"


def read(body):
    """The Answer in Datasette's JSON."""
    page = json.loads(body)
    counts = {
        found["name"]: {
            str(entry["value"]): entry["count"] for entry in found["results"]
        }
        for found in page["facet_results"].values()
    }
    ids = tuple(row["id"] for row in page["rows"])
    return Answer(page["filtered_table_rows_count"], counts, ids)


def by_sql(path, facets, filters, words=""):
    """The same Answer by SQL over the file: Datasette counts each facet within its own choice too."""
    file = sqlite3.connect(path)
    conditions, values = ["1"], []
    for facet, value in filters:
        conditions.append(
            f'EXISTS (SELECT 1 FROM json_each("{facet}") WHERE value = ?)'  # noqa: S608
        )
        values.append(value)
    if words:
        conditions.append(
            f"{TABLE}.id IN (SELECT rowid FROM {TABLE}_fts WHERE {TABLE}_fts MATCH ?)"  # noqa: S608
        )
        values.append(f'"{words}"')
    where = " AND ".join(conditions)
    counts = defaultdict(dict)
    rows = file.execute(
        f"SELECT kind, count(*) FROM {TABLE} WHERE {where} GROUP BY 1",  # noqa: S608
        values,
    )
    counts["kind"] = dict(rows.fetchall())
    for facet in facets:
        rows = file.execute(
            f'SELECT value, count(DISTINCT {TABLE}.id) FROM {TABLE}, json_each({TABLE}."{facet}") '  # noqa: S608
            f"WHERE {TABLE}.id IN (SELECT id FROM {TABLE} WHERE {where}) GROUP BY 1",
            values,
        )
        counts[facet] = dict(rows.fetchall())
    ids = file.execute(
        f"SELECT id FROM {TABLE} WHERE {where} ORDER BY id LIMIT {SIZE}",  # noqa: S608
        values,
    )
    found = tuple(row[0] for row in ids)
    total = file.execute(f"SELECT count(*) FROM {TABLE} WHERE {where}", values)  # noqa: S608
    answer = Answer(total.fetchone()[0], dict(counts), found)
    file.close()
    return answer
