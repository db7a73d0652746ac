"""One file a command: its words, and the one call into the house that carries it out."""

from suixing.config.commands import bench, intake, node

COMMANDS = (node, intake, bench)
