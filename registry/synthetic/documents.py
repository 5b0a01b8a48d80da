"""Made-up documents in the shapes that kinds publish, in bundles of records that name one another."""

from dataclasses import dataclass, field
from itertools import accumulate

from publishing.documents import stated
from publishing.kinds import kind_named

from .words import NAMES, Writer, by_language, made_up_name

# What goes together: (sectors, themes, mechanisms, groups, how often), by the field that a bundle is about.
FIELDS = {
    "water": (
        ("drinking-water", "irrigation", "agriculture"),
        ("water", "infrastructure", "community-mobilization", "land"),
        (
            "community-contribution",
            "co-financing",
            "joint-planning",
            "self-help-groups",
        ),
        ("water-users", "residents", "farmers", "poor-households"),
        30,
    ),
    "school": (
        ("education", "life-skills", "culture-and-leisure"),
        ("education-access", "children", "youth", "disability"),
        ("co-financing", "space-or-land", "volunteers", "agreement"),
        ("pupils", "children", "teachers", "parents", "children-with-disabilities"),
        20,
    ),
    "budget": (
        ("public-finance", "local-self-government", "anti-corruption"),
        ("budget", "transparency", "public-services", "corruption"),
        ("public-hearing", "advisory-council", "monitoring", "public-reporting"),
        ("residents", "deputies", "officials", "civil-society-groups"),
        14,
    ),
    "health": (
        ("health", "reproductive-health", "tuberculosis"),
        ("health-promotion", "volunteering", "public-services"),
        ("information-campaign", "volunteers", "training-community"),
        ("patients", "women", "health-workers"),
        10,
    ),
    "women": (
        ("womens-rights", "violence-against-women", "rural-finance"),
        ("gender", "womens-leadership", "domestic-violence", "credit"),
        ("legal-advice", "revolving-fund", "advocacy", "training-community"),
        ("women", "rural-women", "widows", "self-help-groups"),
        8,
    ),
    "farming": (
        ("agriculture", "seed-and-inputs", "livestock", "rural-development"),
        ("agriculture-and-seeds", "land", "self-help", "credit"),
        ("revolving-fund", "self-help-groups", "small-grants", "exchange-visits"),
        ("farmers", "poor-households", "entrepreneurs"),
        7,
    ),
    "peace": (
        ("peace-building", "migration", "human-rights"),
        ("peace", "inter-ethnic", "youth"),
        ("mediation", "cross-border", "dialogue"),
        ("border-communities", "ethnic-minorities", "youth", "refugees"),
        5,
    ),
    "city": (
        ("urban-development", "waste", "social-protection", "housing"),
        ("housing", "public-services", "ageing", "jobs"),
        ("social-contracting", "delegated-management", "joint-body"),
        ("older-people", "people-with-disabilities", "unemployed", "volunteers"),
        5,
    ),
    "mining": (
        ("mining", "environment", "disaster-risk"),
        ("environment", "transparency", "disaster-preparedness"),
        ("dialogue", "monitoring", "mediation", "public-hearing"),
        ("residents", "business", "officials"),
        4,
    ),
}
COMMODITIES = ("gold", "coal", "copper", "silver", "antimony", "uranium")
FINDINGS = (
    "result",
    "success_factor",
    "challenge",
    "lesson",
    "benefit_community",
    "benefit_government",
    "benefit_civil_society",
)
FORMS = ("in-kind", "labour", "grant", "budget", "expertise", "co-finance", "fee")
EVENTS = (
    "peaceful-protest",
    "talks",
    "public-hearing",
    "violent-demonstration",
    "licence-decision",
    "agreement",
    "accident",
)
TALLIES = (
    "court_cases",
    "peaceful_demonstrations",
    "violent_demonstrations",
    "ownership_changes",
)
RESPONSES = (
    ("cso", "mediation"),
    ("company", "social-responsibility"),
    ("government", "transparency"),
    ("cso", "capacity-building"),
    ("company", "negotiation"),
)
UNITS = ("people", "households", "families", "villages", "meetings", "km", "ha", "t")
PARTS = (
    "chui",
    "bishkek",
    "issyk-kul",
    "talas",
    "naryn",
    "osh",
    "jalal-abad",
    "batken",
)
# Kinds of organization with a legal form and the words around their names: in English, Russian and Kyrgyz.
ORGANIZATIONS = (
    (
        "cso",
        "public-association",
        "Public Association {}",
        "Общественное объединение «{}»",
        "«{}» коомдук бирикмеси",
    ),
    ("cso", "public-foundation", "{} Foundation", "Фонд «{}»", "«{}» коомдук фонду"),
    (
        "government",
        "ayil-okmot",
        "Ayil Okmot of {}",
        "Айыл окмоту {}",
        "{} айыл өкмөтү",
    ),
    (
        "community_body",
        "self-help-group",
        "Self-help group {}",
        "Группа самопомощи «{}»",
        "«{}» өз ара жардам тобу",
    ),
    ("state_institution", "school", "School of {}", "Школа села {}", "{} мектеби"),
    ("company", "llc", "{} LLC", "ОсОО «{}»", "«{}» ЖЧКсы"),
    (
        "donor",
        "",
        "{} Fund for Development",
        "Фонд развития «{}»",
        "«{}» өнүктүрүү фонду",
    ),
    ("international", "", "{} International", "«{} Интернэшнл»", "«{}» эл аралык уюму"),
    (
        "government",
        "state-agency",
        "State Agency {}",
        "Государственное агентство «{}»",
        "«{}» мамлекеттик агенттиги",
    ),
    ("media", "", "Newspaper {}", "Газета «{}»", "«{}» гезити"),
    ("university", "", "{} University", "Университет «{}»", "«{}» университети"),
    (
        "coalition",
        "association-of-legal-entities",
        "{} Network",
        "Сеть «{}»",
        "«{}» тармагы",
    ),
)
DONORS, OFFICES, COMPANIES, LOCAL = (6, 7, 1), (8, 2), (5,), (0, 1, 2, 3, 4)
# The numbers of moulds lie above all that stock has; times 10,000 they still are positions.
FIRST = 50_001


@dataclass
class Bundle:
    """Records that name one another and the stock, but no record of another bundle; `names` are its made-up names."""

    records: list = field(default_factory=list)
    names: list = field(default_factory=list)

    @property
    def size(self):
        """How many published rows it makes."""
        return sum(
            1 + sum(len(document.get(part.rows, ())) for part in kind_named(kind).parts)
            for kind, _number, document in self.records
        )


class Maker:
    """Makes bundles; first the stock, the organizations and sources that any bundle may name.

    `places` are codes of places, `terms` the codes that there are by vocabulary.
    """

    def __init__(self, chance, places, terms, stock):
        self.chance, self.writer = chance, Writer(chance)
        self.places = list(places)
        chance.shuffle(self.places)
        self.place_weights = list(
            accumulate(1 / (rank + 3) for rank in range(len(self.places)))
        )
        self.terms = terms
        self.fields = list(FIELDS)
        # Each place has its fields, so that sectors go with places.
        self.field_of_place = {
            place: chance.choices(self.fields, [FIELDS[name][-1] for name in FIELDS])[0]
            for place in self.places
        }
        self.named = 0
        self.numbers = {}
        self.stock = {}
        self.sources = []
        self.common = None
        self.common = self._stock(*stock)

    def _stock(self, sources, organizations):
        """The bundle that stands once in the registry: sources, and organizations that many records name."""
        self.bundle = Bundle()
        for _number in range(sources):
            self.sources.append(self.source())
        for number in range(organizations):
            kinds = (DONORS, LOCAL, OFFICES, COMPANIES, LOCAL)[number % 5]
            pattern = kinds[number // 5 % len(kinds)]
            key = self.organization(pattern, "budget", self.place())
            self.stock.setdefault(kinds, []).append((key, ORGANIZATIONS[pattern][0]))
        self.numbers = {}
        return self.bundle

    # What documents are made of

    def name(self):
        """The next made-up name; those of moulds and stock come from the end of all there are."""
        self.named += 1
        name = made_up_name(NAMES - self.named)
        self.bundle.names.append(name)
        return name

    def add(self, kind, title, /, **fields):
        """Puts a record into the bundle; its key."""
        first = 1 if self.common is None else FIRST
        number = self.numbers[kind] = self.numbers.get(kind, first - 1) + 1
        key = f"{kind_named(kind).prefix}{number}"
        document = stated(key=key, slug=f"made-up-{key}", title=title, **fields)
        self.bundle.records.append((kind, number, document))
        return key

    def often(self, values):
        """One of some values, the first ones far more often."""
        weights = [1 / (rank + 1) for rank in range(len(values))]
        return self.chance.choices(values, weights)[0]

    def several(self, values, most):
        count = 1 + int(self.chance.random() * most)
        return sorted({self.often(values) for _ in range(count)})

    def place(self):
        return self.chance.choices(self.places, cum_weights=self.place_weights)[0]

    def known(self, vocabulary, codes):
        return [code for code in codes if code in self.terms[vocabulary]]

    def actor(self, kinds):
        """(key, kind) of an organization of the stock, the first ones far more often."""
        found = self.stock.get(kinds) or next(iter(self.stock.values()))
        return self.often(found)

    def cite(self, source):
        first = self.chance.randrange(1, 8000)
        cite = {"ref": source, "role": "source", "at": f"Section {first // 400 + 1}"}
        cite["lines"] = [first, first + self.chance.randrange(6)]
        if self.chance.random() < 0.05:
            cite["certainty"] = "inferred"
            cite["note"] = "The text names no year; that of the section is taken."
        return cite

    def amount(self, middle):
        """A round number around a middle."""
        value = self.chance.lognormvariate(0, 1.1) * middle
        digits = max(len(str(int(value))) - 2, 0)
        return max(int(round(value, -digits)), 1)

    def money(self):
        if self.chance.random() < 0.2:
            return None
        currency = self.often(("KGS", "USD", "EUR", "GBP"))
        exactness = self.often(("exact", "about", "at_least"))
        middle = 60_000 if currency == "KGS" else 4_000
        return {
            "min": self.amount(middle),
            "exactness": exactness,
            "currency": currency,
        }

    def quantity(self):
        if self.chance.random() < 0.5:
            return None
        unit = self.often(UNITS)
        return {"min": self.amount(30), "exactness": "exact", "unit": unit}

    def year(self, first, last, peak=0.6):
        return first + int(
            self.chance.triangular(0, last - first, (last - first) * peak)
        )

    def date(self, first, last):
        """A day, a month or a year; few of each year, for dates are slow to read."""
        year = self.year(first, last)
        month, day = year % 12 + 1, year % 28 + 1
        return self.often(
            (f"{year}", f"{year}-{month:02}", f"{year}-{month:02}-{day:02}")
        )

    def period(self, first, last):
        year = self.year(first, last)
        return self.often((f"{year}/{year + 1 + year % 4}", f"{year}"))

    # Records

    def source(self):
        name = self.name()
        topic = self.writer.topic(self.often(self.fields))
        return self.add(
            "source",
            self.writer.title(name, topic),
            kind=self.often(("report", "handbook", "study", "news", "web-page", "law")),
            publisher="A made-up publisher",
            date=self.date(1998, 2024),
            language=self.often(("en", "ru", "ky")),
            pages=self.amount(60),
            description=self.writer.text(name, topic, 8, 2),
        )

    def organization(self, pattern, topic_field, place, source=None):
        kind, form, *patterns = ORGANIZATIONS[pattern]
        name = self.name()
        title = {
            language: words.format(own)
            for words, (language, own) in zip(
                patterns, by_language(name).items(), strict=True
            )
        }
        level = {2: "ayil-okmot", 7: "international", 8: "national"}.get(pattern)
        topic = self.writer.topic(topic_field)
        has_mission = self.chance.random() < 0.6
        return self.add(
            "organization",
            title,
            kind=kind,
            legal_form=form,
            level=level,
            mission=self.writer.text(name, topic, 8) if has_mission else None,
            founded=self.date(1991, 2018) if self.chance.random() < 0.5 else None,
            place=place if self.chance.random() < 0.8 else None,
            aliases=[{"alias": f"{kind.upper()} {name.capitalize()}"}],
            cite=self.cite(source or self.often(self.sources)),
        )

    def local(self, count, topic_field, place, source):
        """(key, kind) of some organizations of the bundle's own."""
        found = []
        for number in range(count):
            pattern = LOCAL[number] if number < len(LOCAL) else self.often(LOCAL)
            key = self.organization(pattern, topic_field, place, source)
            found.append((key, ORGANIZATIONS[pattern][0]))
        return found

    def single(self):
        """A bundle of one organization."""
        self.bundle = Bundle()
        place = self.place()
        pattern = self.often(range(len(ORGANIZATIONS)))
        self.organization(pattern, self.field_of_place[place], place)
        return self.bundle

    def bundle_of(self, number):
        """A bundle around one case study; the first one is small and holds a record of every kind and part."""
        self.bundle = Bundle()
        small = number == 0
        home = self.place()
        topic_field = self.field_of_place[home]
        source = self.source() if number % 4 == 3 else self.often(self.sources)
        organizations = self.local(1 if small else 5, topic_field, home, source)
        conflicts = []
        if small or number % 7 == 1:
            conflicts = [self.conflict(small, home, source, organizations)]
        projects = [
            self.project(small, topic_field, home, source, organizations)
            for _ in range(1 if small else self.chance.choice((3, 3, 4)))
        ]
        self.case(small, topic_field, home, source, organizations, projects, conflicts)
        if small or number % 12 == 2:
            self.dialogue(small, topic_field, home, source, organizations, conflicts)
        return self.bundle

    def _rows(self, count, make):
        return [{"n": n, **make(n)} for n in range(1, count + 1)]

    def _near(self, home):
        """The places of a record: where it is at home, and at times others."""
        others = [self.place() for _ in range(self.often((0, 1, 2)))]
        return list(dict.fromkeys([home, *others]))

    def _places(self, home, source, role="site"):
        return [
            {"place": code, "role": role, "cite": self.cite(source)}
            for code in self._near(home)
        ]

    def _partners(self, roles, source, text, own):
        """A partner in each role: of the bundle's own where `own` has one, else of the stock."""
        rows = []
        for role, kinds in roles:
            key, kind = own.get(role) or self.actor(kinds)
            row = {"n": len(rows) + 1, "ref": key, "role": role, "kind": kind}
            if text:
                row["did"] = text(3)
            rows.append(row | {"cite": self.cite(source)})
        return rows

    def project(self, small, topic_field, home, source, organizations):
        sectors, themes, _mechanisms, groups, _share = FIELDS[topic_field]
        name = self.name()
        few = (lambda _middle: 1) if small else self._count

        def text(more=3, sentences=1):
            return self.writer.text(
                name, self.writer.topic(topic_field), more, sentences
            )

        def counted(_n):
            return stated(
                aim=1,
                text=text(),
                quantity=self.quantity(),
                date=self.date(2000, 2024) if self.chance.random() < 0.3 else None,
                cite=self.cite(source),
            )

        topic = self.writer.topic(topic_field)
        own = {}
        if self.chance.random() < 0.5:
            own["implementing"] = self.often(organizations)
        roles = [("funding", DONORS), ("implementing", LOCAL), ("partner", OFFICES)]
        return self.add(
            "project",
            self.writer.title(name, topic),
            summary=text(7, 2),
            period=self.period(2000, 2022),
            status=self.often(("closed", "implementation", "pipeline")),
            money=self.money(),
            sectors=self.known("sector", self.several(sectors, 3)),
            themes=self.known("theme", self.several(themes, 2)),
            places=self._places(home, source),
            partners=self._partners(roles, source, text, own),
            aims=self._rows(1, lambda n: {"text": text(2), "cite": self.cite(source)}),
            activities=self._rows(few(2.7), counted),
            outputs=self._rows(few(2.2), counted),
            budget=self._rows(
                few(0.3),
                lambda n: stated(
                    heading=text(1),
                    text=text(2),
                    money=self.money()
                    or {"share": 20, "of": {"en": "cost of the project"}},
                    cite=self.cite(source),
                ),
            ),
            beneficiaries=self._rows(
                1,
                lambda n: stated(
                    group=self.known("group", [self.often(groups)])[0],
                    who=text(2),
                    quantity=self.quantity(),
                    cite=self.cite(source),
                ),
            ),
            cite=self.cite(source),
        )

    def _count(self, middle):
        """A number of rows around a middle, at times far above it."""
        return round(self.chance.gammavariate(2, middle / 2))

    def case(
        self, small, topic_field, home, source, organizations, projects, conflicts
    ):
        sectors, themes, mechanisms, groups, _share = FIELDS[topic_field]
        name = self.name()
        few = (lambda _middle: 1) if small else self._count
        period = self.period(1995, 2022)

        def text(more=3, sentences=1):
            return self.writer.text(
                name, self.writer.topic(topic_field), more, sentences
            )

        def organization(role):
            if self.chance.random() < 0.5:
                key, kind = self.often(organizations)
            else:
                key, kind = self.actor(DONORS if role == "giver" else LOCAL)
            return {"ref": key, "role": role, "kind": kind}

        roles = [
            ("lead", LOCAL),
            ("partner", OFFICES),
            ("funder", DONORS),
            ("contributor", LOCAL),
            ("participant", LOCAL),
        ]
        own = {
            "lead": organizations[0],
            "contributor": organizations[-1],
        }
        self.add(
            "case",
            self.writer.title(name, self.writer.topic(topic_field)),
            summary=text(8, 2),
            part=self.often(PARTS) if self.chance.random() < 0.3 else None,
            period=period,
            levels=self.several(("ayil-okmot", "rayon", "city", "national"), 2),
            sectors=self.known("sector", self.several(sectors, 3)),
            themes=self.known("theme", self.several(themes, 3)),
            mechanisms=self.known("mechanism", self.several(mechanisms, 3)),
            places=self._places(home, source),
            projects=[{"ref": key, "role": "project"} for key in projects],
            conflicts=[{"ref": key, "role": "conflict"} for key in conflicts],
            partners=self._partners(roles, source, text, own),
            sections=self._rows(
                1,
                lambda n: {
                    "kind": "background",
                    "heading": text(1),
                    "body": text(8, 2),
                    "cite": self.cite(source),
                },
            ),
            findings=self._rows(
                few(49),
                lambda n: {
                    "kind": self.often(FINDINGS),
                    "text": text(),
                    "cite": self.cite(source),
                },
            ),
            contributions=self._rows(
                few(15),
                lambda n: stated(
                    what=text(),
                    giver=organization("giver"),
                    receiver=organization("receiver"),
                    form=self.often(FORMS),
                    money=self.money() if self.chance.random() < 0.4 else None,
                    quantity=self.quantity(),
                    date=self.date(1996, 2024) if self.chance.random() < 0.4 else None,
                    cite=self.cite(source),
                ),
            ),
            beneficiaries=self._rows(
                few(9),
                lambda n: stated(
                    group=self.known("group", [self.often(groups)])[0],
                    who=text(),
                    quantity=self.quantity(),
                    cite=self.cite(source),
                ),
            ),
            figures=self._rows(
                1,
                lambda n: stated(
                    what=text(2),
                    quantity=self.quantity(),
                    date=self.date(1996, 2024),
                    cite=self.cite(source),
                ),
            ),
            cite=self.cite(source),
        )

    def conflict(self, small, home, source, organizations):
        """A mine with its licence and holdings, the conflict about it, and responses; the key of the conflict."""
        name = self.name()
        few = (lambda _middle: 1) if small else self._count
        started = self.year(1993, 2012)
        commodities = self.known("commodity", self.several(COMMODITIES, 2))
        holders = [self.actor(COMPANIES) for _ in range(1 if small else 2)]

        def text(more=3, sentences=1):
            return self.writer.text(name, self.writer.topic("mining"), more, sentences)

        def holder(pair, role="licensee"):
            return {"ref": pair[0], "role": role, "kind": pair[1]}

        mine = self.add(
            "mine",
            self.writer.title(name, self.writer.topic("mining")),
            aliases=[{"alias": f"{name.capitalize()} deposit"}],
            commodities=commodities,
            place=home,
            nearest={"place": self.place(), "distance": self.chance.randrange(1, 40)},
            statuses=self._rows(
                1,
                lambda n: stated(
                    status=self.often(
                        ("operation", "exploration", "suspended", "closed")
                    ),
                    text=text(2),
                    date=self.date(started, 2024),
                    cite=self.cite(source),
                ),
            ),
            licences=self._rows(
                1,
                lambda n: stated(
                    number=f"{self.chance.randrange(100, 9999)} ME",
                    type=self.often(("mining", "exploration")),
                    commodities=commodities,
                    awarded=f"{started}",
                    expires=f"{started + 20}",
                    holders=[holder(pair) for pair in dict.fromkeys(holders)],
                    cite=self.cite(source),
                ),
            ),
            holdings=self._rows(
                len(holders),
                lambda n: stated(
                    licence=1,
                    holder=holder(holders[n - 1]),
                    share=100,
                    since=f"{started + 5 * (n - 1)}",
                    until=f"{started + 5 * n}" if n < len(holders) else None,
                    text=text(),
                    cite=self.cite(source),
                ),
            ),
            cite=self.cite(source),
        )
        last = started + self.chance.randrange(3, 12)
        key = self.add(
            "conflict",
            self.writer.title(self.name(), self.writer.topic("mining")),
            summary=text(8, 2),
            mines=[{"ref": mine, "role": "mine"}],
            places=[{"place": code} for code in self._near(home)],
            period=f"{started}/{last}",
            intensity=self.often(("medium", "low", "high", "latent")),
            mobilization=self.often(("reaction", "preventive", "reparation")),
            aspects=self._rows(
                1,
                lambda n: {
                    "kind": "demand",
                    "text": text(3),
                    "cite": self.cite(source),
                },
            ),
            events=self._rows(
                few(4),
                lambda n: stated(
                    type=self.often(EVENTS),
                    date=self.date(started, last),
                    what=text(),
                    place=home if self.chance.random() < 0.5 else None,
                    counts=[
                        {
                            "n": 1,
                            "kind": "size",
                            "minimum": self.amount(80),
                            "cite": self.cite(source),
                        }
                    ],
                    cite=self.cite(source),
                ),
            ),
            court_cases=self._rows(
                few(1),
                lambda n: stated(
                    level=self.often(("first", "appeal", "supreme")),
                    claim=text(),
                    filed=f"{last}",
                    decided=f"{last + 1}" if self.chance.random() < 0.6 else None,
                    ruling=self.often(
                        ("partly", "for-claimant", "dismissed", "settled")
                    ),
                    cite=self.cite(source),
                ),
            ),
            tallies=self._rows(
                1 if small else len(TALLIES),
                lambda n: stated(
                    kind=TALLIES[n - 1],
                    count=self.chance.choice((None, 0, 1, 2, 5, 12)),
                    period=f"{started}/{last}",
                    cite=self.cite(source),
                ),
            ),
            cite=self.cite(source),
        )
        for number in range(1 if small else 3):
            actor, kind = RESPONSES[(number + started) % len(RESPONSES)]
            answering = self.often(organizations)
            self.add(
                "response",
                self.writer.title(self.name(), self.writer.topic("mining")),
                actor=actor,
                as_named=f"{actor} of the valley",
                organization=holder(answering, "actor"),
                kind=kind,
                conflicts=[{"ref": key, "role": "conflict"}],
                places=[{"place": home}],
                date=self.date(started, 2024),
                cite=self.cite(source),
            )
        return key

    def dialogue(self, small, topic_field, home, source, organizations, conflicts):
        """A dialogue and its recommendations."""
        sectors, themes, mechanisms, _groups, _share = FIELDS[topic_field]
        name = self.name()
        date = self.date(2008, 2024)

        def text(more=3, sentences=1):
            return self.writer.text(
                name, self.writer.topic(topic_field), more, sentences
            )

        roles = [("organizer", LOCAL), ("speaker", OFFICES), ("participant", DONORS)]
        participants = [
            row | {"session": 1, "office": {"en": "head of department"}}
            for row in self._partners(
                roles, source, None, {"organizer": organizations[0]}
            )
        ]
        found = self.known("sector", self.several(sectors, 3))
        key = self.add(
            "dialogue",
            self.writer.title(name, self.writer.topic(topic_field)),
            summary=text(8, 2),
            date=date,
            venue={"en": "Hall of the ayil kenesh"},
            sectors=found,
            mechanisms=self.known("mechanism", self.several(mechanisms, 2)),
            conflicts=[{"ref": other, "role": "conflict"} for other in conflicts],
            places=self._places(home, source, "venue"),
            sessions=self._rows(
                1,
                lambda n: {
                    "title": text(1),
                    "text": text(4),
                    "sectors": found,
                    "cite": self.cite(source),
                },
            ),
            participants=participants,
            outcomes=self._rows(
                1, lambda n: stated(text=text(3), date=date, cite=self.cite(source))
            ),
            cite=self.cite(source),
        )
        for number in range(1, 2 if small else 19):
            other, kind = self.actor(OFFICES)
            own = {"ref": other, "role": "addressee"} if number % 3 == 0 else {}
            self.add(
                "recommendation",
                text(6, 2),
                item=str(number),
                dialogue={"ref": key, "role": "dialogue"},
                session=1,
                sectors=self.known("sector", self.several(sectors, 2)),
                themes=self.known("theme", self.several(themes, 2)),
                places=[{"place": home}],
                conflicts=[{"ref": other, "role": "conflict"} for other in conflicts],
                addressees=[
                    {"n": 1, **own, "kind": kind, "level": "national"}
                    | {"as_named": "the government", "cite": self.cite(source)}
                ],
                statuses=[
                    {"n": 1, "status": self.often(("proposed", "accepted", "done"))}
                    | {"date": date, "cite": self.cite(source)}
                ],
                cite=self.cite(source),
            )
