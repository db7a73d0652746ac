"""Every address of the site, asked as every role and with every object, against a table written by hand."""
