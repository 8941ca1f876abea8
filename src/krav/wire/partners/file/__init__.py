"""Any agency or lawyer, by the case file: to download, by mail, by SFTP."""
