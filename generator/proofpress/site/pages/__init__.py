"""Templates and views in, HTML out: every page of the site that people read.

Same view, same bytes: dates come from the statements, never from the clock, and whatever
a publisher writes is text to be escaped, never markup.
"""

from proofpress.site.pages.write import check_showable, write_pages

__all__ = ["check_showable", "write_pages"]
