"""Papers: letters typeset as PDF for a person to carry away, and the files of an office's cases, kept sealed."""
