// Days and ages as the language of the page writes them. All other words stand in the page itself.

const LANGUAGE = document.documentElement.lang === "en" ? "en-GB" : "zh-CN";
const DAY = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "long", timeZone: "Asia/Shanghai" });
const MOMENT = new Intl.DateTimeFormat(LANGUAGE, {
  year: "numeric", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  timeZone: "Asia/Shanghai",
});
const SINCE = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: "always" });
const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];

export const isEnglish = LANGUAGE === "en-GB";

/** The day in China of an instant in seconds. */
export function day(seconds) {
  return DAY.format(seconds * 1000);
}

/** A day `YYYY-MM-DD`. */
export function writtenDay(text) {
  return DAY.format(new Date(`${text}T12:00:00+08:00`));
}

/** An instant with its age: `5 March 2026 at 14:07 (3 hours ago)`. */
export function withAge(seconds, now) {
  const age = Math.max(0, now - seconds);
  const [unit, length] = UNITS.find(([, size]) => age >= size) || UNITS[2];
  const since = SINCE.format(-Math.floor(age / length), unit);
  return isEnglish ? `${MOMENT.format(seconds * 1000)} (${since})` : `${MOMENT.format(seconds * 1000)}（${since}）`;
}

/** A copy of what the page holds under this id for scripts; null where it holds none. */
export function copyOf(id) {
  return document.getElementById(id)?.content.cloneNode(true) || null;
}

/** The text that the page holds under this id for scripts. */
export function textOf(id) {
  return (copyOf(id)?.textContent || "").trim();
}
