"""The ``suixing`` command: reads the words, hands over to one function, turns refusals into sentences."""

import argparse
import os
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

from suixing.config.commands import COMMANDS
from suixing.kernel.errors import Refusal, Sentence

USAGE_ERROR = 2
INTERNAL_ERROR = 1

BAD_WORDS = Sentence(
    zh="命令写法有误（{why}），未执行任何操作；用法见 {help}。",
    en="The command was not understood and nothing was done ({why}); see {help}.",
)
FAULT = Sentence(
    zh="程序出现意外错误（{kind}）；已提交的数据均已保留。请重试；若再次出现，请把错误类型告知维护人员。",
    en="Something unexpected went wrong ({kind}); everything already committed is kept. Try again; if it happens "
    "again, tell the maintainers the kind of error.",
)


class BilingualParser(argparse.ArgumentParser):
    """Says in both languages that the words of the command are wrong, and what they should be."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        _say(BAD_WORDS.format(help=f"{self.prog} --help", why=message))
        sys.exit(USAGE_ERROR)


def parser() -> argparse.ArgumentParser:
    """The whole command line; every command module adds its own words."""
    top = BilingualParser(
        prog="suixing",
        description="随行：让异地居住者就近办事。 Services and papers that go along with the person.",
    )
    words = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in COMMANDS:
        module.add_words(words)
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code: 0 done, 1 fault or check failed, 2 refused with a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suixing.config.settings")
    signal.signal(signal.SIGTERM, _terminate)
    chosen = parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = chosen.run
    try:
        return run(chosen)
    except Refusal as refusal:
        _say(refusal.sentence)
        return USAGE_ERROR
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if isinstance(error, BrokenPipeError) and _nobody_reads():
            return 0
        if os.environ.get("SUIXING_TRACEBACK"):  # for developers: a traceback may hold personal data
            raise
        _say(FAULT.format(kind=type(error).__name__))
        return INTERNAL_ERROR


def _nobody_reads() -> bool:
    """Whether it is our own output that nobody reads any more, as behind ``| head``; any other pipe is a fault."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return True
    return False


def _say(sentence: Sentence) -> None:
    print(f"{sentence.zh}\n{sentence.en}", file=sys.stderr)


def _terminate(_signal: int, _frame: object) -> None:
    # Ends like Ctrl-C does, so that leases are given back and children stopped.
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
