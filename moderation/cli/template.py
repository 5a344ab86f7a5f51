"""`otklik template`: prepared texts, and one of them filled for a case (A12, B8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from config.errors import UsageError
from config.templates import KINDS, Kind, Template
from moderation.cli.common import AsJson, AsPerson, setup_of, utf_8
from moderation.cli.deed import CaseId
from moderation.cli.output import data, message, print_json, table
from moderation.prepared import Prepared, in_language, missing_document, one, prepared, prepared_document, template_document
from moderation.queue import case_view

app = typer.Typer(add_completion=False, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})

KindOf = Annotated[str | None, typer.Option("--kind", help=f"Only these: {', '.join(KINDS)}.")]
Named = Annotated[str, typer.Argument(metavar="NAME", help="The name of the template.")]
Language = Annotated[str | None, typer.Option("--language", metavar="CODE", help="ru, uk, lv or en; else that of the complaint.")]


@app.callback()
def template() -> None:
    """Prepared texts: list, show, fill."""


@app.command("list")
def listed(ctx: typer.Context, kind: KindOf = None, json: AsJson = False) -> None:
    """List the templates: the bundled ones, overlaid by those of the folder `templates`."""
    setup = setup_of(ctx)
    wanted = checked_kind(kind)
    found = [one for one in setup.book.library.templates.values() if wanted in (None, one.kind)]
    found.sort(key=lambda one: (KINDS.index(one.kind), one.name))
    if json:
        print_json([template_document(one) for one in found])
        return
    spoken = setup.settings.language
    heads = ["name", "kind", "for", "languages", "title"]
    table(heads, [[one.name, one.kind, _for(one), " ".join(one.text or one.scenario), one.label(spoken)] for one in found])


@app.command()
def show(ctx: typer.Context, name: Named, language: Language = None, json: AsJson = False) -> None:
    """Show one template: its text with the places to fill, and the steps of its situation."""
    setup = setup_of(ctx)
    found = setup.book.library.template(name)
    if json:
        print_json(template_document(found))
        return
    spoken = language or setup.settings.language
    if found.text:
        data(in_language(found.text, spoken))
    if found.scenario:
        data(("\n" if found.text else "") + in_language(found.scenario, spoken))
    for variable, about in found.variables.items():
        message(f"{{{{{variable}}}}}: {in_language(about.label, spoken)}{'' if about.required else ' (may be left empty)'}")


@app.command()
def fill(
    ctx: typer.Context,
    n: CaseId,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="The template; else the one that fits best.")] = None,
    values: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Fill a place; may be repeated.")
    ] = None,
    kind: Annotated[str, typer.Option("--kind", help="Where no template is named: the kind of text.")] = "reply",
    language: Language = None,
    login: AsPerson = None,
    json: AsJson = False,
) -> None:
    """Fill a template for a case and print the text; what is still missing is told beside it."""
    setup = setup_of(ctx)
    person, now = setup.person(login), setup.now()
    view = case_view(setup.store, n, setup.book, now)
    wanted = checked_kind(kind) or "reply"
    given = parted(values or [])
    best = name or _best(prepared(view, wanted, person, settings=setup.settings, book=setup.book, now=now))
    found = one(view, best, person, settings=setup.settings, book=setup.book, now=now, values=given, language=language)
    spoken = setup.settings.language
    if json:
        print_json(prepared_document(found, spoken))
        return
    data(found.filled.text if found.filled else in_language(found.template.scenario, spoken))
    for missing in found.filled.missing if found.filled else ():
        about = missing_document(found.template, missing, spoken)
        where = "write it into `contacts` of the policy, or give it: " if about["automatic"] else ""
        message(f"missing: {about['label']} ({where}--set {missing}=…)")


def _best(found: Sequence[Prepared]) -> str:
    """Name the template that fits best. Raises UsageError where none does."""
    fitting = [one.template.name for one in found if one.choice.fits]
    if not fitting:
        raise UsageError("no template of this kind speaks the language of this case. See the list: otklik template list")
    message(f"template {fitting[0]}; others that fit: {', '.join(fitting[1:6]) or 'none'}")
    return fitting[0]


def parted(values: list[str]) -> dict[str, str]:
    """Part NAME=VALUE pairs. Raises UsageError."""
    found: dict[str, str] = {}
    for pair in values:
        name, sign, value = utf_8(pair, "--set").partition("=")
        if not sign or not name.strip():
            raise UsageError(f'--set: "{pair[:60]}" is not NAME=VALUE. Write for example: --set by=2026-11-30')
        found[name.strip()] = value
    return found


def checked_kind(kind: str | None) -> Kind | None:
    """Give a kind of template back. Raises UsageError that lists the kinds."""
    found = next((known for known in KINDS if known == kind), None)
    if kind is not None and found is None:
        raise UsageError(f'--kind: "{kind[:40]}" is no kind of template. Write one of: {", ".join(KINDS)}')
    return found


def _for(found: Template) -> str:
    return ", ".join((*found.topics, *found.severities, *found.risks)) or "everything"
