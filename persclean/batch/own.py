"""Files with settings of their own: by overrides, or by a settings file nearer to them than that of the run."""

from __future__ import annotations

from dataclasses import dataclass

from persclean.io.sources import Source
from persclean.pipeline import Pipeline
from persclean.request import Request
from persclean.settings import Resolver, Settings


@dataclass(frozen=True, slots=True)
class Own:
    """How a file is cleaned and read that has settings of its own; picklable."""

    pipeline: Pipeline
    request: Request


class OwnSettings:
    """Finds the settings of each input of a run. resolver, settings, request: of the run as a whole."""

    def __init__(self, resolver: Resolver, settings: Settings, request: Request) -> None:
        self._resolver, self._settings, self._request = resolver, settings, request
        self._known: dict[int, Own | None] = {id(settings): None}

    @property
    def notes(self) -> list[str]:
        """What the user should know of the options that were given. (A settings file serves other commands, too.)"""
        option, filters = "--document-separator", self._settings.pipeline.filters
        if self._settings.where("document_separator") != option or any("document" in one.reach for one in filters):
            return []
        return [f"{option} has no effect: none of the filters looks at whole documents"]

    def of(self, source: Source) -> Own | None:
        """Return what an input has of its own, None for one that has the settings of the run. Raises ConfigError."""
        if source.path is None:
            return None
        settings = self._resolver.of(source.path)
        if id(settings) not in self._known:  # the resolver keeps them, so that an id stands for one
            same = settings.per_file == self._settings.per_file
            own = None if same else Own(settings.pipeline, settings.for_file(self._request))
            self._known[id(settings)] = own
        return self._known[id(settings)]
