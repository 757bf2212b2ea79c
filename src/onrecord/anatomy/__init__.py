"""The margins of an article: headline, dateline, byline, credit, caption and furniture.

`report_of` reads them into a `Report`, each marked by its span and left in place;
`body_mask` is the text a parser should see; `paragraph_breaks` is where its
blocks start.
"""

from onrecord.anatomy.mask import body_mask, paragraph_breaks
from onrecord.anatomy.report import report_of, text_id

__all__ = ["body_mask", "paragraph_breaks", "report_of", "text_id"]
