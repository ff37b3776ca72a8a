"""A message as a reader without a screen would have it: texts, labels, image descriptions."""

from __future__ import annotations

from bot.sandbox.refusals import Json

_ROW, _BUTTON, _SECTION, _TEXT, _THUMBNAIL, _GALLERY, _FILE, _SEPARATOR, _CONTAINER = (
    1, 2, 9, 10, 11, 12, 13, 14, 17,
)  # fmt: skip


def plain_text(message: Json) -> str:
    """All that a message says, line by line."""
    names = {a["id"]: a for a in message.get("attachments", [])}
    parts = [message.get("content") or ""]
    parts += [_embed(embed) for embed in message.get("embeds", [])]
    parts += [_attachment(attachment) for attachment in names.values()]
    parts += [_component(component) for component in message.get("components", [])]
    return "\n".join(part for part in parts if part)


def _embed(embed: Json) -> str:
    lines = [
        (embed.get("author") or {}).get("name"),
        embed.get("title"),
        embed.get("description"),
        *(f"{field['name']}: {field['value']}" for field in embed.get("fields") or []),
        *(f"(image: {_alt(embed[key])})" for key in ("image", "thumbnail") if embed.get(key)),
        (embed.get("footer") or {}).get("text"),
    ]
    return "\n".join(line for line in lines if line)


def _attachment(attachment: Json) -> str:
    if str(attachment.get("content_type", "")).startswith("image/"):
        return f"(image: {attachment.get('description') or attachment['filename']})"
    return f"(file: {attachment['filename']})"


def _component(component: Json) -> str:
    kind = component.get("type")
    children = component.get("components") or []
    if kind == _TEXT:
        return str(component["content"])
    if kind == _ROW:
        return " ".join(map(_control, children))
    if kind in (_SECTION, _CONTAINER):
        lines = [_component(child) for child in children]
        if component.get("accessory"):
            lines.append(_accessory(component["accessory"]))
        return "\n".join(line for line in lines if line)
    if kind == _GALLERY:
        return "\n".join(map(_image, component["items"]))
    if kind == _FILE:
        return f"(file: {_filename(component['file'])})"
    return "---" if kind == _SEPARATOR and component.get("divider", True) else ""


def _accessory(accessory: Json) -> str:
    return _image(accessory) if accessory["type"] == _THUMBNAIL else _control(accessory)


def _image(item: Json) -> str:
    return f"(image: {item.get('description') or _filename(item['media'])})"


def _alt(media: Json) -> str:
    return str(media.get("description") or _filename(media))


def _filename(media: Json) -> str:
    return str(media.get("name") or media["url"].rsplit("/", 1)[-1])


def _control(component: Json) -> str:
    if component["type"] == _BUTTON:
        emoji = (component.get("emoji") or {}).get("name") or ""
        label = " ".join(part for part in (emoji, component.get("label")) if part)
        return f"[{label}]({component['url']})" if component.get("url") else f"[{label}]"
    chosen = [o["label"] for o in component.get("options") or [] if o.get("default")]
    return f"[{', '.join(chosen) or component.get('placeholder') or 'choose'} ▾]"
