"""What speaks for each customer, and who comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from desk.customers.model import Account, Candidate, Contact, Why
from desk.customers.names import Named, NameIndex
from desk.customers.wanted import Wanted, international

WORTH: Mapping[Why, float] = {
    "number": 1.0, "order": 0.98, "contract": 0.98, "case": 0.98, "phone": 0.9, "contact_phone": 0.85, "email": 0.95,
    "records": 0.6,
}  # fmt: skip
"""Phones are shared in a household, and lent. Names are worth what they are alike."""
GROUPS: Mapping[Why, str] = {
    "number": "number", "order": "number", "contract": "number", "case": "number", "phone": "phone",
    "contact_phone": "phone", "email": "email", "name": "name", "company": "name", "contact": "name",
    "records": "number",
}  # fmt: skip
"""Two of one group are one witness."""
MOST = 0.999
"""Of anything less than the number itself."""


class Evidence:
    """Account → why → how much it is worth."""

    def __init__(self) -> None:
        self._found: defaultdict[str, dict[Why, float]] = defaultdict(dict)

    def add(self, account: str, why: Why, worth: float | None = None) -> None:
        """Something that speaks for an account; `worth`: WORTH when left out."""
        value = WORTH[why] if worth is None else worth
        self._found[account][why] = max(value, self._found[account].get(why, 0.0))

    def __contains__(self, account: str) -> bool:
        """Whether anything speaks for it."""
        return account in self._found

    def add_names(self, found: Mapping[str, Mapping[Why, float]]) -> None:
        """What a NameIndex has found."""
        for account, reasons in found.items():
            for why, score in reasons.items():
                self.add(account, why, score)

    def best(self, limit: int) -> list[tuple[str, float, tuple[Why, ...]]]:
        """Accounts with score and why, best first; of equals the lower id."""
        scored = [(account, _score(reasons), _order(reasons)) for account, reasons in self._found.items()]
        return sorted(scored, key=lambda row: (-row[1], row[0]))[:limit]

    def candidates(self, accounts: Mapping[str, Account], limit: int) -> list[Candidate]:
        """The same with the accounts. One that was erased while its name was still known is left out."""
        best = self.best(limit)
        return [Candidate(accounts[account], score, why) for account, score, why in best if account in accounts]


def _score(reasons: Mapping[Why, float]) -> float:
    """Witnesses that do not know of one another: all of them must be wrong for it to be wrong."""
    if "number" in reasons:
        return 1.0
    strongest: dict[str, float] = {}
    for why, worth in reasons.items():
        strongest[GROUPS[why]] = max(worth, strongest.get(GROUPS[why], 0.0))
    if len(strongest) == 1:
        return round(next(iter(strongest.values())), 3)
    wrong = 1.0
    for worth in strongest.values():
        wrong *= 1.0 - worth
    return round(min(1.0 - wrong, MOST), 3)


def _order(reasons: Mapping[Why, float]) -> tuple[Why, ...]:
    return tuple(sorted(reasons, key=lambda why: (-reasons[why], why)))


def names_of(account: Account) -> list[Named]:
    """The customer's own and the company's."""
    names = [Named(account.id, "name", account.first_name, account.last_name)]
    return [*names, Named(account.id, "company", "", account.company)] if account.company else names


def weigh(
    accounts: Iterable[Account], contacts: Iterable[Contact], asked: Wanted, index: NameIndex | None = None
) -> Evidence:
    """What the fields of these accounts and contacts themselves say, wherever they come from."""
    known = {account.id: account for account in accounts}
    people = [contact for contact in contacts if contact.account in known]
    evidence = Evidence()
    for account in known.values():
        if {account.number.upper(), account.id.upper()} & set(asked.numbers):
            evidence.add(account.id, "number")
        _reach(evidence, "phone", account, account.phone, account.email, asked)
    for contact in people:
        _reach(evidence, "contact_phone", known[contact.account], contact.phone, contact.email, asked)
    if index is None:
        named = [name for account in known.values() for name in names_of(account)]
        named += [Named(person.account, "contact", person.first_name, person.last_name) for person in people]
        index = NameIndex(named)
    for name in asked.names:
        evidence.add_names(index.find(name))
    if asked.words:
        evidence.add_names(index.within(asked.words))
    return evidence


def _reach(evidence: Evidence, why: Why, account: Account, phone: str, email: str, asked: Wanted) -> None:
    """A phone number or e-mail address of the account, or of one of its contacts."""
    for given in asked.phones if phone else ():
        # Without a country it is read as one would dial it where the customer lives.
        country = account.country or "ZZ"
        if international(given, [country]).get(country) == phone:
            evidence.add(account.id, why)
    if email and email.lower() in asked.emails:
        evidence.add(account.id, "email")
