"""The public document of a case study: what is not put in here cannot be published."""

from publishing.documents import stated, texts


def case_study_document(case):
    """The public document of a case study: texts by language, records by key, places and terms by code, citations."""
    source = case.source

    def organization(row, field):
        other = getattr(row, field)
        return {"ref": other.key, "role": field, "kind": other.kind} if other else None

    def codes(field):
        return sorted(getattr(case, field).values_list("code", flat=True))

    def place(row):
        return stated(
            place=row.place.code,
            role=row.role,
            as_named=row.as_named,
            cite=row.cite(source),
        )

    def rows(field, *related):
        return getattr(case, field).select_related("source__record", *related)

    return stated(
        key=case.key,
        slug=case.slug,
        title=texts(case, "title"),
        summary=texts(case, "summary"),
        part=case.part,
        period=case.period,
        levels=case.levels,
        sectors=codes("sectors"),
        themes=codes("themes"),
        mechanisms=codes("mechanisms"),
        related=[{"ref": key, "role": "related"} for key in _related_keys(case)],
        places=[place(row) for row in rows("places", "place")],
        partners=[
            stated(
                n=row.n,
                ref=row.organization.key,
                role=row.role,
                kind=row.organization.kind,
                did=texts(row, "did"),
                cite=row.cite(source),
            )
            for row in rows("partners", "organization__record")
        ],
        sections=[
            stated(
                n=row.n,
                kind=row.kind,
                heading=texts(row, "heading"),
                body=texts(row, "body"),
                cite=row.cite(source),
            )
            for row in rows("sections")
        ],
        findings=[
            stated(
                n=row.n, kind=row.kind, text=texts(row, "text"), cite=row.cite(source)
            )
            for row in rows("findings")
        ],
        contributions=[
            stated(
                n=row.n,
                what=texts(row, "what"),
                giver=organization(row, "giver"),
                giver_words=texts(row, "giver_words"),
                receiver=organization(row, "receiver"),
                receiver_words=texts(row, "receiver_words"),
                form=row.form,
                money=row.money(),
                quantity=row.quantity(),
                date=row.date,
                part_of=row.part_of,
                cite=row.cite(source),
            )
            for row in rows("contributions", "giver__record", "receiver__record")
        ],
        beneficiaries=[
            stated(
                n=row.n,
                group=row.group.code,
                who=texts(row, "who"),
                quantity=row.quantity(),
                date=row.date,
                cite=row.cite(source),
            )
            for row in rows("beneficiaries", "group")
        ],
        activities=[
            stated(
                n=row.n,
                what=texts(row, "what"),
                date=row.date,
                funders=[
                    {"ref": other.key, "role": "funder"} for other in row.funders.all()
                ],
                partners=[
                    {"ref": other.key, "role": "activity"}
                    for other in row.partners.all()
                ],
                places=[{"place": other.code} for other in row.places.all()],
                quantity=row.quantity(),
                cite=row.cite(source),
            )
            for row in rows("activities").prefetch_related(
                "funders__record", "partners__record", "places"
            )
        ],
        figures=[
            stated(
                n=row.n,
                what=texts(row, "what"),
                quantity=row.quantity(),
                money=row.money(),
                date=row.date,
                cite=row.cite(source),
            )
            for row in rows("figures")
        ],
        cite=case.cite(source) if source else None,
    )


def _related_keys(case):
    rows = case.related.select_related("record").order_by("record__number")
    return [other.key for other in rows]
