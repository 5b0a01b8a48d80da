"""Measures the registry beside an empty page, the plain ORM page and Datasette, on both databases, in one go.

`make bench` builds synthetic registries of several sizes, compares every answer with plain SQL, times all pages in
turn, and writes a table of ratios against the goals to `var/bench/`. No part of the site imports this package.
"""
