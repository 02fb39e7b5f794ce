/** What is measured: one statement per candidate, the same for pgbench and for the Deno driver. */

/** Accounts in each of the two ledgers. */
export const ACCOUNTS = 100_000;

/** The n-th person's id, so that clients can pick one without asking. */
export const userId = (n: string) =>
  `('00000000-0000-4000-8000-' || lpad((${n})::int::text, 12, '0'))`;

/** `:n` is a random person, `:k` a random number that makes the key of a spend. */
export interface Candidate {
  name: string;
  /** The role its sessions have. */
  role: "postgres" | "authenticated";
  statement: string;
}

/** The floor. */
export const FLOOR: Candidate = {
  name: "F3",
  role: "postgres",
  statement: `select bench.spend(${userId(":n")}::uuid, 1)`,
};

/**
 * The whole door, called as the Data API calls it: with the caller's claims, in the caller's role.
 * The key depends on the claims, so that these are set before the door is entered.
 */
export const SPEND: Candidate = {
  name: "tally.spend",
  role: "authenticated",
  statement: `select m.seq from (select set_config('request.jwt.claims',
    '{"role":"authenticated","sub":"' || ${userId(":n")} || '"}', false) as claims offset 0) c,
    lateral tally.spend('chapter_creation', left(c.claims, 0) || (:k)::bigint::text) m`,
};
