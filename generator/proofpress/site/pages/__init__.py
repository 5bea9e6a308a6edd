"""From templates and views to HTML: every page of the site.

The same view gives the same bytes: dates come from the statements, never from the clock. All text
from the publisher is escaped; it is never used as markup.
"""

from proofpress.site.pages.write import check_showable, write_pages

__all__ = ["check_showable", "write_pages"]
