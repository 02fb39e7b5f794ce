/** `.env.example` is the closed list of variables: this compares it with what the code reads. */
import assert from "node:assert/strict";
import { CHECKOUT, HEALTH, STRIPE_WEBHOOK } from "../../functions/_shared/env.ts";

const ROOT = new URL("../../", import.meta.url);
const CODE = ["functions", "supabase/stack", "web", "sql", "tests"];
const IGNORED = /\/(node_modules|dist|artifacts)\//;

/** Of the machine and of other programs: not ours to document. */
const SURROUNDINGS = [
  "HOME",
  "LOCALAPPDATA",
  "PATH",
  "USERPROFILE",
  "XDG_CACHE_HOME",
  "NO_COLOR",
  "LC_ALL",
];
/** Settings of the tools we start. */
const TOOLS = /^(DENO|PG|LD|DYLD|SUPABASE_(TELEMETRY|NO_UPDATE))_?[A-Z_]+$/;

interface Listed {
  name: string;
  need: string;
  readers: string[];
}

const example = Deno.readTextFileSync(new URL(".env.example", ROOT));

/** The `# NAME | need | default | readers` lines. */
const listed: Listed[] = [...example.matchAll(/^# ([A-Z][\w<>]*) \|(.*)$/gm)].map(
  ([, name = "", rest = ""]) => {
    const [need = "", fallback = "", readers = ""] = rest.split("|").map((part) => part.trim());
    assert.ok(/^(required|optional)/.test(need) && fallback && readers, `${name} is incomplete`);
    return { name, need, readers: readers.split(", ") };
  },
);

function* sourceFiles(folder: URL): Generator<URL> {
  for (const entry of Deno.readDirSync(folder)) {
    const url = new URL(entry.name + (entry.isDirectory ? "/" : ""), folder);
    if (IGNORED.test(url.pathname)) continue;
    if (entry.isDirectory) yield* sourceFiles(url);
    else if (/\.tsx?$/.test(entry.name)) yield url;
  }
}

const READS = [
  // env.get("NAME"), env("NAME") and has("NAME")
  /\b(?:env|env\.get|env\.has)\("([A-Z][A-Z0-9_]*)"/g,
  // env.NAME and process.env.NAME
  /\benv\.([A-Z][A-Z0-9_]*)\b/g,
];
/** A key of a table that says how variables are checked, or which a child process is given. */
const DECLARES = /(?:^|[{,])\s*([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+):\s/gm;

/** Every name a file reads or gives to a process it starts. */
function namesIn(text: string): string[] {
  const patterns = /\benv(ironment)?\b/.test(text) ? [...READS, DECLARES] : READS;
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = ""]) => name));
}

/** Name → files that mention it. */
function readByCode(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const folder of CODE) {
    for (const url of sourceFiles(new URL(`${folder}/`, ROOT))) {
      if (url.href === import.meta.url) continue;
      for (const name of namesIn(Deno.readTextFileSync(url))) {
        const files = found.get(name) ?? [];
        found.set(name, [...files, url.pathname.slice(ROOT.pathname.length)]);
      }
    }
  }
  return found;
}

Deno.test("env example lists each variable once", () => {
  const names = listed.map(({ name }) => name);
  assert.deepEqual(names, [...new Set(names)]);
});

Deno.test("env example lists every variable the code reads", () => {
  const known = new Set([...listed.map(({ name }) => name), ...SURROUNDINGS]);
  const missing = [...readByCode()].filter(([name]) => !known.has(name) && !TOOLS.test(name));
  assert.deepEqual(missing, []);
});

Deno.test("env example lists no variable that nothing reads", () => {
  const read = readByCode();
  const pattern = /^CREDIT_COST_</;
  const idle = listed.filter(({ name }) => !read.has(name) && !pattern.test(name));
  assert.deepEqual(idle.map(({ name }) => name), []);
  const stack = Deno.readTextFileSync(new URL("supabase/stack/environment.ts", ROOT));
  assert.match(stack, /CREDIT_COST_/);
});

Deno.test("env example names exactly the functions that read a variable", () => {
  const functions: Record<string, readonly string[]> = {
    "checkout": CHECKOUT,
    "stripe-webhook": STRIPE_WEBHOOK,
    "health": HEALTH,
  };
  for (const [reader, names] of Object.entries(functions)) {
    const said = listed.filter(({ readers }) => readers.includes(reader)).map(({ name }) => name);
    assert.deepEqual(said.sort(), [...names].sort(), reader);
  }
});

Deno.test("env example sets nothing: a copy changes no default", () => {
  const assignments = example.split("\n").filter((line) => /^[A-Z]/.test(line));
  assert.ok(assignments.length > 0);
  for (const line of assignments) assert.match(line, /^[A-Z][A-Z0-9_]*=$/);
});

Deno.test("a variable nobody listed would be found", () => {
  const planted = 'const a = Deno.env.get("PLANTED_ONE"); const b = env.PLANTED_TWO;\n' +
    "const schema = z.object({\n  PLANTED_THREE: z.string(),\n});";
  assert.deepEqual(namesIn(planted), ["PLANTED_ONE", "PLANTED_TWO", "PLANTED_THREE"]);
});
