"""`onrecord gazetteer`: look names up, make a larger gazetteer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from onrecord.gazetteer.atlas import Atlas
    from onrecord.gazetteer.store import Place

USAGE = 2
SHOWN = 30

gazetteer = typer.Typer(
    rich_markup_mode=None,
    invoke_without_command=True,
    help="Look names of places up, or make a larger gazetteer from GeoNames' files.",
    epilog="Places are GeoNames' (CC BY 4.0). ONRECORD_GAZETTEER names the file to use.",
)


@gazetteer.callback()
def _about(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(USAGE)


@gazetteer.command()
def find(
    name: Annotated[str, typer.Argument(help="A place's name.", show_default=False)],
    country: Annotated[
        str | None,
        typer.Option(
            "--country", "-c", metavar="XX", help="Only in this country (ISO code).", show_default=False
        ),
    ] = None,
    all: Annotated[bool, typer.Option("--all", "-a", help=f"More than the first {SHOWN}.")] = False,
) -> None:
    """Print the places of a name: those Onrecord knows as countries and areas, then by inhabitants."""
    from onrecord.errors import OnrecordError
    from onrecord.gazetteer.atlas import open_atlas

    atlas = open_atlas()
    places = _found(atlas, name, country)
    if not places:
        where = f" in {country.upper()}" if country else ""
        raise OnrecordError(f"{name}: no place of this name{where} in {atlas.gazetteer.path}")
    shown = places if all else places[:SHOWN]
    for line in _table([_row(atlas, place) for place in shown]):
        print(line)
    if len(shown) < len(places):
        print(f"and {len(places) - len(shown)} more; --all prints them")


@gazetteer.command()
def build(
    places: Annotated[
        Path,
        typer.Argument(metavar="PLACES", help="GeoNames' allCountries.txt or IQ.txt.", show_default=False),
    ],
    names: Annotated[
        Path | None,
        typer.Argument(metavar="[NAMES]", help="GeoNames' alternateNamesV2.txt.", show_default=False),
    ] = None,
    country: Annotated[
        str | None,
        typer.Option(
            "--country", "-c", metavar="XX,YY", help="Only these countries (ISO codes).", show_default=False
        ),
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")] = Path(
        "places.sqlite"
    ),
) -> None:
    """Make a gazetteer from GeoNames' files, unpacked."""
    from onrecord.gazetteer.dump import build as build_from

    count = build_from(output, places, names, country.split(",") if country else ())
    print(f"{count:,} places written to {output}; ONRECORD_GAZETTEER={output} uses it")


def _found(atlas: Atlas, name: str, country: str | None) -> list[Place]:
    """The places of a name, demonyms and short names too; the gazetteer's order within each kind."""
    from onrecord.gazetteer.names import key

    named = [*atlas.demonyms.get(name, ()), *atlas.codes.get(name, ()), *atlas.find([key(name)])[key(name)]]
    places = list({place.id: place for place in reversed(named)}.values())[::-1]
    if country is not None:
        code = atlas.alpha3(country)
        places = [place for place in places if place.country == code]
    return places


def _row(atlas: Atlas, place: Place) -> tuple[str, ...]:
    region = atlas.region(place.admin1)
    return (
        place.name, place.kind, place.country, region.name if region else "",
        f"{place.lat:.4f}", f"{place.lon:.4f}", f"{place.population:,}" if place.population else "",
        str(place.id) if place.id > 0 else "",
    )  # fmt: skip


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    """The rows under their heads in columns as wide as they need; numbers to the right."""
    heads = ("name", "kind", "country", "region", "lat", "lon", "inhabitants", "geonameid")
    widths = [max(len(row[at]) for row in (heads, *rows)) for at in range(len(heads))]
    numbers = frozenset({"lat", "lon", "inhabitants", "geonameid"})
    return [
        "  ".join(
            cell.rjust(width) if head in numbers else cell.ljust(width)
            for head, cell, width in zip(heads, row, widths, strict=True)
        ).rstrip()
        for row in (heads, *rows)
    ]
