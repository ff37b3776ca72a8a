"""What Discord refuses in components: rows of the first kind and layouts of the second."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.sandbox.refusals import Json, Path, Problem
from bot.sandbox.strict_text import custom_id, items, required, text, url

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8
SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR = 9, 10, 11, 12, 13, 14
CONTAINER, LABEL = 17, 18
SELECTS = frozenset({STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT})
LINK, PREMIUM = 5, 6

ROWS_MAX = 5
LABEL_MAX = 80
PLACEHOLDER_MAX = 150
OPTIONS_MAX = 25
NESTED_MAX = 40
LAYOUT_TEXT_MAX = 4000
# Discord answers 500 a little above 10,000 bytes and does not say so anywhere.
LAYOUT_BYTES_MAX = 9000

_IN_CONTAINER = {ROW, SECTION, TEXT_DISPLAY, GALLERY, FILE, SEPARATOR}
_AT_TOP = _IN_CONTAINER | {CONTAINER}


def classic_problems(components: Any) -> Iterator[Problem]:
    """Rows of buttons and selects, as beside content and embeds."""
    at: Path = ("components",)
    yield from items(at, components, 0, ROWS_MAX)
    for index, row in enumerate(components):
        if kind_of(row) != ROW:
            yield wrong_type((*at, index))
        else:
            yield from _row((*at, index), row)
    yield from duplicates(at, components)


def layout_problems(components: Any, filenames: set[str]) -> Iterator[Problem]:
    """Components v2: nesting, sizes, texts and the files they show."""
    at: Path = ("components",)
    yield from items(at, components, 0, NESTED_MAX)
    for index, component in enumerate(components):
        if kind_of(component) not in _AT_TOP:
            yield wrong_type((*at, index))
        else:
            yield from _layout((*at, index), component, filenames)
    yield from duplicates(at, components)
    yield from _totals(at, components)


def walk(components: Any) -> Iterator[Json]:
    """Every component, whatever it is nested in."""
    for component in components if isinstance(components, list) else []:
        if isinstance(component, dict):
            yield component
            yield from walk(component.get("components"))
            for key in ("accessory", "component"):
                yield from walk([component[key]] if component.get(key) else [])


def kind_of(component: Any) -> Any:
    return component.get("type") if isinstance(component, dict) else None


def wrong_type(at: Path) -> Problem:
    return Problem((*at, "type"), "UNION_TYPE_CHOICES", "This component cannot stand here.")


def _row(at: Path, row: Json) -> Iterator[Problem]:
    children = row.get("components")
    yield from items((*at, "components"), children, 1, 5)
    inside = children or []
    if len(inside) > 1 and any(kind_of(child) in SELECTS for child in inside):
        code = "COMPONENT_LAYOUT_WIDTH_EXCEEDED"
        yield Problem((*at, "components"), code, "A select takes a whole row.")
    for index, child in enumerate(inside):
        where: Path = (*at, "components", index)
        if kind_of(child) == BUTTON:
            yield from _button(where, child)
        elif kind_of(child) in SELECTS:
            yield from select_problems(where, child)
        else:
            yield wrong_type(where)


def _button(at: Path, button: Json) -> Iterator[Problem]:
    style = button.get("style")
    if style not in range(LINK + 2):
        yield Problem((*at, "style"), "BASE_TYPE_CHOICES", "Not a style of button.")
    yield from text((*at, "label"), button.get("label"), LABEL_MAX)
    if not button.get("label") and not button.get("emoji") and style != PREMIUM:
        code = "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED"
        yield Problem(at, code, "A button needs a label or an emoji.")
    if style == LINK:
        yield from url((*at, "url"), button.get("url"), None)
        if button.get("custom_id") is not None:
            code = "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE"
            yield Problem(at, code, "A link has no custom id.")
    elif style != PREMIUM:
        yield from custom_id(at, button.get("custom_id"))
        if button.get("url") is not None:
            code = "BUTTON_COMPONENT_URL_NOT_ALLOWED"
            yield Problem((*at, "url"), code, "Only link buttons have a URL.")


def select_problems(at: Path, select: Json) -> Iterator[Problem]:
    """A select menu of any kind, in a message or in a modal."""
    yield from custom_id(at, select.get("custom_id"))
    yield from text((*at, "placeholder"), select.get("placeholder"), PLACEHOLDER_MAX)
    least, most = _bounds(select)
    if not 0 <= least <= OPTIONS_MAX or not 1 <= most <= OPTIONS_MAX or least > most:
        yield Problem((*at, "min_values"), "NUMBER_TYPE_MIN_MAX", "Bounds do not fit.")
    if kind_of(select) == STRING_SELECT:
        yield from _options(at, select, most)
    if len(_chosen(select)) > most:
        code = "SELECT_COMPONENT_DEFAULT_VALUES_OUT_OF_RANGE"
        yield Problem((*at, "default_values"), code, "More are chosen than can be.")


def _chosen(select: Json) -> list[Any]:
    """What is chosen before anybody has chosen."""
    options = [option for option in select.get("options") or [] if option.get("default")]
    return [*options, *(select.get("default_values") or [])]


def _bounds(select: Json) -> tuple[int, int]:
    least, most = select.get("min_values"), select.get("max_values")
    return 1 if least is None else least, 1 if most is None else most


def _options(at: Path, select: Json, most: int) -> Iterator[Problem]:
    options = select.get("options")
    yield from items((*at, "options"), options, 1, OPTIONS_MAX)
    inside = options or []
    if most > len(inside):
        yield Problem((*at, "max_values"), "NUMBER_TYPE_MAX", "More than there are options.")
    for index, option in enumerate(inside):
        where: Path = (*at, "options", index)
        yield from text((*where, "label"), option.get("label"), 100, 1)
        yield from text((*where, "value"), option.get("value"), 100, 1)
        yield from text((*where, "description"), option.get("description"), 100)
    values = Counter(str(option.get("value")) for option in inside)
    if any(count > 1 for count in values.values()):
        code = "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"
        yield Problem((*at, "options"), code, "Two options have the same value.")


def _layout(at: Path, component: Json, filenames: set[str]) -> Iterator[Problem]:
    kind = kind_of(component)
    if kind == ROW:
        yield from _row(at, component)
    elif kind == TEXT_DISPLAY:
        yield from text((*at, "content"), component.get("content"), LAYOUT_TEXT_MAX, 1)
    elif kind == SECTION:
        yield from _section(at, component, filenames)
    elif kind == GALLERY:
        yield from _gallery(at, component, filenames)
    elif kind == FILE:
        yield from _file(at, component, filenames)
    elif kind == SEPARATOR:
        if component.get("spacing") not in (None, 1, 2):
            yield Problem((*at, "spacing"), "BASE_TYPE_CHOICES", "Spacing is 1 or 2.")
    else:
        yield from _container(at, component, filenames)


def _container(at: Path, container: Json, filenames: set[str]) -> Iterator[Problem]:
    children = container.get("components")
    yield from items((*at, "components"), children, 1, NESTED_MAX)
    colour = container.get("accent_color")
    if colour is not None and colour not in range(1 << 24):
        yield Problem((*at, "accent_color"), "NUMBER_TYPE_MAX", "Not a colour.")
    for index, child in enumerate(children or []):
        where: Path = (*at, "components", index)
        if kind_of(child) not in _IN_CONTAINER:
            yield wrong_type(where)
        else:
            yield from _layout(where, child, filenames)


def _section(at: Path, section: Json, filenames: set[str]) -> Iterator[Problem]:
    children = section.get("components")
    yield from items((*at, "components"), children, 1, 3)
    for index, child in enumerate(children or []):
        where: Path = (*at, "components", index)
        if kind_of(child) != TEXT_DISPLAY:
            yield wrong_type(where)
        else:
            yield from _layout(where, child, filenames)
    accessory = section.get("accessory")
    if accessory is None:
        yield required((*at, "accessory"))
    elif kind_of(accessory) == BUTTON:
        yield from _button((*at, "accessory"), accessory)
    elif kind_of(accessory) == THUMBNAIL:
        yield from _media((*at, "accessory"), accessory, filenames)
    else:
        yield wrong_type((*at, "accessory"))


def _gallery(at: Path, gallery: Json, filenames: set[str]) -> Iterator[Problem]:
    shown = gallery.get("items")
    yield from items((*at, "items"), shown, 1, 10)
    for index, item in enumerate(shown or []):
        yield from _media((*at, "items", index), item, filenames)


def _media(at: Path, item: Json, filenames: set[str]) -> Iterator[Problem]:
    media = item.get("media")
    if not isinstance(media, dict):
        yield required((*at, "media"))
        return
    yield from url((*at, "media", "url"), media.get("url"), filenames)
    description = item.get("description")
    if description is not None:
        yield from text((*at, "description"), description, 1024, 1)


def _file(at: Path, component: Json, filenames: set[str]) -> Iterator[Problem]:
    address = (component.get("file") or {}).get("url")
    yield from url((*at, "file", "url"), address, filenames)
    if isinstance(address, str) and not address.startswith("attachment://"):
        code = "UNFURLED_MEDIA_ITEM_ATTACHMENT_REFERENCE_REQUIRED"
        yield Problem((*at, "file", "url"), code, "A file component shows an attachment.")


def duplicates(at: Path, components: list[Any]) -> Iterator[Problem]:
    """Custom ids and numbers that occur twice."""
    ids = Counter(c["custom_id"] for c in walk(components) if c.get("custom_id"))
    for name, count in ids.items():
        if count > 1:
            code = "COMPONENT_CUSTOM_ID_DUPLICATED"
            yield Problem(at, code, f"Component custom id cannot be duplicated: {name}")
    numbers = Counter(c["id"] for c in walk(components) if c.get("id"))
    if any(count > 1 for count in numbers.values()):
        yield Problem(at, "COMPONENT_ID_DUPLICATED", "Two components have the same id.")


def _totals(at: Path, components: list[Any]) -> Iterator[Problem]:
    everything = list(walk(components))
    if len(everything) > NESTED_MAX:
        message = f"{len(everything)} components, {NESTED_MAX} at most, nested ones included."
        yield Problem(at, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message)
    shown = [c.get("content") for c in everything if c.get("type") == TEXT_DISPLAY]
    if sum(len(entry) for entry in shown if entry) > LAYOUT_TEXT_MAX:
        message = f"Displayed text exceeds maximum size of {LAYOUT_TEXT_MAX}"
        yield Problem(at, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message)
    weight = len(json.dumps(components, ensure_ascii=False, separators=(",", ":")).encode())
    if weight > LAYOUT_BYTES_MAX:
        message = f"{weight} bytes of components, the budget is {LAYOUT_BYTES_MAX}."
        yield Problem(at, "COMPONENT_PAYLOAD_TOO_LARGE", message)
