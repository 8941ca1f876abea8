"""The pages of credits: what is left and what the next one costs, buying by invoice, what was used and for whom."""
