"""Charts of what is published: counted, drawn on the server, each with its table, as SVG and as CSV."""
