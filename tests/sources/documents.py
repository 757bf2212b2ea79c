"""Small documents of binary formats, written by hand with invented words."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterable, Sequence

Line = tuple[float, float, float, str]  # left, baseline, type size, words


def pdf(pages: Sequence[Iterable[Line]], info: str = "", encrypt: str = "") -> bytes:
    """A PDF of pages of lines in Helvetica; `info` and `encrypt` are the insides of those dictionaries."""
    bodies = [_page_content(page) for page in pages]
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(bodies)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(bodies)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< {info} >>".encode("cp1252"),
    ]
    for number, body in enumerate(bodies):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {6 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n" % len(body) + body + b"\nendstream")
    return _numbered(objects, f"/Encrypt << {encrypt} >> /ID [<00> <00>]" if encrypt else "")


def _page_content(page: Iterable[Line]) -> bytes:
    drawn = []
    for left, baseline, size, words in page:
        escaped = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        drawn.append(f"BT /F1 {size} Tf {left} {baseline} Td ({escaped}) Tj ET")
    return "\n".join(drawn).encode("cp1252")


def _numbered(objects: Sequence[bytes], trailer: str) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R {trailer} >>\n".encode()
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start


def set_in_lines(
    *paragraphs: Sequence[str], top: float = 700, size: float = 10, gap: float = 12
) -> list[Line]:
    """Paragraphs, each given as its lines, set below each other without indents or space between."""
    lines = [words for paragraph in paragraphs for words in paragraph]
    return [(50, top - gap * number, size, words) for number, words in enumerate(lines)]


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">{}'
    "</cp:coreProperties>"
)


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def docx(body: str, *, core: str = "", doctype: str = "", parts: dict[str, bytes] | None = None) -> bytes:
    """A Word document with the body's XML."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "word/document.xml",
            f'<?xml version="1.0" encoding="UTF-8"?>{doctype}'
            f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        )
        if core:
            package.writestr("docProps/core.xml", CORE.format(core))
        for name, data in (parts or {}).items():
            package.writestr(name, data)
    return stream.getvalue()


def parquet(**columns: list[object]) -> bytes:
    """A Parquet file with these columns."""
    import pyarrow
    import pyarrow.parquet

    stream = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), stream)
    return stream.getvalue()


def warc_record(
    body: bytes, *, kind: str = "response", url: str = "https://paper.example/story", **headers: str
) -> bytes:
    """A record of a web archive; a header's name has `_` for `-`."""
    stated = {
        "WARC-Type": kind,
        "WARC-Target-URI": url,
        "WARC-Date": "2031-03-05T10:00:00Z",
        "Content-Length": str(len(body)),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in stated.items())
    return b"WARC/1.0\r\n" + head.encode() + b"\r\n" + body + b"\r\n\r\n"


def answer(
    page: str, *, status: str = "200 OK", kind: str = "text/html; charset=utf-8", more: str = ""
) -> bytes:
    """What a web server answers with a page."""
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n{page}".encode()


def packed(records: Iterable[bytes]) -> bytes:
    """Records, each packed by itself."""
    return b"".join(gzip.compress(record) for record in records)
