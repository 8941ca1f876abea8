"""PostgreSQL as Django knows it, whose connections are told the account in scope before they are asked anything."""
