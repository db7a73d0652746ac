// Shows what checking came to: a verdict in colour, sign and words, what was disclosed, and how old the lists are.

import { copyOf, day, isEnglish, textOf, withAge, writtenDay } from "./words.js";

const OLD_STATUS = 2 * 86400;
const OLD_TRUST = 7 * 86400;

function row(list, key, value, quiet = "") {
  const line = document.createElement("div");
  const name = document.createElement("dt");
  const said = document.createElement("dd");
  name.textContent = key;
  said.textContent = value;
  if (quiet) {
    const beside = document.createElement("span");
    beside.className = "code";
    beside.textContent = quiet;
    said.append(" ", beside);
  }
  line.append(name, said);
  list.append(line);
}

function claimRow(list, name, value) {
  const key = textOf(`claim-${name}`);
  if (value === true) row(list, key, textOf("word-yes"));
  else if (name === "birthdate") row(list, key, writtenDay(value));
  else if (typeof value === "object") row(list, key, value.name, value.code);
  else row(list, key, value);
}

function paragraph(into, text, className = "") {
  const one = document.createElement("p");
  one.className = className;
  one.textContent = text;
  into.append(one);
}

function warnings(checked, trust, now) {
  const known = checked.statusAt ?? null;
  return [
    known !== null && checked.verdict === "valid" && now - known > OLD_STATUS && "old-status",
    trust !== null && now - trust.issuedAt > OLD_TRUST && "old-trust",
    ((trust !== null && trust.issuedAt - now > 86400) || (known !== null && known - now > 86400)) && "clock",
    checked.isWallet && !checked.bound && "not-bound",
  ].filter(Boolean);
}

function terms(list, checked, trust, now) {
  const by = checked.issuedBy;
  if (by) row(list, textOf("word-issuer"), isEnglish ? by.en : by.zh, checked.issuer);
  else if (checked.issuer) row(list, textOf("word-claimed-issuer"), checked.issuer);
  if (checked.expires) {
    row(list, textOf("word-from"), day(checked.notBefore));
    row(list, textOf("word-until"), day(checked.expires - 1));
    const known = checked.statusAt !== null;
    row(list, textOf("word-status"), known ? withAge(checked.statusAt, now) : textOf("word-not-known"));
  }
  row(list, textOf("word-trust"), trust ? withAge(trust.issuedAt, now) : textOf("word-none"));
}

/** Fills `into` with what `verify` came to; `now` in seconds. */
export function show(into, checked, trust, now) {
  into.replaceChildren(copyOf(`verdict-${checked.verdict}`));
  into.dataset.verdict = checked.verdict;
  const body = document.createElement("div");
  body.className = "found";
  paragraph(body, textOf(`reason-${checked.reason}`), "quiet");
  const names = Object.keys(checked.claims);
  if (checked.expires) {
    const title = document.createElement("h3");
    title.textContent = textOf(names.length ? "word-shown" : "word-nothing-shown");
    body.append(title);
  }
  if (names.length) {
    const list = document.createElement("dl");
    list.className = "summary-list";
    names.forEach((name) => claimRow(list, name, checked.claims[name]));
    body.append(list);
  }
  if (checked.expires) paragraph(body, textOf("word-her-choice"), "quiet");
  for (const name of warnings(checked, trust, now)) paragraph(body, textOf(`warning-${name}`), "notice warning");
  const list = document.createElement("dl");
  list.className = "summary-list";
  terms(list, checked, trust, now);
  body.append(list);
  into.append(body);
}
