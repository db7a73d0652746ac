"""Why a message cannot be sent or handled, as sentences."""

from suixing.kernel.errors import Refusal, Sentence


class SameOffice(Refusal):
    """A pair joins two offices."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="不能向本机构发出请求；未发出，内容未改动。请选择对方机构。",
                en="An office cannot ask itself. Nothing was sent and nothing was changed; choose the other office.",
            )
        )


class NotOnThisSide(Refusal):
    """The office does not stand on that side of the pair, or there is no such pair."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="本机构不在此往来的这一方；未发出，内容未改动。请从本机构的事项页面重新打开。",
                en="This office does not stand on that side of the exchange. Nothing was sent and nothing was "
                "changed; open the matter again from your own list.",
            )
        )


class TooLong(Refusal):
    """A message larger than the exchange carries."""

    def __init__(self, most: int) -> None:
        super().__init__(
            Sentence(
                zh="消息超过 {most} 字节；未发出，内容未改动。请减少内容或分几次发送。",
                en="The message has more than {most} bytes. Nothing was sent and nothing was changed; shorten it or "
                "send it in parts.",
            ).format(most=most)
        )


class NothingProved(Refusal):
    """An office holds no evidence of a pair: nothing crossed yet, or there is no other side."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="此办件还没有送达凭证：尚未有消息往来。没有生成文件。",
                en="There is no evidence of delivery yet: no message of this case has crossed. No file was made.",
            )
        )


class SettledMeanwhile(Refusal):
    """A parcel or a dead message that somebody else has settled, or that has gone its way."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="这一项已发出、已处理，或正等候重新处理；未作改动。请查看最新列表。",
                en="It has left or was settled meanwhile, or waits to be opened again already. Nothing was changed; "
                "look at the list as it is now.",
            )
        )


class NotADocument(Refusal):
    """A document for all nodes that none of them would take: its name, its size, or one too many."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="这份文件不能发布：名称不符、超过 256 KiB，或本节点已发布太多。未发布，已发布的没有改动。",
                en="This document cannot be published: its name is not one, it has more than 256 KiB, or this node has "
                "published too many. Nothing was published; what was stays as it is.",
            )
        )
