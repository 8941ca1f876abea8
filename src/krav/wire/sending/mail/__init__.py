"""E-mail: the installation's own server, mail services by their interfaces, and what a sender's domain must say."""
