"""Node-API 8: the part of it that is used, declared."""
