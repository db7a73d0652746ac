"""What a person is handed on paper: letters typeset as PDF, in Chinese and in English; none is kept here."""
