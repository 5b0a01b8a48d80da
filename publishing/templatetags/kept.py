"""The tag of a piece of a page that is rendered once and kept by the process."""

from django import template

from publishing.frames import keep

register = template.Library()


class Kept(template.Node):
    def __init__(self, names, nodes):
        self.names, self.nodes = names, nodes

    def render(self, context):
        names = tuple(name.resolve(context) for name in self.names)
        return keep(names, lambda: self.nodes.render(context))


@register.tag
def kept(parser, token):
    """A piece that is rendered once for its name, whatever else is named with it, and the language in use."""
    names = [parser.compile_filter(name) for name in token.split_contents()[1:]]
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(names, nodes)
