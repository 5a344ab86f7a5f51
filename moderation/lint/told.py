"""Findings as documents and as lines, for every door alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from moderation.lint.finding import Finding
from moderation.plain import one_line


def findings_document(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Give findings as documents."""
    return [
        {
            "rule": finding.rule,
            "number": finding.number,
            "level": finding.level.value,
            "start": finding.start,
            "end": finding.end,
            "quote": finding.quote,
            "message": finding.message,
            "better": finding.better,
        }
        for finding in found
    ]


def line(finding: Finding) -> str:
    """Say a finding in a line: level, rule, requirement, words, what is wrong, what is better."""
    quoted = f" “{one_line(finding.quote, 80)}”" if finding.quote else ""
    return f"{finding.level}: {finding.rule} ({finding.number}){quoted}: {finding.message} {finding.better}"
