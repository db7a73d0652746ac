"""Running limits: when each began, what moved its due instant, and when it was met or breached (T1-T5).

A clock belongs to a file that an upper room knows; here it is an opaque number. What happened to a clock is
appended to its events, and the stored due instant is always what ``rules.counting`` makes of them.
"""
