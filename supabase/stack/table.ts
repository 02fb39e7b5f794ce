import type { Login } from "./people.ts";

/** What `deno task start --json` prints: everything a program needs to use the stack. */
export interface StackInfo {
  api_url: string;
  functions_url: string;
  web_url: string;
  db_url: string;
  stripe_url: string;
  mail_url: string;
  publishable_key: string;
  secret_key: string;
  jwt_secret: string;
  webhook_secret: string;
  admin: Login;
  demo: Login;
}

type Row = [label: string, value: string];

const CARDS: Row[] = [
  ["4242 4242 4242 4242", "is paid"],
  ["4000 0000 0000 0002", "is declined"],
  ["4000 0000 0000 9995", "has insufficient funds"],
  ["4000 0025 0000 3155", "asks for authentication"],
];

function section(title: string, rows: Row[], paint: Paint): string[] {
  const width = Math.max(...rows.map(([label]) => label.length));
  return [
    "",
    `  ${paint.title(title)}`,
    ...rows.map(([label, value]) => `    ${paint.label(label.padEnd(width))}   ${value}`),
  ];
}

interface Paint {
  title(text: string): string;
  label(text: string): string;
}

const plain: Paint = { title: (text) => text, label: (text) => text };
const colourful: Paint = {
  title: (text) => `\x1b[1;36m${text}\x1b[0m`,
  label: (text) => `\x1b[2m${text}\x1b[0m`,
};

/** The start-up table for people. */
export function table(
  info: StackInfo,
  more: { home: string; seconds: number; colour: boolean },
): string {
  const paint = more.colour ? colourful : plain;
  const sandbox = info.stripe_url.startsWith("http://");
  const stripe = sandbox ? `${info.stripe_url}   (sandbox)` : "Stripe itself, in test mode";
  return [
    "",
    `  ${paint.title("Tallybase")} is up after ${more.seconds.toFixed(1)} s. For development and ` +
    "tests: it listens on this machine only.",
    ...section("Open in a browser", [
      ["Web pages", info.web_url],
      ["Mailbox", info.mail_url],
      ["Stripe", stripe],
    ], paint),
    ...section("Sign in", [
      ["Demo", `${info.demo.email}   ${info.demo.password}`],
      ["Admin", `${info.admin.email}   ${info.admin.password}`],
    ], paint),
    ...section("Test cards (any future date, any CVC)", CARDS, paint),
    ...section("For programs", [
      ["API", info.api_url],
      ["Functions", info.functions_url],
      ["Database", info.db_url],
      ["Publishable key", info.publishable_key],
      ["Secret key", info.secret_key],
      ["JWT secret", info.jwt_secret],
      ["Webhook secret", info.webhook_secret],
    ], paint),
    "",
    `  State and logs: ${more.home}   End: Ctrl-C   Empty: deno task reset`,
    "",
  ].join("\n");
}
