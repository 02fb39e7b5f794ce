/** Amounts, dates and plurals for people, in the browser's locale; the sentences are English. */

const locale = undefined;
const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 });
const signed = new Intl.NumberFormat(locale, {
  maximumFractionDigits: 6,
  signDisplay: "exceptZero",
});
const plurals = new Intl.PluralRules("en");
const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
const instant = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const exact = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "long" });

/** `1500` → "1,500"; up to the six decimals a credit has. */
export function amount(credits: number): string {
  return number.format(credits);
}

/** As `amount`, with its sign: "+500", "-3". */
export function signedAmount(credits: number): string {
  return signed.format(credits).replace("-", "\u2212");
}

/** "1 credit", "1,500 credits". */
export function credits(value: number): string {
  return `${amount(value)} ${plurals.select(value) === "one" ? "credit" : "credits"}`;
}

/** A price from the currency's smallest unit: `499, "usd"` → "$4.99". */
export function money(minor: number, currency: string): string {
  const format = currencyFormat(currency);
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** What a hundred credits of a pack cost. */
export function pricePerHundred(minor: number, currency: string, packCredits: number): string {
  return money(minor * 100 / packCredits, currency);
}

function currencyFormat(currency: string): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, { style: "currency", currency: currency.toUpperCase() });
}

/** "20 Nov 2026". */
export function date(iso: string): string {
  return day.format(new Date(iso));
}

/** "20 Nov 2026, 14:03". */
export function dateTime(iso: string): string {
  return instant.format(new Date(iso));
}

/** Weekday, date, seconds and time zone. */
export function exactTime(iso: string): string {
  return exact.format(new Date(iso));
}

/** "in 3 days", "yesterday", "5 minutes ago", as seen from `now`. */
export function relative(iso: string, now = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ["year", 31_557_600],
    ["month", 2_629_800],
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ];
  const format = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit);
  }
  return "just now";
}

/** A key from the server as words: "audio_upload" → "Audio upload". */
export function words(key: string): string {
  const text = key.replaceAll("_", " ").trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
