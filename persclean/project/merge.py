"""Which of the values given for a setting holds: the last one, and a preset brings its own where it is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from persclean.presets import DEFAULT, preset
from persclean.project.keys import keys
from persclean.project.read import Given, Layer

DEFAULTS = "default"


def merged(layers: Sequence[Layer]) -> dict[str, Given]:
    """Return every setting with its value and where it comes from.

    layers: the weakest first. The strongest one that names a preset or filters decides which: a preset's settings are
    weaker than what else that layer says, and stronger than the layers below it. Filters named to be run are run, so
    `skip` of a weaker layer does not count.
    """
    values = {name: Given(key.default, DEFAULTS) for name, key in keys().items()}
    chosen = max((n for n, layer in enumerate(layers) if layer.values.keys() & {"preset", "filters"}), default=-1)
    for n, layer in enumerate(layers):
        if n == chosen:
            if "filters" in layer.values:
                values["skip"] = Given((), DEFAULTS)
            else:
                values |= _brought(layer.values["preset"])
        values |= {name: given for name, given in layer.values.items() if name not in ("preset", "filters")}
    named = layers[chosen].values if chosen >= 0 else {}
    if "filters" in named:
        values["filters"] = named["filters"]
        del values["preset"]
    else:
        values["preset"] = named.get("preset", Given(DEFAULT, DEFAULTS))
        one = values["preset"]
        values["filters"] = Given(preset(str(one.value)).filters, f"preset {one.value} ({one.where})")
    return values


def _brought(given: Given) -> dict[str, Given]:
    where = f"preset {given.value} ({given.where})"
    return {name: Given(value, where) for name, value in preset(str(given.value)).config.items()}
