"""The forms of the admin: one question for a text in all languages, one line for a row, and an editor's queues."""

from dataclasses import dataclass, field
from itertools import groupby

from django import template
from django.core.exceptions import FieldDoesNotExist
from django.utils.html import format_html
from django.utils.text import capfirst

from publishing.desk import Desk

register = template.Library()
LANGUAGES = {"ky": "Кыргызча", "ru": "Русский", "en": "English"}


@dataclass
class Answer:
    """Where one answer is entered: a field of the form, or what it holds where it may only be read."""

    name: str
    id: str
    control: str
    language: str = ""
    is_required: bool = False
    is_filled: bool = False

    @property
    def language_name(self):
        return LANGUAGES.get(self.language, self.language)


@dataclass
class Question:
    """A label with the field that it asks for, or with the fields of one text in each language."""

    label: str
    help: str
    answers: list
    errors: list = field(default_factory=list)
    is_hidden: bool = False
    is_checkbox: bool = False

    @property
    def name(self):
        return self.answers[0].name

    @property
    def id(self):
        return self.answers[0].id

    @property
    def is_in_languages(self):
        return bool(self.answers[0].language)

    @property
    def is_required(self):
        return not self.is_in_languages and self.answers[0].is_required

    @property
    def is_folded(self):
        """A text that is in no language yet, and need not be."""
        return not self.errors and not any(
            answer.is_filled or answer.is_required for answer in self.answers
        )


@register.filter
def questions(fieldset):
    """The lines of a fieldset of a form, each a list of Questions."""
    return [[_question(group) for group in _together(line)] for line in fieldset]


@register.filter
def is_open(lines):
    """Whether a part of a form that is folded away holds something, or something wrong."""
    return any(
        question.errors or any(answer.is_filled for answer in question.answers)
        for line in lines
        for question in line
    )


def _together(line):
    """The fields of a line, those of one text in several languages together."""

    def original(field):
        return getattr(_stored(field), "translated_field", None) or id(field)

    return [list(fields) for _key, fields in groupby(line, original)]


def _stored(field):
    """The field of the model that a field of a form fills, or None."""
    if field.is_readonly:
        form, name = field.form, field.field["name"]
    else:
        form, name = field.field.form, field.field.name
    try:
        return form._meta.model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _question(fields):
    first = fields[0]
    if first.is_readonly:
        help_text, label = first.field["help_text"], first.field["label"]
        is_hidden = first.field["is_hidden"]
    else:
        help_text, label = first.field.help_text, first.field.label
        is_hidden = first.field.is_hidden
    translated = _stored(first)
    if hasattr(translated, "translated_field"):
        label = translated.translated_field.verbose_name
    described = "" if first.is_readonly else first.field.auto_id
    return Question(
        label=capfirst(label),
        help=help_text,
        answers=[_answer(field, described if help_text else "") for field in fields],
        errors=[
            field.field.errors
            for field in fields
            if not field.is_readonly and field.field.errors
        ],
        is_hidden=is_hidden,
        is_checkbox=first.is_checkbox,
    )


def _answer(field, described):
    """One field as it is shown; the fields of a text in several languages share its help."""
    language = getattr(_stored(field), "language", "")
    if field.is_readonly:
        control = format_html('<div class="readonly">{}</div>', field.contents())
        return Answer(field.field["name"], "", control, language, is_filled=True)
    bound = field.field
    by = [f"{described}_helptext"] if described else []
    by += [f"{bound.auto_id}_error"] if bound.errors else []
    attrs = {"aria-describedby": " ".join(by)} if by else {}
    if language:
        attrs["lang"] = language
    value = bound.value()
    return Answer(
        bound.name,
        bound.id_for_label,
        bound.as_widget(attrs=attrs),
        language,
        bound.field.required,
        value not in (None, "", [], False) and value != bound.field.initial,
    )


@dataclass(frozen=True)
class FoldedRow:
    """The one line in which a row of a record is shown while it is folded."""

    number: int | None
    words: str
    errors: int
    languages: list


@register.simple_tag
def folded_row(inline_form):
    """The line of a row of a record; `languages` says of each language whether the row has its text."""
    form, row = inline_form.form, inline_form.form.instance
    return FoldedRow(
        number=getattr(row, "n", None),
        words=inline_form.model_admin.summary(row),
        errors=sum(map(len, form.errors.values())) if form.is_bound else 0,
        languages=_languages(row),
    )


def _languages(row):
    """(language, its name, whether it is written) of a row's first text that may not be missing, or of its first."""
    texts = [one for one in row._meta.fields if hasattr(one, "translated_field")]
    needed = [one for one in texts if not one.translated_field.blank] or texts
    first = [
        one for one in needed if one.translated_field is needed[0].translated_field
    ]
    return [
        (one.language, LANGUAGES.get(one.language), bool(getattr(row, one.name)))
        for one in first
    ]


@register.simple_tag(takes_context=True)
def desk(context):
    """What waits for the person who is signed in."""
    return Desk(context["request"].user)
