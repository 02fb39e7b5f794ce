import { connect } from "../../sql/_build/scratch.ts";
import { StackError } from "./errors.ts";

/** A login the stack makes. */
export interface Login {
  email: string;
  password: string;
  user_id: string;
}

/** Where people are made: Auth, and the database behind it. */
export interface People {
  authUrl: string;
  secretKey: string;
  ownerUrl: string;
}

async function signUp(people: People, email: string, password: string): Promise<string> {
  const answer = await fetch(`${people.authUrl}/admin/users`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      apikey: people.secretKey,
      authorization: `Bearer ${people.secretKey}`,
    },
    body: JSON.stringify({ email, password, email_confirm: true }),
  });
  const body = await answer.json();
  if (!answer.ok) {
    throw new StackError(`Auth did not make ${email} (${JSON.stringify(body)}): see logs/api.log.`);
  }
  return body.id;
}

/** Makes the demo user and the administrator on the first start; later it only looks them up. */
export async function makePeople(
  people: People,
  passwords: { demo: string; admin: string },
): Promise<{ demo: Login; admin: Login }> {
  const sql = connect(people.ownerUrl);
  const login = async (email: string, password: string): Promise<Login> => {
    const [known] = await sql<{ id: string }[]>`select id from auth.users where email = ${email}`;
    return { email, password, user_id: known?.id ?? await signUp(people, email, password) };
  };
  try {
    const demo = await login("demo@tallybase.test", passwords.demo);
    const admin = await login("admin@tallybase.test", passwords.admin);
    await sql`insert into tally_base.admins (user_id) values (${admin.user_id})
      on conflict do nothing`;
    return { demo, admin };
  } finally {
    await sql.end({ timeout: 2 });
  }
}
