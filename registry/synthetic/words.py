"""Made-up names and sentences: the words of the field, in three languages, frequent ones far more often."""

from bisect import bisect
from itertools import accumulate
from pathlib import Path

from publishing.search import sort_key

from . import COMMON_WORDS

LANGUAGES = ("en", "ru", "ky")
COMMON = dict(zip(LANGUAGES, COMMON_WORDS, strict=True))
# How often a text holds the common word of its language.
COMMON_SHARE = 0.018
# Letters that folding takes one for one, in an order (consonant, vowel, …) in which it joins none of them; with these
# endings neither stemmer shortens a name.
LATIN = ("bdgklmnprstv", "aeou", "mrbt")
CYRILLIC = str.maketrans("bdgklmnprstvaeou", "бдгклмнпрстваеоу")
NAMES = 48**4
# What a case study, a project or a part may be about, by the field: in English, Russian and Kyrgyz.
TOPICS = {
    "water": [
        (
            "clean drinking water for the village",
            "чистая питьевая вода для села",
            "айылга таза ичүүчү суу",
        ),
        (
            "repair of the irrigation canal",
            "ремонт оросительного канала",
            "сугат каналын оңдоо",
        ),
        (
            "a fair order of watering the fields",
            "справедливая очередь полива полей",
            "талааларды сугаруунун адилет кезеги",
        ),
        (
            "a pump and pipes for the upper streets",
            "насос и трубы для верхних улиц",
            "жогорку көчөлөргө насос жана түтүктөр",
        ),
    ],
    "school": [
        (
            "a school that takes every child",
            "школа, открытая каждому ребёнку",
            "ар бир баланы кабыл алган мектеп",
        ),
        (
            "a kindergarten in an empty building",
            "детский сад в пустующем здании",
            "бош имараттагы бала бакча",
        ),
        (
            "lessons on the rights of the child",
            "уроки о правах ребёнка",
            "бала укуктары боюнча сабактар",
        ),
        (
            "warm classrooms for the winter",
            "тёплые классы к зиме",
            "кышка жылуу класстар",
        ),
    ],
    "budget": [
        (
            "open hearings of the local budget",
            "открытые слушания местного бюджета",
            "жергиликтүү бюджеттин ачык угуулары",
        ),
        (
            "a plan that residents wrote with deputies",
            "план, написанный жителями и депутатами",
            "тургундар депутаттар менен жазган план",
        ),
        (
            "public reports of the ayil okmot",
            "публичные отчёты айыл окмоту",
            "айыл өкмөтүнүн ачык отчеттору",
        ),
        (
            "a council of civil society at the city hall",
            "совет гражданского общества при мэрии",
            "мэриядагы жарандык коом кеңеши",
        ),
    ],
    "health": [
        (
            "a first-aid post close to home",
            "фельдшерский пункт рядом с домом",
            "үйгө жакын фельдшердик пункт",
        ),
        (
            "volunteers against tuberculosis",
            "волонтёры против туберкулёза",
            "кургак учукка каршы ыктыярчылар",
        ),
        (
            "healthy mothers in mountain villages",
            "здоровые матери в горных сёлах",
            "тоолуу айылдардагы ден соолугу чың энелер",
        ),
    ],
    "women": [
        (
            "credit and advice for rural women",
            "кредиты и советы сельским женщинам",
            "айыл аялдарына насыя жана кеңеш",
        ),
        (
            "women candidates for the local council",
            "женщины-кандидаты в местный совет",
            "жергиликтүү кеңешке талапкер аялдар",
        ),
        (
            "a house of refuge from violence at home",
            "приют для пострадавших от домашнего насилия",
            "үй-бүлөлүк зомбулуктан баш калкалоочу жай",
        ),
    ],
    "farming": [
        (
            "better seed for small farms",
            "лучшие семена для малых хозяйств",
            "чакан чарбаларга жакшы үрөн",
        ),
        (
            "a common machine yard of farmers",
            "общий машинный двор фермеров",
            "фермерлердин жалпы техника короосу",
        ),
        (
            "pastures shared by rule",
            "пастбища по общим правилам",
            "эреже менен бөлүшүлгөн жайыттар",
        ),
        (
            "a dairy run as a cooperative",
            "молочный цех как кооператив",
            "кооператив катары иштеген сүт цехи",
        ),
    ],
    "peace": [
        (
            "a common market on both sides of the border",
            "общий рынок по обе стороны границы",
            "чек аранын эки тарабындагы жалпы базар",
        ),
        (
            "mediators between neighbouring villages",
            "посредники между соседними сёлами",
            "коңшу айылдардын ортосундагы ортомчулар",
        ),
        (
            "young people against rumours",
            "молодёжь против слухов",
            "ушактарга каршы жаштар",
        ),
    ],
    "city": [
        (
            "clean yards and sorted waste",
            "чистые дворы и раздельный сбор мусора",
            "таза короолор жана иргелген таштанды",
        ),
        (
            "house committees that repair the roof",
            "домовые комитеты чинят крышу",
            "чатырды оңдогон үй комитеттери",
        ),
        (
            "social services for older people",
            "социальные услуги пожилым людям",
            "улгайган адамдарга социалдык кызматтар",
        ),
        (
            "jobs for young people of the quarter",
            "работа для молодёжи квартала",
            "кварталдын жаштарына жумуш",
        ),
    ],
    "mining": [
        (
            "talks between the mine and the villages",
            "переговоры между рудником и сёлами",
            "кен менен айылдардын ортосундагы сүйлөшүү",
        ),
        (
            "water tests below the tailings",
            "проверка воды ниже хвостохранилища",
            "калдык сактагычтан төмөнкү сууну текшерүү",
        ),
        (
            "a fund of the mine for the villages",
            "фонд рудника для сёл",
            "кендин айылдар үчүн фонду",
        ),
    ],
}
FRAMES = [
    (
        "{name} and the ayil okmot agreed on {topic}",
        "{name} и айыл окмоту договорились: {topic}",
        "{name} менен айыл өкмөтү макулдашты: {topic}",
    ),
    (
        "Residents took part from the first meeting: {topic}",
        "Жители участвовали с первой встречи: {topic}",
        "Тургундар биринчи жыйындан тартып катышты: {topic}",
    ),
    (
        "The council paid a share, the families gave labour for {topic}",
        "Совет оплатил часть, семьи вложили труд: {topic}",
        "Кеңеш үлүшүн төлөдү, үй-бүлөлөр эмгегин кошту: {topic}",
    ),
    (
        "What was hard to settle was who answers for {topic}",
        "Труднее всего было решить, кто отвечает: {topic}",
        "Эң кыйыны ким жооп берерин чечүү болду: {topic}",
    ),
    (
        "A working group met every month about {topic}",
        "Рабочая группа собиралась каждый месяц: {topic}",
        "Жумушчу топ ай сайын чогулду: {topic}",
    ),
    (
        "Officials learned to listen, and {name} learned to count: {topic}",
        "Чиновники научились слушать, а {name} считать: {topic}",
        "Кызматкерлер угууну, {name} эсептөөнү үйрөндү: {topic}",
    ),
    (
        "Trust grew once the accounts hung on the wall: {topic}",
        "Доверие выросло, когда счета вывесили на стену: {topic}",
        "Эсептер дубалга илингенде ишеним өстү: {topic}",
    ),
    (
        "The work went on after the grant had ended: {topic}",
        "Работа шла и после окончания гранта: {topic}",
        "Грант бүткөндөн кийин да иш уланды: {topic}",
    ),
]


def made_up_name(number):
    """The name of a number below NAMES: nine Latin letters, lower case, another for each number."""
    number = number * 2_654_435_761 % NAMES
    consonants, vowels, ends = LATIN
    letters = []
    for _syllable in range(3):
        number, place = divmod(number, 48)
        letters += [consonants[place // 4], vowels[place % 4]]
    number, place = divmod(number, 12)
    return "".join([*letters, consonants[place], "u", ends[number]])


def spellings(name):
    """A made-up name in every form in which a published record may hold it."""
    cyrillic = name.translate(CYRILLIC)
    return (
        name,
        name.capitalize(),
        cyrillic,
        cyrillic.capitalize(),
        sort_key(cyrillic),
    )


def by_language(name):
    """A made-up name as it is written in each language."""
    cyrillic = name.translate(CYRILLIC).capitalize()
    return {"en": name.capitalize(), "ru": cyrillic, "ky": cyrillic}


class Writer:
    """Writes texts in three languages, the same ones for the same source of chance."""

    def __init__(self, chance):
        self.chance = chance
        folder = Path(__file__).parent / "vocabulary"
        self.words, self.weights = {}, {}
        for language in LANGUAGES:
            words = (folder / f"{language}.txt").read_text(encoding="utf-8").split()
            self.words[language] = words
            self.weights[language] = list(
                accumulate(1 / (rank + 8) for rank in range(len(words)))
            )

    def few(self, language, count):
        """Some words of a language, frequent ones far more often."""
        words, weights = self.words[language], self.weights[language]
        found = [
            words[bisect(weights, self.chance.random() * weights[-1])]
            for _ in range(count)
        ]
        if self.chance.random() < COMMON_SHARE:
            found[-1] = COMMON[language]
        return " ".join(found)

    def topic(self, field):
        return self.chance.choice(TOPICS[field])

    def title(self, name, topic):
        """The name of who did it and what it was about, by language."""
        return {
            language: f"{own}: {words}"
            for words, (language, own) in zip(
                topic, by_language(name).items(), strict=True
            )
        }

    def text(self, name, topic, more=5, sentences=1):
        """Sentences on a topic by language; about eight words each and `more` beside these."""
        own = by_language(name)
        texts = {language: [] for language in LANGUAGES}
        for _sentence in range(sentences):
            frame = self.chance.choice(FRAMES)
            for language, words, about in zip(LANGUAGES, frame, topic, strict=True):
                opening = words.format(name=own[language], topic=about)
                texts[language].append(f"{opening}; {self.few(language, more)}.")
        return {language: " ".join(found) for language, found in texts.items()}
