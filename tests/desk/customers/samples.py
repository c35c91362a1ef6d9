"""A few customers, as files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

FILES = {
    "customers.csv": """\
number,first_name,last_name,company,language,country,phone,email,street,postcode,city
148845,Laura,Mancini,,it,IT,+390212340201,laura.mancini@mail.example,via Vitruvio 19,20124,Milano
160816,Karim,Robert,,fr,BE,+3221230204,karim.robert@mail.example,rue de Fer 32,5000,Namur
176756,Line,Holm,Holm Design,da,DK,+4512340211,line.holm@mail.example,Nørrebrogade 179,2200,København N
190122,Søren,Kjærgård,,da,DK,+4512340213,soren@mail.example,Vestergade 137,8000,Aarhus C
198702,Pascal,Barbier,,fr,FR,+33639980015,pascal.barbier@mail.example,62 rue Garibaldi,69003,Lyon
208061,Wout,De Smet,De Smet Bouw,nl,NL,+31201230217,wout.de-smet@mail.example,Coolsingel 8,3011 AA,Rotterdam
251262,Fiona,O'Connor,,en,IE,+353209120422,fiona.oconnor@mail.example,53 Shop Street,H91 FD83,Galway
331821,Damien,Barbier,,fr,BE,+3221230231,damien.barbier@mail.example,rue de Fer 169,5000,Namur
""",
    "contacts.csv": """\
number,customer,first_name,last_name,role,phone,email
P1,176756,Freja,Lund,bookkeeper,+4512349999,freja@holm.example
""",
    "orders.csv": """\
number,customer,product,status,ordered,expected,delivered,carrier,tracking
20071733,198702,washing_machine,in_preparation,today-2,today+5,,,
21264376,176756,coffee_machine,delivered,today-20,,today-16,PostNord,LU125371137DK
""",
    "contracts.csv": """\
number,customer,product,status,started,ends,monthly,currency
C70008,148845,mobile_data,active,today-1029,,19.90,EUR
C70183,176756,television,active,today-862,,89.00,DKK
""",
    "cases.csv": """\
number,customer,department,topic,status,opened,promised
K5008,148845,technical_support,fault,open,today-3,today+1
K5019,176756,customer_service,return,waiting_for_customer,today-8,
""",
}


def write(folder: Path, **changed: str) -> list[Path]:
    """The files in a folder; `changed`: other texts of some, by name without ending."""
    texts = {**FILES, **{f"{name}.csv": text for name, text in changed.items()}}
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return [folder / name for name in texts]
