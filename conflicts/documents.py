"""The public documents of mines, conflicts and responses: what is not put in here cannot be published."""

from publishing.documents import codes, named, number, stated, texts


def _organization(organization, role):
    return (
        {"ref": organization.key, "role": role, "kind": organization.kind}
        if organization
        else None
    )


def mine_document(mine):
    """The public document of a mine with its statuses, licences, holdings and figures."""
    source = mine.source

    def rows(field, *related):
        return getattr(mine, field).select_related("source__record", *related)

    holdings = list(rows("holdings", "holder__record", "licence"))
    statuses = list(rows("licence_statuses", "licence"))
    return stated(
        key=mine.key,
        slug=mine.slug,
        title=texts(mine, "name"),
        aliases=[{"alias": alias.name} for alias in mine.aliases.all()],
        commodities=codes(mine.commodities),
        place=mine.place.code if mine.place else None,
        nearest=stated(
            place=mine.nearest.code,
            as_named=mine.nearest_as_named,
            distance=None if mine.distance_km is None else number(mine.distance_km),
        )
        if mine.nearest
        else None,
        point=stated(
            latitude=number(mine.latitude),
            longitude=number(mine.longitude),
            accuracy=mine.accuracy,
        )
        if mine.latitude is not None
        else None,
        statuses=[
            stated(
                n=row.n,
                status=row.status,
                text=texts(row, "text"),
                date=row.date,
                cite=row.cite(source),
            )
            for row in rows("statuses")
        ],
        figures=[row.entry(source) | {"kind": row.kind} for row in rows("figures")],
        licences=[
            stated(
                n=row.n,
                number=row.number,
                type=row.type,
                area=row.quantity(),
                coordinates=row.coordinates,
                commodities=codes(row.commodities),
                applied=row.applied,
                awarded=row.awarded,
                expires=row.expires,
                holders=[
                    _organization(holding.holder, holding.role)
                    for holding in holdings
                    if holding.licence_id == row.pk
                ],
                statuses=[
                    stated(
                        n=entry.n,
                        status=entry.status,
                        text=texts(entry, "text"),
                        date=entry.date,
                        cite=entry.cite(source),
                    )
                    for entry in statuses
                    if entry.licence_id == row.pk
                ],
                cite=row.cite(source),
            )
            for row in rows("licences").prefetch_related("commodities")
        ],
        holdings=[
            stated(
                n=row.n,
                licence=row.licence.n,
                holder=_organization(row.holder, row.role),
                share=None if row.share is None else number(row.share),
                since=row.since,
                until=row.until,
                as_of=row.as_of,
                text=texts(row, "text"),
                cite=row.cite(source),
            )
            for row in holdings
        ],
        cite=mine.cite(source) if source else None,
    )


def place_codes(conflicts):
    """Codes of the places where conflicts are: their own, else where their mines lie and the nearest settlements."""
    codes = {}
    for conflict in conflicts:
        own = [place.code for place in conflict.places.all()]
        if not own:
            for mine in conflict.mines.select_related("place", "nearest"):
                own += [place.code for place in (mine.place, mine.nearest) if place]
        codes |= dict.fromkeys(own)
    return list(codes)


def conflict_document(conflict):
    """The public document of a conflict. Of the place of an event it holds the unit, never a point."""
    source = conflict.source

    def rows(field, *related):
        return getattr(conflict, field).select_related("source__record", *related)

    counts = list(rows("event_counts", "event"))
    parties = list(rows("court_parties", "court_case", "organization__record"))
    statuses = list(rows("court_statuses", "court_case"))
    return stated(
        key=conflict.key,
        slug=conflict.slug,
        title=texts(conflict, "title"),
        summary=texts(conflict, "summary"),
        mines=named(conflict.mines, "mine"),
        places=[{"place": code} for code in place_codes([conflict])],
        period=conflict.period,
        intensity=conflict.intensity,
        mobilization=conflict.mobilization,
        related=named(conflict.related, "related"),
        aspects=[
            stated(
                n=row.n, kind=row.kind, text=texts(row, "text"), cite=row.cite(source)
            )
            for row in rows("aspects")
        ],
        events=[
            stated(
                n=row.n,
                type=row.type,
                date=row.date,
                what=texts(row, "what"),
                place=row.place.code if row.place else None,
                counts=[
                    stated(
                        n=entry.n,
                        kind=entry.kind,
                        minimum=entry.minimum,
                        maximum=entry.maximum,
                        cite=entry.cite(source),
                    )
                    for entry in counts
                    if entry.event_id == row.pk
                ],
                cite=row.cite(source),
            )
            for row in rows("events", "place")
        ],
        court_cases=[
            stated(
                n=row.n,
                court=_organization(row.court, "court"),
                level=row.level,
                number=row.number,
                claim=texts(row, "claim"),
                filed=row.filed,
                decided=row.decided,
                ruling=row.ruling,
                licence=stated(ref=row.licence.mine.key, role="mine", n=row.licence.n)
                if row.licence
                else None,
                event=row.event.n if row.event else None,
                parties=[
                    stated(
                        n=party.n,
                        side=party.role,
                        organization=_organization(party.organization, party.role),
                        words=texts(party, "words"),
                        cite=party.cite(source),
                    )
                    for party in parties
                    if party.court_case_id == row.pk
                ],
                statuses=[
                    stated(
                        n=entry.n,
                        status=entry.status,
                        date=entry.date,
                        cite=entry.cite(source),
                    )
                    for entry in statuses
                    if entry.court_case_id == row.pk
                ],
                cite=row.cite(source),
            )
            for row in rows(
                "court_cases", "court__record", "licence__mine__record", "event"
            )
        ],
        tallies=[
            stated(
                n=row.n,
                kind=row.kind,
                count=row.count,
                period=row.period,
                cite=row.cite(source),
            )
            for row in rows("tallies")
        ],
        cite=conflict.cite(source) if source else None,
    )


def response_document(response):
    """The public document of a response."""
    source = response.source
    return stated(
        key=response.key,
        slug=response.slug,
        title=texts(response, "title"),
        actor=response.actor,
        level=response.level,
        as_named=response.words,
        organization=_organization(response.organization, "actor"),
        kind=response.kind,
        conflicts=named(response.conflicts, "conflict"),
        places=[
            {"place": code}
            for code in place_codes(response.conflicts.order_by("record__number"))
        ],
        date=response.date,
        cite=response.cite(source) if source else None,
    )
