"""The command `otklik`: find the sub-command, run it, turn errors into one sentence and an exit code."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from typer import BadParameter
from typer.exceptions import TyperException

from config.errors import OperatorError, UsageError
from moderation.cli.lazy import Entry, LazyGroup
from moderation.cli.output import message, version_line
from moderation.cli.process import INTERRUPTED, finish, prepare, told_to_end
from moderation.plain import neutral

_LOOK, _WORK, _WATCH, _LEARN, _RUN = "Look", "Work on a case", "Watch", "Tag and learn", "Set up and keep"

COMMANDS: dict[str, Entry] = {
    "demo": Entry("demo", "demo", "Run the whole product on a small world of its own, on this machine.", _RUN),
    "init": Entry("init", "init", "Write a commented otklik.yaml and the data folder.", _RUN),
    "serve": Entry("serve", "serve", "Serve the queue and the API.", _RUN),
    "publish": Entry("publish", "publish", "Write the pages that tell customers how to complain.", _RUN),
    "user": Entry("user", "app", "People: add, list, disable, link.", _RUN),
    "token": Entry("token", "app", "API tokens: add, list, revoke.", _RUN),
    "webhooks": Entry("webhooks", "app", "Programs that are told of cases: list, test, resend.", _RUN),
    "migrate": Entry("migrate", "migrate", "Bring the database to this version.", _RUN),
    "rebuild": Entry("rebuild", "rebuild", "Compute every index column anew from the events.", _RUN),
    "doctor": Entry("doctor", "doctor", "Look whether everything that otklik needs is in order.", _RUN),
    "sites": Entry("sites", "app", "The list of watched sites and how their last scan ended.", _WATCH),
    "scan": Entry("scan", "scan", "Scan sites and take their mentions in.", _WATCH),
    "read": Entry("read", "read", "Read one page and print its mentions; stores nothing.", _WATCH),
    "tick": Entry("tick", "tick", "Let the clocks act: replies that no scan has seen.", _WATCH),
    "alerts": Entry("alerts", "alerts", "Notices: what the clocks and colleagues did that concerns me.", _LOOK),
    "queue": Entry("queue", "queue", "Open cases, nearest deadline first.", _LOOK),
    "show": Entry("show", "show", "One case with its history.", _LOOK),
    "deadline": Entry("deadline", "deadline", "Why a case is due when it is.", _LOOK),
    "triage": Entry("triage", "triage", "Why a mention became a case, or did not.", _LOOK),
    "search": Entry("search", "search", "Mentions and their cases by the words in them.", _LOOK),
    "journal": Entry("journal", "journal", "Every mention that came in, with what became of it.", _LOOK),
    "digest": Entry("digest", "digest", "The weekly letter: to the terminal, a folder or by mail.", _LOOK),
    "enter": Entry("enter", "enter", "Enter a complaint that came by telephone, mail or in a shop.", _WORK),
    "contact": Entry("enter", "contact", "How the customer of an entered complaint is reached.", _WORK),
    "causes": Entry("causes", "app", "Why customers complain, ranked; who removes what.", _LOOK),
    "report": Entry("report", "report", "How fast and how well complaints were answered.", _LOOK),
    "quality": Entry("quality", "app", "Sampled cases to be read and marked: list, score.", _LOOK),
    "acknowledge": Entry("desk", "acknowledge", "Tell the customer that the complaint is taken up.", _WORK),
    "reply": Entry("desk", "reply", "Draft the reply.", _WORK),
    "lint": Entry("lint", "lint", "Check a reply before the public reads it.", _WORK),
    "template": Entry("template", "app", "Prepared texts: list, show, fill for a case.", _WORK),
    "draft": Entry("draft", "draft", "My text that is not handed in: keep, show, forget.", _WORK),
    "approve": Entry("desk", "approve", "Approve another person's draft.", _WORK),
    "post": Entry("desk", "post", "Record that the reply stands on the site.", _WORK),
    "release": Entry("release", "release", "Replies posted by machine, and those in doubt.", _WORK),
    "resolve": Entry("resolve", "resolve", "Record the outcome, also of a closed case.", _WORK),
    "promise": Entry("terms", "promise", "Record a dated promise to the customer.", _WORK),
    "keep": Entry("terms", "keep", "Record that the promise was kept.", _WORK),
    "delay": Entry("terms", "delay", "Move a term to a new date, with the notice that says why.", _WORK),
    "escalate": Entry("owners", "escalate", "Take the case one level up.", _WORK),
    "customer": Entry("customers", "customer", "A customer's history on every site, and what may be offered.", _LOOK),
    "link": Entry("customers", "link", "Proposed links between customers: list, accept, refuse, undo.", _WORK),
    "merge": Entry("customers", "merge", "Let a case go up in another one.", _WORK),
    "concede": Entry("customers", "concede", "Record what the customer is given.", _WORK),
    "restrict": Entry("customers", "restrict", "Restrict a customer until a date, or lift it.", _WORK),
    "assign": Entry("desk", "assign", "Give the case to a person.", _WORK),
    "wait": Entry("desk", "wait", "Stop the clock with a reason and a limit.", _WORK),
    "resume": Entry("desk", "resume", "Let the clock run again.", _WORK),
    "stage": Entry("planning", "stage", "The plan of stages: take one, work on it, show it.", _WORK),
    "handover": Entry("departments", "handover", "Hand the case to a department.", _WORK),
    "return": Entry("departments", "take_back", "Take the case back from its department.", _WORK),
    "correct": Entry("correct", "correct", "Correct what the machine thinks.", _WORK),
    "thank": Entry("thank", "thank", "Record that praise was thanked for.", _WORK),
    "close": Entry("desk", "close", "End the handling.", _WORK),
    "reopen": Entry("desk", "reopen", "Take a closed or dismissed case up again.", _WORK),
    "dismiss": Entry("desk", "dismiss", "Record that this is no complaint, and why.", _WORK),
    "tag": Entry("tag", "tag", "Tag texts from standard input.", _LEARN),
    "train": Entry("train", "train", "Train a model from labelled texts.", _LEARN),
    "evaluate": Entry("evaluate", "evaluate", "Measure a model on labelled texts.", _LEARN),
}


def overview(
    ctx: typer.Context,
    config: Annotated[Path | None, typer.Option("--config", metavar="FILE", help="The otklik.yaml to use.")] = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    """Watch the public places where customers complain, and answer every complaint."""
    if version:
        typer.echo(version_line())
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
        raise typer.Exit(0)
    from moderation.cli.common import Setup  # late: neither --help nor --version pays for the reading of settings

    ctx.obj = Setup(config=config, environ=os.environ)


def group() -> LazyGroup:
    """Build the command with all its sub-commands, none of them imported."""
    app = typer.Typer(
        name="otklik",
        cls=LazyGroup,
        invoke_without_command=True,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(cls=LazyGroup, invoke_without_command=True)(overview)
    built = typer.main.get_group(app)
    assert isinstance(built, LazyGroup)
    built.adopt(COMMANDS)
    return built


def main(args: Sequence[str]) -> int:
    """Run one command and give its exit code; every error is told on standard error in one sentence."""
    try:
        code = called(args)
        sys.stdout.flush()  # here, or a full disk or a reader that has gone would be told after this function has returned
    except OperatorError as error:
        return complain(str(error), error.exit_code)
    except TyperException as error:
        return complain(misunderstood(error), error.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        return complain("interrupted", INTERRUPTED)
    except BrokenPipeError:
        return hang_up()
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        return complain(f"{named}{error.strerror or error}", 1)
    except SystemExit as end:  # typer ends so when the reader of standard output has gone
        return end.code if isinstance(end.code, int) else 1
    except Exception as error:  # the one place that catches everything: no command ends in a traceback
        logging.getLogger("otklik").debug("fault", exc_info=True)
        return complain(fault(error), 1)
    if code == INTERRUPTED:  # typer's word for KeyboardInterrupt
        return complain("interrupted", INTERRUPTED)
    return code if isinstance(code, int) else 0


def called(args: Sequence[str]) -> object:
    """Run one command; whatever it raises after a signal came is an interruption."""
    try:
        return group().main(args=hoist(args), prog_name="otklik", standalone_mode=False)
    except Exception:
        if told_to_end():
            raise KeyboardInterrupt from None
        raise


def hoist(args: Sequence[str]) -> list[str]:
    """Move --config FILE to the front, so that it may stand anywhere before a bare `--`."""
    # typer takes an option of the whole program only before the sub-command; people write it where they think of it.
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(args)
    for arg in waiting:
        if arg == "--":
            rest += [arg, *waiting]
        elif arg == "--config":
            front += [arg, named_file(next(waiting, ""))]
        elif arg.startswith("--config="):
            front += ["--config", named_file(arg.partition("=")[2])]
        else:
            rest.append(arg)
    return front + rest


def named_file(value: str) -> str:
    """Give the value of --config back; raises UsageError where there is none."""
    if not value:
        raise UsageError("--config needs the name of a file. Write for example: otklik --config otklik.yaml queue")
    return value


def misunderstood(error: TyperException) -> str:
    """Word a command line that typer refuses: what is wrong, the bad value, where to look."""
    told = " ".join(error.format_message().split()).replace("Value error, ", "").rstrip(".")
    if isinstance(error, BadParameter) and isinstance(error.__cause__, ValueError):
        from pydantic import ValidationError  # late: only a command line that is wrong pays for it

        if isinstance(error.__cause__, ValidationError):
            given = str(error.__cause__.errors(include_url=False)[0]["input"])
            told += "" if given in told else f', not "{given[:60]}"'
    return f"{told}{'' if told.endswith('?') else '.'} See otklik --help"


def complain(text: str, code: int) -> int:
    """Tell an error on standard error."""
    with suppress(OSError):  # standard error may be closed too; the exit code still tells
        message(f"otklik: {neutral(text)}")
    return code


def fault(error: Exception) -> str:
    """Word an error that is ours, not the operator's."""
    if os.environ.get("OTKLIK_DEBUG"):
        traceback.print_exception(error)
    said = " ".join(str(error).split())
    return f"a fault in otklik itself: {type(error).__name__}: {said}. Set OTKLIK_DEBUG=1 to see where, and report it"


def hang_up() -> int:
    """End quietly when the reader of standard output has gone."""
    # Python flushes standard output once more at its end, and would complain of the broken pipe itself.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def run() -> None:
    """Be the console script `otklik`."""
    prepare()
    finish(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
