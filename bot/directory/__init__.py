"""The directory: departments, people, sites, opening hours, customers of the organisation that the bot answers for."""

from bot.directory.company import Company
from bot.directory.hours import DayHours, Interval, OpenState, Schedule
from bot.directory.loader import company, load_company
from bot.directory.model import (
    Case,
    Contract,
    Customer,
    Department,
    Order,
    Person,
    Product,
    Profile,
    Site,
)
from bot.directory.people import PLAUSIBLE, SURE, PersonMatch, contenders, find_person

__all__ = [
    "PLAUSIBLE",
    "SURE",
    "Case",
    "Company",
    "Contract",
    "Customer",
    "DayHours",
    "Department",
    "Interval",
    "OpenState",
    "Order",
    "Person",
    "PersonMatch",
    "Product",
    "Profile",
    "Schedule",
    "Site",
    "company",
    "contenders",
    "find_person",
    "load_company",
]
