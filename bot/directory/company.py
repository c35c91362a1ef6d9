"""The organisation that the bot answers for, and everything that can be looked up in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.directory.model import Case, Contract, Customer, Department, Order, Person, Product, Profile, Site


@dataclass(frozen=True, eq=False)
class Company:
    """A loaded and checked directory. Mappings keep the order of the files."""

    profile: Profile
    sites: Mapping[str, Site]
    """By id."""
    departments: Mapping[str, Department]
    """By department key."""
    people: Mapping[str, Person]
    """By id."""
    products: Mapping[str, Product]
    """By key."""
    customers: Mapping[str, Customer]
    """By customer number."""
    orders: Mapping[str, Order]
    """By order number."""
    contracts: Mapping[str, Contract]
    """By contract number."""
    cases: Mapping[str, Case]
    """By case number."""

    @property
    def main_site(self) -> Site:
        """The head office."""
        return self.sites[self.profile.main_site]

    def home_site(self, language: str) -> Site:
        """The site that answers when the caller names none."""
        return self.sites[self.profile.home_sites[language]]

    def customer_by_phone(self, phone: str) -> Customer | None:
        """The customer who calls from a number (E.164); None when unknown or shared by several."""
        found = self._by_phone.get(phone, ())
        return found[0] if len(found) == 1 else None

    def orders_of(self, customer: str) -> tuple[Order, ...]:
        """A customer's orders, newest first."""
        return tuple(sorted((o for o in self.orders.values() if o.customer == customer), key=lambda o: o.ordered)[::-1])

    def contracts_of(self, customer: str) -> tuple[Contract, ...]:
        """A customer's contracts, newest first."""
        found = (c for c in self.contracts.values() if c.customer == customer)
        return tuple(sorted(found, key=lambda c: c.started)[::-1])

    def cases_of(self, customer: str, open_only: bool = True) -> tuple[Case, ...]:
        """A customer's cases, newest first; without the solved ones unless asked for."""
        found = (c for c in self.cases.values() if c.customer == customer and (c.status != "solved" or not open_only))
        return tuple(sorted(found, key=lambda c: c.opened)[::-1])

    def people_of(self, department: str) -> tuple[Person, ...]:
        """Those who work in a department."""
        return tuple(person for person in self.people.values() if person.department == department)

    @cached_property
    def _by_phone(self) -> dict[str, tuple[Customer, ...]]:
        found: dict[str, tuple[Customer, ...]] = {}
        for customer in self.customers.values():
            found[customer.phone] = (*found.get(customer.phone, ()), customer)
        return found
