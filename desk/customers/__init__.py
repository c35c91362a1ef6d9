"""Who the callers are: a small store of customers (CRM) behind one protocol, or an outside CRM in its place."""
