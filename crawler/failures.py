"""Turn what goes wrong while a page is fetched into a Problem that a person can read."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectError, ConnectionClosed, ConnectionLost

from crawler import guard
from crawler.items import Verdict
from crawler.options import ScanOptions
from crawler.verdict import Problem, problem_of_refusal

DOWNLOAD_ERRORS: tuple[type[Exception], ...] = (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
    NotSupported,
    ConnectError,
    ConnectionClosed,
    ConnectionLost,
    OSError,
    ValueError,
)


def problem_of_error(url: str, error: BaseException, options: ScanOptions) -> Problem:
    """Name what went wrong when `url` was asked for, and the verdict it means."""
    if isinstance(error, IgnoreRequest):
        if "during decompression" in str(error):
            return _too_large(url, options)
        return problem_of_refusal(url, str(error))
    if isinstance(error, DownloadCancelledError):
        return _too_large(url, options)
    return Problem(Verdict.UNREACHABLE, _told(url, error, options))


def _too_large(url: str, options: ScanOptions) -> Problem:
    return Problem(Verdict.FAILED, f"{url} is larger than {options.max_bytes / 1048576:g} MiB (max_bytes)")


def _told(url: str, error: BaseException, options: ScanOptions) -> str:
    host = urlsplit(url).hostname or url
    if isinstance(error, CannotResolveHostError):
        if host in guard.refused:
            return f"{host} leads to {guard.refused[host]}, which is not a public address"
        return f"the name {host} is not known (DNS)"
    if isinstance(error, DownloadTimeoutError | TimeoutError):
        return f"{url} did not answer within {options.timeout_seconds:g} s"
    if isinstance(error, DownloadConnectionRefusedError):
        return f"{urlsplit(url).netloc} refused the connection"
    if isinstance(error, ResponseDataLossError):
        return f"{url} broke off in the middle of the page"
    return f"{url} could not be fetched: {_reason(error)}"


def _reason(error: BaseException) -> str:
    """Give the innermost reason of a failed download on one line: TLS trouble hides behind Twisted's wrappers."""
    reasons = getattr(error.__cause__, "reasons", None) or getattr(error, "reasons", None)
    if reasons:
        inner = reasons[0].value
        return " ".join(f"{type(inner).__name__}: {inner}".split())[:200]
    return " ".join((str(error) or type(error).__name__).split())[:200]
