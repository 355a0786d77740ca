"""Contexts (`cx`): doors to JavaScript. Imports later, handles and exports."""
