"""Pages that a person opens about herself: phone first, neutral outside, without JavaScript but for passkeys."""
