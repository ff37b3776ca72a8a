"""What to say when a network did not answer with data."""

from __future__ import annotations

from scoring.errors import DomainError
from scoring.models import AccountState, CoverageStatus
from scoring.networks.base import (
    Changed,
    Declaration,
    Failure,
    Gone,
    Limited,
    Moved,
    NeedsCredentials,
    NotModified,
    Private,
    Suspended,
    Temporary,
)

BY_STATE = {
    AccountState.SUSPENDED: CoverageStatus.SUSPENDED,
    AccountState.PRIVATE: CoverageStatus.PRIVATE,
    AccountState.GONE: CoverageStatus.GONE,
    AccountState.MOVED: CoverageStatus.MOVED,
    AccountState.NEEDS_CONSENT: CoverageStatus.NEEDS_CONSENT,
}


def refusal(declaration: Declaration, handle: str, failure: Failure) -> DomainError:
    """The sentence for somebody who asked about an account that could not be read."""
    network = declaration.title
    match failure:
        case Gone():
            return DomainError("account_unknown", network=network, handle=handle)
        case Suspended():
            return DomainError("account_suspended", network=network, handle=handle)
        case Private():
            return DomainError("account_private", network=network, handle=handle)
        case Moved(handle=new):
            return DomainError("account_moved", network=network, handle=handle, new=new)
        case NeedsCredentials():
            needs = list(declaration.needs) or ["token"]
            return DomainError("needs_credentials", network=network, needs=needs)
        case Limited(until=until):
            return DomainError("network_limited", network=network, until=until)
        case Changed() | NotModified():
            return DomainError("account_changed", network=network)
        case Temporary():
            return DomainError("network_unreachable", network=network, handle=handle)


def status_of(failure: Failure) -> CoverageStatus:
    """The same as a coverage status."""
    match failure:
        case Gone():
            return CoverageStatus.GONE
        case Suspended():
            return CoverageStatus.SUSPENDED
        case Private():
            return CoverageStatus.PRIVATE
        case Moved():
            return CoverageStatus.MOVED
        case NeedsCredentials():
            return CoverageStatus.NEEDS_CREDENTIALS
        case Limited():
            return CoverageStatus.LIMITED
        case Changed() | NotModified():
            return CoverageStatus.CHANGED
        case Temporary():
            return CoverageStatus.UNREACHABLE
