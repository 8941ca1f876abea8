"""Tables made by people and programs, CSV and XLSX: their encoding, separator, headings, amounts and days found out."""
