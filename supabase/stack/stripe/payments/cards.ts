/** What the bank says to a card, always the same for a test number. */
export type Outcome =
  | { kind: "approve" }
  | { kind: "authenticate" }
  | { kind: "decline"; code: string; decline_code?: string; message: string };

/** A card that Stripe's documentation gives to testers. */
export interface TestCard {
  number: string;
  brand: "visa" | "mastercard" | "amex";
  funding: "credit" | "debit";
  /** `pm_card_<alias>` and `tok_<alias>` stand for it. */
  aliases: string[];
  /** What the pay page says about it. */
  label: string;
  outcome: Outcome;
}

const APPROVE: Outcome = { kind: "approve" };

function decline(message: string, decline_code: string, code = "card_declined"): Outcome {
  return { kind: "decline", code, decline_code, message };
}

const DECLINED = "Your card was declined.";

function visa(number: string, aliases: string[], label: string, outcome: Outcome): TestCard {
  return { number, brand: "visa", funding: "credit", aliases, label, outcome };
}

/** The test cards of the sandbox, in the order the pay page shows them. */
export const TEST_CARDS: TestCard[] = [
  visa("4242424242424242", ["visa"], "Succeeds", APPROVE),
  visa(
    "4000000000000002",
    ["visa_chargeDeclined", "chargeDeclined"],
    "Declined",
    decline(DECLINED, "generic_decline"),
  ),
  visa(
    "4000000000009995",
    ["visa_chargeDeclinedInsufficientFunds", "chargeDeclinedInsufficientFunds"],
    "Insufficient funds",
    decline("Your card has insufficient funds.", "insufficient_funds"),
  ),
  visa("4000002500003155", ["authenticationRequiredOnSetup"], "Asks for authentication", {
    kind: "authenticate",
  }),
  visa("4000002760003184", ["authenticationRequired"], "Always asks for authentication", {
    kind: "authenticate",
  }),
  visa(
    "4000000000000069",
    ["chargeDeclinedExpiredCard"],
    "Expired card",
    decline("Your card has expired.", "expired_card", "expired_card"),
  ),
  visa(
    "4000000000000127",
    ["chargeDeclinedIncorrectCvc"],
    "Wrong security code",
    decline("Your card's security code is incorrect.", "incorrect_cvc", "incorrect_cvc"),
  ),
  visa(
    "4000000000000119",
    ["chargeDeclinedProcessingError"],
    "Processing error",
    decline(
      "An error occurred while processing your card. Try again in a little bit.",
      "processing_error",
      "processing_error",
    ),
  ),
  visa(
    "4000000000009987",
    ["visa_chargeDeclinedLostCard", "chargeDeclinedLostCard"],
    "Lost card",
    decline(DECLINED, "lost_card"),
  ),
  {
    number: "4000056655665556",
    brand: "visa",
    funding: "debit",
    aliases: ["visa_debit"],
    label: "Succeeds (debit)",
    outcome: APPROVE,
  },
  {
    number: "5555555555554444",
    brand: "mastercard",
    funding: "credit",
    aliases: ["mastercard"],
    label: "Succeeds (Mastercard)",
    outcome: APPROVE,
  },
  {
    number: "378282246310005",
    brand: "amex",
    funding: "credit",
    aliases: ["amex"],
    label: "Succeeds (American Express)",
    outcome: APPROVE,
  },
];

/** What any other number gets: it might be a real card, and those are not for here. */
export const NOT_A_TEST_CARD: Outcome = decline(
  "Your card was declined. Your request was in test mode, but used a non test card. For a list of " +
    "valid test cards, visit: https://stripe.com/docs/testing.",
  "test_mode_live_card",
);

/** The test card behind `pm_card_visa` or `tok_visa`. */
export function cardByAlias(name: string): TestCard | undefined {
  const alias = /^(?:pm_card|tok)_(.+)$/.exec(name)?.[1];
  return TEST_CARDS.find((card) => alias !== undefined && card.aliases.includes(alias));
}

export function cardByNumber(number: string): TestCard | undefined {
  return TEST_CARDS.find((card) => card.number === number);
}

/** What was wrong with a card before the bank was asked: Stripe's code, field and words. */
export interface CardFault {
  code: string;
  field: "number" | "exp_month" | "exp_year" | "cvc";
  message: string;
}

/** A card as somebody typed it; the year in full. */
export interface TypedCard {
  number: string;
  exp_month: number;
  exp_year: number;
  cvc?: string;
}

/** Every fault of a typed card, in the order of the fields. */
export function cardFaults(card: TypedCard, now: Date): CardFault[] {
  const faults: CardFault[] = [];
  if (!/^\d{12,19}$/.test(card.number) || !passesLuhn(card.number)) {
    faults.push({
      code: "incorrect_number",
      field: "number",
      message: "Your card number is incorrect.",
    });
  }
  if (!(card.exp_month >= 1 && card.exp_month <= 12)) {
    faults.push({
      code: "invalid_expiry_month",
      field: "exp_month",
      message: "Your card's expiration month is invalid.",
    });
  } else if (hasExpired(card, now)) {
    faults.push({
      code: "invalid_expiry_year",
      field: "exp_year",
      message: "Your card's expiration year is invalid.",
    });
  }
  const digits = card.number.startsWith("3") ? 4 : 3;
  if (card.cvc !== undefined && !new RegExp(`^\\d{${digits}}$`).test(card.cvc)) {
    faults.push({
      code: "invalid_cvc",
      field: "cvc",
      message: "Your card's security code is invalid.",
    });
  }
  return faults;
}

function hasExpired({ exp_month, exp_year }: TypedCard, now: Date): boolean {
  const year = now.getUTCFullYear();
  if (exp_year > year + 50) return true;
  return exp_year < year || (exp_year === year && exp_month < now.getUTCMonth() + 1);
}

/** The check digit of card numbers (ISO/IEC 7812-1, annex B). */
function passesLuhn(number: string): boolean {
  let sum = 0;
  for (const [index, digit] of [...number].reverse().entries()) {
    const value = Number(digit) * (index % 2 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
