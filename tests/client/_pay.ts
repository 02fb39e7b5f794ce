/** Pays on the sandbox's page as a browser does: by sending its form. */

/**
 * Fills the pay page with a card.
 * @returns where the payer is sent after paying, or undefined when the page came back with a refusal
 */
export async function payWith(url: string, cardNumber: string): Promise<string | undefined> {
  const form = new URLSearchParams({
    email: "payer@example.com",
    method: "card",
    cardNumber,
    cardExpiry: "12 / 34",
    cardCvc: "123",
    billingName: "A Payer",
  });
  const answer = await fetch(url, { method: "POST", body: form, redirect: "manual" });
  await answer.body?.cancel();
  if (answer.status === 402) return undefined;
  const location = answer.headers.get("location");
  if (location === null) throw new Error(`the pay page answered ${answer.status}`);
  return location;
}
