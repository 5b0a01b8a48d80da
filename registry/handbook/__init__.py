"""The handbook: a selection of case studies as one PDF, asked for by a reader and made beside the requests.

`manuscript` gathers what the book says out of the published documents, `typesetting` sets it by `handbook.typ`, `press`
takes one book after another in a process of its own, `pages` is where readers ask for a book and fetch it.
"""
