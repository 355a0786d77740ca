"""The Node host. Only `_host` speaks Node-API; the rest is Python that runs when Python starts inside Node."""
