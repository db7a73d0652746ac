"""Floor 2: append-only, tamper-evident record of every act and every reading; knows ids only."""
