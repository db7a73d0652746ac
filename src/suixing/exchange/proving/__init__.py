"""Evidence for a third party: one file that anybody can check with openssl and without this program."""
