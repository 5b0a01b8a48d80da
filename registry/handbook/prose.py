"""Texts written in CommonMark as a structure that the handbook's template sets; the same marks as on the pages."""

from urllib.parse import urlsplit

from markdown_it.tree import SyntaxTreeNode

from publishing.templatetags.published import MARKDOWN

BLOCKS = {
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "blockquote": "quote",
}
SPANS = {"em": "em", "strong": "strong"}
BREAKS = {"softbreak": " ", "hardbreak": "\n"}
# What `prose` shows as a link; of every other address the words alone are kept.
SCHEMES = ("http", "https", "mailto")


def blocks(text):
    """The paragraphs, lists and quotations of a text: [{"as": "p", "of": [spans]}, {"as": "ul", "of": [items]}, …].

    A span is a piece of text, or {"as": "em" | "strong" | "link", "of": [spans]}, a link with its address as `to`. What
    pages do not show as such, headings and code among them, is a paragraph.
    """
    return _blocks(SyntaxTreeNode(MARKDOWN.parse(text)).children)


def _blocks(nodes):
    found = []
    for node in nodes:
        if node.type in BLOCKS:
            found.append({"as": BLOCKS[node.type], "of": _blocks(node.children)})
        elif node.type in ("paragraph", "heading"):
            found.append({"as": "p", "of": _spans(node.children)})
        elif node.content:
            found.append({"as": "p", "of": [node.content.rstrip("\n")]})
    return found


def _spans(nodes):
    found = []
    for node in nodes:
        if node.type == "inline":
            found += _spans(node.children)
        elif node.type in BREAKS:
            found.append(BREAKS[node.type])
        elif node.type in SPANS:
            found.append({"as": SPANS[node.type], "of": _spans(node.children)})
        elif node.type == "link":
            found += _link(node)
        elif node.content:
            found.append(node.content)
    return found


def _link(node):
    words, address = _spans(node.children), node.attrs["href"]
    try:
        is_shown = urlsplit(address).scheme in SCHEMES
    except ValueError:
        is_shown = False
    return [{"as": "link", "to": address, "of": words}] if is_shown else words
