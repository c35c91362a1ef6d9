"""Who may reach what: everything is shut to whoever has not logged in, except what is named here."""
