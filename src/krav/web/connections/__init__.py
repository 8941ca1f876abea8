"""The accounting system of an account: connecting it, what it brought, what was posted there."""
