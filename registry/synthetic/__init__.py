"""A made-up registry of any size, with the shapes and the skew of the real one, to measure with."""

# Words that stand in two to four of a hundred rows: one in English texts, one in Russian, one in Kyrgyz ones.
COMMON_WORDS = ("greenhouse", "теплица", "күнөскана")
