"""Desk verbs about customers: customer, link, merge, concede, restrict (A13, B2, B12, C2, E5)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from config.concessions import MARGINS
from config.errors import NotFound, UsageError
from moderation import customers as history
from moderation import proposing
from moderation.cli.common import AsJson, AsPerson, setup_of, utf_8
from moderation.cli.deed import CaseId, Version, Why, case_number, deed, moment_of
from moderation.cli.output import data, message, print_json, table
from moderation.cli.spans import local
from moderation.concessions import Allowance, offers, possible, worded
from moderation.customers import RESTRICTED, Customer, Line
from moderation.desk import customers
from moderation.documents_customers import (
    allowance_document,
    customer_document,
    entry_document,
    line_document,
    link_document,
    masked,
)
from moderation.masking import mask
from moderation.money import hundredths, written
from moderation.plain import one_line

if TYPE_CHECKING:
    from config.concessions import Concession
    from moderation.cli.common import Setup
    from moderation.store.customers import LinkRecord

LINES = 50
Amount = Annotated[str, typer.Argument(metavar="AMOUNT", help="What it comes to: 15 or 15.50.")]
Price = Annotated[str, typer.Option("--price", metavar="AMOUNT", help="The price of the goods.")]
Margin = Annotated[str, typer.Option("--margin", help="Their margin: thin, usual or high.")]


def number(text: str) -> int:
    """Read the number of a link or a restriction. Raises BadParameter for anything else."""
    if not re.fullmatch(r"[1-9][0-9]{0,30}", text):
        raise typer.BadParameter(f'"{text[:60]}" is not a number. Links and restrictions are numbered in: otklik customer N.')
    return int(text)


def customer(
    ctx: typer.Context,
    who: Annotated[str, typer.Argument(metavar="N|NAME", help="A case, or the name of an author in either alphabet.")],
    price: Price = "",
    margin: Margin = "",
    note: Annotated[str, typer.Option("--note", metavar="FACT=VALUE", help="What was told by telephone or in a shop.")] = "",
    login: AsPerson = None,
    json: AsJson = False,
) -> None:
    """Show a customer's history on every site, what they told already, and what may be offered; or find customers by name."""
    setup = setup_of(ctx)
    if not re.fullmatch(r"[0-9]+", who):
        _named(setup, who, json)
        return
    n = case_number(who)
    if note:
        fact, equals, value = utf_8(note, "--note").partition("=")
        if not equals:
            raise UsageError(f'--note: "{note[:60]}" is no fact. Write its name and what was said, for example order=4455667')
        customers.note(setup.store, setup.person(login), n, book=setup.book, now=setup.now(), fact=fact.strip(), value=value)
    now = setup.now()
    found = history.customer_of(setup.store, n, setup.book, now)
    rules = setup.book.policy.concessions
    allowance = _allowance(setup, found, price, margin, now)
    if json:
        with setup.store.read() as tx:
            rest = history.budget_left(tx, setup.person(login), _given(found, n), setup.book, now)
        told = customer_document(found, rules, rest, now)
        print_json({**told, "allowance": allowance_document(allowance)})
        return
    _show(setup, found, now)
    if price or margin:
        data(f"for these goods ({allowance.entry}): {worded(allowance.offers, rules.currency)}")


def _given(found: Customer, n: int) -> int:
    return sum(one.amount for one in found.concessions if one.case_id == n)


def _allowance(setup: Setup, found: Customer, price: str, margin: str, now: datetime) -> Allowance:
    if margin and margin not in MARGINS:
        raise UsageError(f'--margin: "{margin[:40]}" is not known. There are: {", ".join(MARGINS)}')
    return offers(
        setup.book.policy.concessions,
        found.standing,
        restricted=found.restricted(now),
        price=hundredths(price, "price") if price else None,
        margin=margin or None,
    )


def _named(setup: Setup, name: str, json: bool) -> None:
    found = history.named(setup.store, name, limit=LINES)
    if json:
        print_json([line_document(Line(one)) for one in found])
    elif found:
        heads = ["site", "author", "mention", "case", "text"]
        table(
            heads, [[one.site, mask(one.author or "-"), one.id, one.case_id or "-", mask(one.body[:400])[:60]] for one in found]
        )
    else:
        raise NotFound(f'no author is called "{name[:60]}". Names are known after: otklik link --propose')


def _show(setup: Setup, found: Customer, now: datetime) -> None:
    zone, rules = setup.book.timezone, setup.book.policy.concessions
    names = ", ".join(f"{one_line(mask(name), 60) or 'without a name'} ({site})" for site, name in found.names)
    counted = f"{found.complaints} complaint{'' if found.complaints == 1 else 's'}"
    data(f"{names}: {found.standing}, {counted}, given so far {written(found.given)} {rules.currency}")
    for one in found.restrictions:
        state = "holds" if one.holds(now) else "lifted" if one.lifted_at else "over"
        until, why = local(one.until, zone), one_line(mask(one.why), 200)
        data(f"restriction {one.id} on {one.what} until {until} ({state}), {one.by}: {why}")
    facts = [f"{fact.name} {masked(fact)}" for fact in found.facts]
    data(f"already told, do not ask again: {', '.join(facts)}" if facts else "already told: nothing that could be recognised")
    data()
    table(["at", "site", "case", "status", "given", "text"], [_cells(line, zone) for line in found.lines])
    for link in found.links:
        data(_link_line(link))
        for key in (link.one, link.other):
            if key in found.strangers:
                data(f"  {_post(found.strangers[key])}")
    data()
    restricted = found.restricted(now)
    data("what may be offered:" + (" nothing beyond the law and the published rules, by the restriction" if restricted else ""))
    for entry in () if restricted else possible(rules, found.standing):
        data(f"  {_entry(entry, rules.currency)}")


def _cells(line: Line, zone: str) -> list[object]:
    state = line.state
    status = line.mention.outcome if state is None else str(state.status)
    if state is not None and state.merged_into is not None:
        status = f"merged into {state.merged_into}"
    given = written(state.conceded) if state is not None and state.conceded else ""
    text = one_line(mask(line.mention.body[:400]), 60)
    return [local(line.at, zone), line.mention.site, line.case.id if line.case else "-", status, given, text]


def _link_line(link: LinkRecord) -> str:
    what = "one complaint" if link.kind == "complaint" else "one customer"
    by = f" by {link.decisions[-1].by}" if link.decisions else ""
    return f"link {link.id}: {what}? {_evidence(link)}; {link.state}{by}"


def _evidence(link: LinkRecord) -> str:
    said = [f"same {one.what}" + (f" {one.strength:.0%}" if one.strength < 1 else "") for one in link.evidence]
    return f"{', '.join(said) or 'a person says so'} ({link.score:.0%})"


def _post(line: Line) -> str:
    case = f"case {line.case.id}" if line.case else f"mention {line.mention.id}"
    author = one_line(mask(line.mention.author or "without a name"), 40)
    return f"{case}, {line.mention.site}, {author}: {one_line(mask(line.mention.body[:400]), 80)}"


def _entry(entry: Concession, currency: str) -> str:
    told = entry_document(entry)
    conditions = [
        f"price over {told['price_over']:g}" if told["price_over"] is not None else "",
        f"price up to {told['price_at_most']:g}" if told["price_at_most"] is not None else "",
        f"margin {' or '.join(entry.when.margins)}" if entry.when.margins else "",
    ]
    asked = ", ".join(filter(None, conditions))
    given = [
        one.give
        + (f" up to {one.share:.0%}" if one.share is not None else "")
        + (f" up to {one.up_to:g} {currency}" if one.up_to is not None else "")
        for one in entry.offer
    ]
    return f"{entry.name}{f' ({asked})' if asked else ''}: {', '.join(given) or 'nothing beyond the law and the published rules'}"


def link(
    ctx: typer.Context,
    n: Annotated[int | None, typer.Argument(metavar="[N]", parser=case_number, help="The case; else all open links.")] = None,
    propose: Annotated[bool, typer.Option("--propose", help="Look for links in all that came in.")] = False,
    accept: Annotated[int | None, typer.Option("--accept", parser=number, metavar="LINK", help="They are the same.")] = None,
    refuse: Annotated[int | None, typer.Option("--refuse", parser=number, metavar="LINK", help="They are not.")] = None,
    undo: Annotated[int | None, typer.Option("--undo", parser=number, metavar="LINK", help="Take the decision back.")] = None,
    other: Annotated[
        int | None, typer.Option("--with", parser=case_number, metavar="CASE", help="Another case of the same customer.")
    ] = None,
    why: Why = "",
    login: AsPerson = None,
    version: Version = None,
    json: AsJson = False,
) -> None:
    """List proposed links with their evidence, decide one, link a case to another one's customer, or look for new ones."""
    chosen = {name: number for name, number in (("accept", accept), ("refuse", refuse), ("undo", undo)) if number is not None}
    if propose:
        if chosen or other is not None or n is not None:
            raise UsageError("link: --propose looks at everything that came in and takes neither a case nor a decision")
        _propose(setup_of(ctx), json)
    elif not chosen and other is None:
        _list(setup_of(ctx), n, json)
    elif n is None or len(chosen) + (other is not None) != 1:
        raise UsageError("link: name the case and one decision, for example: otklik link 17 --accept 3")
    else:
        answer, number = next(iter(chosen.items()), ("accept", None))
        deed(ctx, customers.link, n, login, version, json, link=number, answer=answer, other=other, why=why)


def _propose(setup: Setup, json: bool) -> None:
    done = proposing.propose(setup.store, setup.now(), told=None if json else _progress)
    if json:
        print_json({"looked": done.looked, "proposed": done.new})
    else:
        data(f"{done.looked} mentions looked at, {done.new} links proposed. See them: otklik link")


def _progress(count: int) -> None:
    if count and count % 10_000 == 0:
        message(f"{count} mentions looked at")


def _list(setup: Setup, n: int | None, json: bool) -> None:
    if n is None:
        found = history.open_links(setup.store, limit=LINES)
    else:
        of = history.customer_of(setup.store, n, setup.book, setup.now())
        with setup.store.read() as tx:
            found = history.beside(tx, of.links)
    if json:
        print_json([link_document(link, (one, other)) for link, one, other in found])
        return
    for link, one, other in found:
        for line in (_link_line(link), f"  {_post(one)}", f"  {_post(other)}"):
            data(line)
    if not found:
        of_whom = "" if n is None else f" for the customer of case {n}"
        message(f"no link is proposed{of_whom}. Look for some: otklik link --propose")
    else:
        message("decide one: otklik link CASE --accept LINK, --refuse LINK or --undo LINK")


def merge(
    ctx: typer.Context,
    n: CaseId,
    other: Annotated[int, typer.Argument(metavar="OTHER", parser=case_number, help="The open case in which it goes on.")],
    why: Why,
    login: AsPerson = None,
    version: Version = None,
    json: AsJson = False,
) -> None:
    """Let a case go up in another open one that is about the same complaint; reopening takes it back."""
    deed(ctx, customers.merge, n, login, version, json, other=other, why=why)


def concede(
    ctx: typer.Context,
    n: CaseId,
    amount: Amount,
    give: Annotated[str, typer.Option("--give", help="replace, repair, refund, discount, voucher or gift.")],
    why: Why,
    price: Price = "",
    margin: Margin = "",
    login: AsPerson = None,
    version: Version = None,
    json: AsJson = False,
) -> None:
    """Record what the customer is given: what the operator's table allows, within your budget; a supervisor may go beyond."""
    goods = hundredths(price, "price") if price else None
    amounted = hundredths(amount)
    deed(ctx, customers.concede, n, login, version, json, amount=amounted, give=give, price=goods, margin=margin, why=why)


def restrict(
    ctx: typer.Context,
    n: CaseId,
    why: Why,
    what: Annotated[str, typer.Option("--what", help=f"In what: {', '.join(RESTRICTED)}.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="2026-11-30, or 2026-11-30T12:00+02:00.")] = "",
    lift: Annotated[int | None, typer.Option("--lift", parser=number, metavar="NUMBER", help="Lift this restriction.")] = None,
    login: AsPerson = None,
    version: Version = None,
    json: AsJson = False,
) -> None:
    """Restrict the customer of a case until a date, for a reason, or lift a restriction. No clock changes."""
    if lift is not None and (what or until):
        raise UsageError("restrict: --lift takes a restriction away; leave --what and --until out")
    moment = moment_of(until, setup_of(ctx).settings.timezone) if until else None
    deed(ctx, customers.restrict, n, login, version, json, what=what, until=moment, lift=lift, why=why)
