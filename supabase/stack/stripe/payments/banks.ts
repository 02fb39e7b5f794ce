/** How a bank debit ends, days after it was asked for. */
export type DebitOutcome =
  | { kind: "succeed" }
  | { kind: "fail"; code: string; message: string };

/** An account that Stripe's documentation gives to testers. */
export interface TestAccount {
  number: string;
  label: string;
  outcome: DebitOutcome;
}

/** The routing number of the test bank. */
export const TEST_ROUTING_NUMBER = "110000000";

/** The test accounts, in the order the pay page shows them. */
export const TEST_ACCOUNTS: TestAccount[] = [
  { number: "000123456789", label: "Succeeds later", outcome: { kind: "succeed" } },
  {
    number: "000222222227",
    label: "Fails later: insufficient funds",
    outcome: {
      kind: "fail",
      code: "insufficient_funds",
      message: "The customer's account has insufficient funds to cover this payment.",
    },
  },
  {
    number: "000111111116",
    label: "Fails later: account closed",
    outcome: {
      kind: "fail",
      code: "account_closed",
      message: "The customer's bank account has been closed.",
    },
  },
];

/** How long a bank takes to answer, in seconds of the sandbox's clock: three days. */
export const DEBIT_TAKES_S = 3 * 24 * 3600;

export function accountByNumber(number: string): TestAccount | undefined {
  return TEST_ACCOUNTS.find((account) => account.number === number);
}
