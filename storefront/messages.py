"""Every text of the shop that is to be translated, found in its templates and its code; and its catalogues.

Pure Python: the tools of GNU gettext need not be there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.template import Engine
from django.template.base import NodeList
from django.template.loader_tags import ExtendsNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.translation import trim_whitespace

APPS = ("accounts", "catalog", "orders", "recommendations", "storefront")
NOT_SHOWN = {"tests", "migrations", "demo", "demo_run", "management"}
"""Folders whose words no shopper and no staff member reads."""
DOMAIN = "django"
FIRST_WRITTEN = datetime(2026, 11, 22, tzinfo=UTC)
"""Stands in every catalogue instead of the moment, so that the same words make the same file."""

_SINGULAR = {"_", "gettext", "gettext_lazy"}
_PLURAL = {"ngettext", "ngettext_lazy"}


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """One text; ``plural`` is empty where nothing is counted."""

    singular: str
    plural: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """The text as it is counted: one form, or two."""
        return (self.singular, self.plural) if self.plural else (self.singular,)

    @property
    def key(self) -> str | tuple[str, str]:
        """How Babel's catalogues name it."""
        return (self.singular, self.plural) if self.plural else self.singular


def collect() -> list[Text]:
    """Return every text of templates and code, sorted, each once."""
    found = {text.singular: text for text in _of_code()}
    for text in _of_templates():
        if text.plural or text.singular not in found:
            found[text.singular] = text
    return sorted(found.values())


def po_path(language: str) -> Path:
    """Return where the catalogue of a language lies."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: str) -> Catalog:
    """Return the catalogue of a language."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, domain=DOMAIN)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def said(catalog: Catalog, text: Text) -> tuple[str, ...]:
    """Return what a catalogue says for a text, form by form; empty where it has no fitting entry."""
    message = catalog.get(text.singular)
    if message is None:
        return ()
    forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    is_fitting = bool(text.plural) == isinstance(
        message.pluralizable and message.string, tuple | list
    )
    return tuple(form or "" for form in forms) if is_fitting else ()


def untranslated(catalog: Catalog, texts: list[Text]) -> list[Text]:
    """Return the texts that a catalogue says nothing, or not every form, for."""
    return [text for text in texts if not (forms := said(catalog, text)) or not all(forms)]


def bring_up_to_date(language: str, texts: list[Text]) -> Catalog:
    """Give a catalogue exactly these texts, keeping what is translated, and compile it."""
    old = read(language)
    new = Catalog(
        locale=language,
        domain=DOMAIN,
        project="Shelfwise",
        version="1",
        last_translator="",
        language_team="",
        msgid_bugs_address="",
        creation_date=FIRST_WRITTEN,
        revision_date=FIRST_WRITTEN,
        fuzzy=False,
    )
    new.header_comment = "# The words of the shop. `manage.py messages` keeps the list complete."
    for text in texts:
        forms = said(old, text)
        new.add(text.key, forms if text.plural else "".join(forms), flags=_flags(text))
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, new, width=0, sort_output=True, omit_header=False, no_location=True)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, new)
    return new


def borrowed() -> list[Path]:
    """Return the catalogues that put words of libraries into the shop's own tone, English among them."""
    return sorted(Path(settings.LOCALE_PATHS[1]).glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def compile_borrowed() -> None:
    """Compile them as they were written: what they hold is decided by hand."""
    for path in borrowed():
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.parts[-3], domain=DOMAIN)
        with path.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, catalog)


def _flags(text: Text) -> tuple[str, ...]:
    return ("python-format",) if "%(" in text.singular else ()


def _of_templates() -> Iterator[Text]:
    folder = Path(settings.BASE_DIR) / "templates"
    for path in sorted((*folder.rglob("*.html"), *folder.rglob("*.txt"))):  # pages and letters
        template = Engine.get_default().get_template(path.relative_to(folder).as_posix())
        yield from _of_nodes(template.nodelist)


def _of_nodes(nodes: NodeList) -> Iterator[Text]:
    for node in nodes:
        if isinstance(node, TranslateNode):
            literal = node.filter_expression.var
            yield Text(literal if isinstance(literal, str) else literal.literal)
        elif isinstance(node, BlockTranslateNode):
            yield _of_block(node)
        children = node.nodelist if isinstance(node, ExtendsNode) else None
        yield from _of_nodes(children or NodeList())
        for name in node.child_nodelists:
            inner = getattr(node, name, None)
            if inner and inner is not children:
                yield from _of_nodes(inner)


def _of_block(node: BlockTranslateNode) -> Text:
    forms = [node.render_token_list(tokens)[0] for tokens in (node.singular, node.plural) if tokens]
    if node.trimmed:
        forms = [trim_whitespace(form) for form in forms]
    return Text(*forms)


def _of_code() -> Iterator[Text]:
    for app in APPS:
        for path in sorted((Path(settings.BASE_DIR) / app).rglob("*.py")):
            if NOT_SHOWN.isdisjoint(path.parts):
                yield from _of_module(ast.parse(path.read_text("utf-8")))


def _of_module(module: ast.Module) -> Iterator[Text]:
    for node in ast.walk(module):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        literals = [str(arg.value) for arg in node.args if isinstance(arg, ast.Constant)]
        if node.func.id in _SINGULAR and literals:
            yield Text(literals[0])
        elif node.func.id in _PLURAL and len(literals) > 1:
            yield Text(literals[0], literals[1])
