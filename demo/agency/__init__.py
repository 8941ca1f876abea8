"""A collection agency that does not exist: it takes cases by Krav's contract, and a page lets one play it."""
