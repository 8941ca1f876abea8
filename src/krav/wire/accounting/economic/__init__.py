"""e-conomic (REST): invoices and open entries are read, vouchers are laid in a journal that a person books."""
