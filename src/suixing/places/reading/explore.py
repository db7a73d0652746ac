"""All readings of an address that is not of the usual shape, and the choice among them."""

import re
from collections.abc import Iterable, Iterator

from suixing.places.reading import forms
from suixing.places.reading.finding import Finding, Node, lies_in
from suixing.places.reading.index import Index
from suixing.places.reading.mending import Mender
from suixing.places.reading.posting import (
    BARE,
    CROWDED,
    GONE,
    NATION,
    PATH_BITS,
    SHORT,
    STEM,
    SWAPPED,
    TOWN_BITS,
)
from suixing.places.reading.villages import Outcome, village_after, village_of_county

_DEEPEST = 4  # a prefix typed more than this many times over is no prefix
_MOST_COUNTIES = 60
_DIGITS = (2, 4, 6, 9, 12)
_WEAK = 3  # a doubt that calls for a look at other readings
_MUNICIPALITIES = frozenset((11, 12, 31, 50))
_FLAGS = (1 << PATH_BITS) - 1
_PLACEHOLDER = re.compile(r"市辖区|(?:省|自治区)?直辖(?:县级行政(?:区划|单位)|县)?|县(?=.{1,6}[县区])")
_LEAD = re.compile(
    r"^(?:中华人民共和国|中国|户籍所在地|户籍地址|户籍地|户口所在地|户籍|家庭住址|家庭地址|身份证地址|身份证住址|暂住地址|暂住地|常住地址|常住地|暂住|常住|现居住地|现住址|现住地|现居住|现住|居住地|"
    r"详细地址|地址|住址|籍贯|原籍|老家在|老家是|老家|家住|住在|住|[0-9A-Za-z]+)+"
)
_OTHER_SUFFIX = re.compile(r"街道办事处|街道办|街道|街办|办事处|民族乡|地区|乡|镇|苏木")
_OFFICE_BEHIND = re.compile(r"办事处|人民政府|政府")
_GENERIC = re.compile("(?:城|郊|矿|新城|城中|市中|老城|东|西|新|城关|开发)区")
_UNRESOLVED: Outcome = ("unresolved", 0, 0, ())


def _merit(finding: Finding) -> tuple[int, bool, int]:
    """Sorts first what reads furthest, then a township that is not guessed, then the least doubtful."""
    return -finding.end, finding.code <= 999_999 or finding.doubt >= _WEAK, finding.doubt


class Explorer:
    """Reads what the quick way could not."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.mender = Mender(index, self)

    def whole_name(self, code: str) -> str:
        """Names from province to the division itself, placeholders left out."""
        if not code.isdecimal() or len(code) not in _DIGITS:
            raise KeyError(code)
        parts: list[str] = []
        for digits in _DIGITS:
            if digits <= len(code):
                name = self.index.name(int(code[:digits]))
                if name is None:
                    raise KeyError(code)
                if name not in forms.PLACEHOLDERS and name not in parts[-1:]:
                    parts.append(name)
        return "".join(parts)

    def explore(self, body: str) -> Outcome:
        """The outcome for a plain text of bounded length."""
        outcome = self._attempt(body)
        if outcome[0] == "unresolved":
            lead = _LEAD.match(body)
            if lead:
                status, code, end, candidates = self._attempt(body[lead.end() :])
                outcome = (status, code, end + lead.end() if end else 0, candidates)
        return outcome

    def _attempt(self, body: str) -> Outcome:
        if len(body) < 2:
            return _UNRESOLVED
        findings: list[Finding] = []
        conflicts: list[int] = []
        for finding in self.findings(body, Node((), 0), conflicts):
            findings.append(finding)
        best = self.best(findings)
        if not any(f.code > 999_999 and f.doubt < 2 for f in best):
            if conflicts and not any(f.code > 999_999 for f in best):
                return self._contradiction(best, conflicts)
            if not best or best[0].end < len(body):
                mended = self.best(self.mender.findings(body, best))
                if mended and (not best or mended[0].end > best[0].end):
                    best = mended
            elsewhere = self._elsewhere(body, best)
            if elsewhere:
                return self._contradiction(best, elsewhere)
        return self._settle(body, best)

    def best(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings that explain most of the text with least doubt, one for each division."""
        found = sorted(findings, key=_merit)
        return list({f.code: f for f in found if _merit(f) == _merit(found[0])}.values())

    def _settle(self, body: str, best: list[Finding]) -> Outcome:
        if not best:
            return _UNRESOLVED
        end = best[0].end
        if len(best) > 1:
            return "ambiguous", 0, end, tuple(f.code for f in best)
        code = best[0].code
        if code > 999_999_999:
            return "resolved", code, end, ()
        if code > 999_999:
            office = _OFFICE_BEHIND.match(body, end)
            return village_after(self.index, body, office.end() if office else end, code)
        if code > 99_999:
            village = village_of_county(self.index, body, end, code)
            if village:
                return "resolved", village[0], village[1], ()
        return "resolved", code, end, ()

    def _elsewhere(self, body: str, best: list[Finding]) -> list[int]:
        """Townships written behind a county that has none of that name, while another of its prefecture has."""
        if len(best) != 1 or best[0].code not in self.index.scopes:
            return []
        end, towns = best[0].end, self.index.towns
        rest = body[end : end + 40]
        for spelling in reversed(towns.prefixes(self.index.scopes[best[0].code] + rest)):
            if not any(post & STEM for post in towns.at(spelling)):
                return []  # known here once, though not what followed it
        return [
            post >> TOWN_BITS
            for spelling in towns.prefixes(NATION + rest)
            if spelling.endswith(("镇", "乡", "街道", "苏木"))
            for post in towns.at(spelling)
            if not post & STEM and lies_in(post >> TOWN_BITS, best[0].code // 100)
        ]

    def _contradiction(self, best: list[Finding], conflicts: list[int]) -> Outcome:
        codes = {f.code for f in best} | set(conflicts)
        return "ambiguous", 0, best[0].end if best else 0, tuple(codes)

    # Readings

    def findings(self, body: str, node: Node, conflicts: list[int], depth: int = 0) -> Iterator[Finding]:
        """Readings of what stands behind a node; at the very beginning the node is empty."""
        rest = body[node.end :]
        if not rest:
            return
        keys = self.index.paths.prefixes(rest)
        for key in reversed(keys):
            posts = self.index.paths.at(key)
            end = node.end + len(key)
            compatible = self._compatible(posts, node.codes)
            again = tuple(post >> PATH_BITS for post in posts if self._is_repeat(post, node.codes))
            # 横州市横州 may be the county once more or its town; a township written whole behind it decides.
            yield from (f for f in self.towns(body, Node(again, end)) if f.doubt < 2)
            if not compatible:
                if not again and not conflicts and self._is_strong(key, posts, rest):
                    conflicts.extend(post >> PATH_BITS for post in posts)
                continue
            yield from self._terminal(body, end, compatible, depth)
            deeper = Node(tuple(post >> PATH_BITS for post in compatible), end)
            yield from self.towns(body, deeper)
            if depth < _DEEPEST:
                yield from self.findings(body, deeper, conflicts, depth + 1)
        if node.codes and depth < _DEEPEST:
            placeholder = _PLACEHOLDER.match(rest)
            if placeholder:
                after = Node(node.codes, node.end + placeholder.end())
                yield from self.towns(body, after)
                yield from self.findings(body, after, conflicts, depth + 1)
        if not node.codes:
            yield from self._bare_towns(body)

    @staticmethod
    def _compatible(posts: list[int], above: tuple[int, ...]) -> list[int]:
        """Postings inside what was named before, or above it: then the deeper one stays."""
        if not above:
            return posts
        kept = set()
        for post in posts:
            code = post >> PATH_BITS
            if Explorer._is_repeat(post, above):
                continue
            for other in above:
                if lies_in(code, other):
                    kept.add(post)
                elif lies_in(other, code):
                    kept.add(other << PATH_BITS)
        return sorted(kept)

    @staticmethod
    def _is_repeat(post: int, above: tuple[int, ...]) -> bool:
        """Whether a county's bare name follows the county itself."""
        code = post >> PATH_BITS
        return code > 9_999 and post & (SHORT | BARE) == SHORT | BARE and code in above

    @staticmethod
    def _is_strong(key: str, posts: list[int], rest: str) -> bool:
        """Whether a name that does not fit what stands before it is really meant as a division."""
        if any(post & (SHORT | SWAPPED) for post in posts) or _GENERIC.fullmatch(key):
            return False
        return not forms.NOUNS_BEHIND.match(rest, len(key))

    @staticmethod
    def _terminal(body: str, end: int, posts: list[int], depth: int) -> Iterator[Finding]:
        """The divisions themselves, where the text may well stop at them."""
        alone = end == len(body)
        blocked = not alone and forms.NOUNS_BEHIND.match(body, end) is not None
        for post in posts:
            flags = post & _FLAGS
            bare = bool(flags & BARE) and depth == 0
            if flags & SHORT and not alone and (bare or blocked):
                continue
            if flags & SWAPPED and bare and not alone:
                continue
            doubt = bool(flags & (SHORT | SWAPPED)) + bool(depth)
            yield Finding(post >> PATH_BITS, end, doubt)

    def towns(self, body: str, node: Node) -> Iterator[Finding]:
        """Townships of a node that are written behind it."""
        rest = body[node.end : node.end + 40]
        if len(rest) < 2:
            return
        wide = [code for code in node.codes if code <= 99_999]
        stems = all(code > 99 or code in _MUNICIPALITIES for code in wide)
        for code in node.codes[:_MOST_COUNTIES]:
            here = self.index.scopes.get(code)
            if here:
                yield from self._spelled(body, node.end, here, rest)
        if wide:
            yield from self._spelled(body, node.end, NATION, rest, tuple(wide), stems=stems)

    def _spelled(
        self, body: str, start: int, here: str, rest: str, wide: tuple[int, ...] = (), *, stems: bool = True
    ) -> Iterator[Finding]:
        """The longest spelling of a township in a scope that holds; ``wide`` filters the nation's."""
        for spelling in reversed(self.index.towns.prefixes(here + rest)):
            end = start + len(spelling) - 1
            found = []
            for post in self.index.towns.at(spelling):
                code = post >> TOWN_BITS
                if wide and not any(lies_in(code, above) for above in wide):
                    continue
                if post & STEM and not stems:
                    continue
                close, doubt = self.close(body, end, post)
                if post & STEM and (wide or post & CROWDED):
                    doubt = _WEAK
                if close:
                    found.append(Finding(code, close, doubt))
            if found:
                yield from (f for f in found if f.code)
                return

    @staticmethod
    def close(body: str, end: int, post: int) -> tuple[int, int]:
        """Where a township's name really ends and how doubtful it is; (0, 0) if something else is meant."""
        if not post & STEM:
            return end, 1 if post & GONE else 0
        other = _OTHER_SUFFIX.match(body, end)
        if other:
            return other.end(), 2
        if end < len(body) and forms.NOUNS_BEHIND.match(body, end):
            return 0, 0
        return end, 2

    def _bare_towns(self, body: str) -> Iterator[Finding]:
        """A township without anything before it, by its whole name only."""
        for spelling in reversed(self.index.towns.prefixes(NATION + body[:40])):
            if len(spelling) >= 4 and spelling.endswith(("镇", "乡", "街道", "苏木", "街道办事处")):
                posts = [p for p in self.index.towns.at(spelling) if not p & STEM]
                for post in posts:
                    yield Finding(post >> TOWN_BITS, len(spelling) - 1, 1)
                if posts:
                    return
