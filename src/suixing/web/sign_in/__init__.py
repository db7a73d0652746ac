"""How an officer shows who she is: password, second factor, passkey, the province's own provider; and her own page."""
