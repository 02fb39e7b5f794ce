/** What must never stand in a file that everyone can download. */

export interface Finding {
  file: string;
  what: string;
}

/** Shapes of keys. A library may name the prefix of a key; a key has something behind it. */
const SHAPES: [RegExp, string][] = [
  [/service_role/, "the word service_role"],
  [/sb_secret_[A-Za-z0-9_-]{6,}/, "a Supabase secret key"],
  [/[sr]k_(live|test)_[A-Za-z0-9]{6,}/, "a Stripe secret key"],
  [/whsec_[A-Za-z0-9+/=]{6,}/, "a webhook signing secret"],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/postgres(ql)?:\/\/[^\s"'`]+:[^\s"'`]+@/, "a database address with its password"],
];

const JWT = /eyJ[A-Za-z0-9_-]{4,}\.(eyJ[A-Za-z0-9_-]{4,})\.[A-Za-z0-9_-]*/g;

/** Looks for secrets in one file's text. A JWT is read: only the role `anon` may be shown. */
export function findSecrets(file: string, text: string): Finding[] {
  const findings: Finding[] = [];
  for (const [shape, what] of SHAPES) if (shape.test(text)) findings.push({ file, what });
  for (const [, payload] of text.matchAll(JWT)) {
    const role = roleOf(payload!);
    if (role !== "anon") findings.push({ file, what: `a token of role ${role}` });
  }
  return findings;
}

function roleOf(payload: string): string {
  try {
    const text = atob(payload.replaceAll("-", "+").replaceAll("_", "/"));
    return String(JSON.parse(text).role ?? "none");
  } catch {
    return "unreadable";
  }
}
