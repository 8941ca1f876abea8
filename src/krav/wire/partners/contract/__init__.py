"""The contract of our own: JSON over HTTPS, by which any agency can be connected (docs/partner-contract.md)."""
