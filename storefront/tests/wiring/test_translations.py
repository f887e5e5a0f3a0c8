"""Every text of the shop is said in every language it offers."""

from __future__ import annotations

import ast
import re
from io import BytesIO
from pathlib import Path

import allauth
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.template import Engine
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext, ngettext

from storefront import messages
from storefront.messages import Text

LANGUAGES = ("de", "fr")
TEMPLATES = Path(settings.BASE_DIR) / "templates"
NOT_FOR_SHOPPERS = {"storefront/style.html"}
"""Pages for those who build the shop."""

_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{\w+\}|<[^>]+>")
_COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}", re.DOTALL)
_TRANSLATED = re.compile(r"{% blocktranslate\b.*?{% endblocktranslate %}", re.DOTALL)
_CLASS = re.compile(r"{% block page_class %}.*?{% endblock page_class %}")
_TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
_UNSEEN = re.compile(r"<(script|style|svg)\b.*?</\1>|<!--.*?-->", re.DOTALL)
_ATTRIBUTE = re.compile(r'\b(?:alt|aria-label|placeholder|title)="([^"]*)"')
_MARKUP = re.compile(r"""<(?:[^>"]|"[^"]*")*>""")
_WORD = re.compile(r"[^\W\d_]{2,}")


def literal_words(source: str) -> list[str]:
    """Return the words of a template that no translation can reach."""
    text = _TAGS.sub("", _TRANSLATED.sub("", _COMMENT.sub("", _CLASS.sub("", source))))
    text = _UNSEEN.sub("", re.sub(r"&\w+;", " ", text))
    said = " ".join(_ATTRIBUTE.findall(text))
    return _WORD.findall(f"{_MARKUP.sub(' ', text)} {said}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    lacking = messages.untranslated(messages.read(language), messages.collect())

    assert lacking == [], "run `manage.py messages` and translate what it lists"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    compiled = BytesIO()
    write_mo(compiled, messages.read(language))

    stored = messages.po_path(language).with_suffix(".mo").read_bytes()

    assert stored == compiled.getvalue(), "run `manage.py messages`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_every_placeholder_and_tag(language: str) -> None:
    catalog = messages.read(language)
    for text in messages.collect():
        for asked, form in zip(text.forms, messages.said(catalog, text), strict=True):
            # "one article" may leave its number out
            missing = (
                []
                if text.plural and asked == text.singular
                else sorted(_parts(asked) - _parts(form))
            )
            assert missing == sorted(_parts(form) - _parts(asked)) == [], form


def _parts(text: str) -> set[str]:
    return {found[0] for found in _PLACEHOLDER.finditer(text)}


@pytest.mark.parametrize(
    "path", sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
)
def test_no_template_has_words_that_cannot_be_translated(path: str) -> None:
    if path in NOT_FOR_SHOPPERS:
        pytest.skip("nobody but developers reads it")

    assert literal_words((TEMPLATES / path).read_text("utf-8")) == []


def test_literal_words_are_found_where_they_are() -> None:
    source = '<p title="Look here">{% translate "Yes" %} Buy {{ now }}</p><img alt="{{ x }}">'

    assert literal_words(source) == ["Buy", "Look", "here"]


def test_a_missing_form_is_noticed() -> None:
    catalog = Catalog(locale="de")
    catalog.add(("%(n)d thing", "%(n)d things"), ("%(n)d Ding", ""))
    catalog.add("Yes", "Ja")

    lacking = messages.untranslated(
        catalog, [Text("Yes"), Text("%(n)d thing", "%(n)d things"), Text("No")]
    )

    assert lacking == [Text("%(n)d thing", "%(n)d things"), Text("No")]


@pytest.mark.parametrize(
    ("language", "cart", "reviews"),
    [("de", "In den Warenkorb", "3 Bewertungen"), ("fr", "Ajouter au panier", "3 avis")],
)
def test_the_shop_speaks(language: str, cart: str, reviews: str) -> None:
    with translation.override(language):
        assert gettext("Add to cart") == cart
        assert ngettext("%(shown)s review", "%(shown)s reviews", 3) % {"shown": 3} == reviews


LIBRARY = Path(allauth.__file__).parent
NOT_OFFERED = re.compile(r"phone|passkey|webauthn|/tests/")
OF_THE_LIBRARY = sorted(
    path.relative_to(LIBRARY / "templates").as_posix()
    for folder in ("account", "mfa")
    for path in (LIBRARY / "templates" / folder).rglob("*")
    if path.suffix in {".html", ".txt"} and not NOT_OFFERED.search(path.as_posix())
)
"""Pages, letters and notices of signing in that the shop shows as the library wrote them."""
LOAN_WORDS = {"Code", "MFA", "TOTP Authenticator", "WebAuthn"}
_TUTOYE = {
    "de": re.compile(r"\b(du|dich|dir|dein\w*)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(tu|toi|tes|ton)\b", re.IGNORECASE),
}


def words_of_the_library() -> set[str]:
    """Return every text of those pages, and of the forms and views behind them."""
    found = {
        text.singular
        for name in OF_THE_LIBRARY
        for text in messages._of_nodes(Engine.get_default().get_template(name).nodelist)
    }
    for folder in ("account", "mfa"):
        for path in (LIBRARY / folder).rglob("*.py"):
            if not NOT_OFFERED.search(path.as_posix()):
                found |= {
                    text.singular for text in messages._of_module(ast.parse(path.read_text()))
                }
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_signing_in_are_said_in_every_language_and_politely(language: str) -> None:
    texts = words_of_the_library()

    with translation.override(language):
        said = {text: gettext(text) for text in texts if "passkey" not in text.lower()}

    assert len(said) > 100
    assert {text for text, words in said.items() if words == text} <= LOAN_WORDS
    assert [words for words in said.values() if _TUTOYE[language].search(words)] == []


@pytest.mark.parametrize("path", messages.borrowed(), ids=lambda path: path.parts[-3])
def test_what_is_put_otherwise_is_a_text_of_the_library_and_is_compiled(path: Path) -> None:
    with path.open("rb") as file:
        catalog = read_po(file, locale=path.parts[-3], domain=messages.DOMAIN)
    compiled = BytesIO()
    write_mo(compiled, catalog)

    put_otherwise = [message for message in catalog if message.id]  # the first is the header
    assert {message.id for message in put_otherwise} <= words_of_the_library()
    for message in put_otherwise:
        assert sorted(_PLACEHOLDER.findall(message.id)) == sorted(
            _PLACEHOLDER.findall(message.string)
        )
    assert path.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run `manage.py messages`"


@pytest.mark.django_db
def test_english_pages_of_signing_in_are_worded_as_the_shop(client: Client) -> None:
    page = client.get("/account/login/").text

    assert "Sign in" in page
    assert "Sign In" not in page
    assert "E-mail address" in page
