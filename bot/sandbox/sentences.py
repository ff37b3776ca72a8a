"""The few sentences that the stand-in itself says to a person, in both languages."""

from __future__ import annotations

from typing import Any

_SENTENCES: dict[str, tuple[str, str]] = {
    "no-answer": ("The application did not respond", "L’application n’a pas répondu"),
    "unknown-command": (
        "There is no such command here.",
        "Cette commande n’existe pas ici.",
    ),
    "hidden-command": (
        "This command is not for you, or not for this place.",
        "Cette commande n’est pas pour vous, ou pas pour cet endroit.",
    ),
    "unknown-option": ("There is no option “{name}”.", "L’option « {name} » n’existe pas."),
    "missing-option": ("“{name}” is required.", "« {name} » est obligatoire."),
    "bad-option": (
        "“{name}” does not accept this value.",
        "« {name} » n’accepte pas cette valeur.",
    ),
    "too-long": (
        "“{name}” takes {least} to {most} characters.",
        "« {name} » prend de {least} à {most} caractères.",
    ),
    "unknown-control": (
        "This control is not there any more.",
        "Ce bouton n’est plus là.",
    ),
    "unknown-message": ("This message is gone.", "Ce message a disparu."),
    "last-community": (
        "The bot stays in one community at least: invite it to another one first.",
        "Le bot reste dans au moins une communauté : invitez-le d’abord dans une autre.",
    ),
    "unknown-place": ("There is no such channel.", "Ce salon n’existe pas."),
    "unknown-person": ("Nobody here has this id.", "Personne ici n’a cet identifiant."),
    "too-many": (
        "Choose {least} to {most} entries in “{name}”.",
        "Choisissez de {least} à {most} éléments dans « {name} ».",
    ),
    "closed-modal": ("This form is closed.", "Ce formulaire est fermé."),
    "empty-message": ("A message needs some text.", "Un message demande du texte."),
    "not-understood": (
        "The page sent something that was not understood.",
        "La page a envoyé quelque chose d’incompréhensible.",
    ),
    "no-seams": ("This is not offered here.", "Ceci n’est pas proposé ici."),
    "foreign-host": (
        "This page answers only to this machine.",
        "Cette page ne répond qu’à cette machine.",
    ),
}


class NotOfferedError(Exception):
    """Discord's own app would not have let the person do this."""

    def __init__(self, key: str, **data: Any) -> None:
        super().__init__(sentence(key, "en-US", **data))
        self._key = key
        self._data = data

    def sentence(self, locale: str) -> str:
        return sentence(self._key, locale, **self._data)


class NoAnswerError(Exception):
    """The bot did not answer in time."""


def sentence(key: str, locale: str, **data: Any) -> str:
    english, french = _SENTENCES[key]
    return (french if locale.startswith("fr") else english).format(**data)
