"""One file a command: its words, and the one call into the house that carries it out."""

from suixing.config.commands import bench, check, demo, intake, journal, node, officer, people, place_words

COMMANDS = (demo, check, node, place_words, intake, people, officer, journal, bench)
