"""Host: this host's side of the contract."""
