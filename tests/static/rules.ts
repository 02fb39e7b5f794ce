/** Rules about the text of files. Each answers its findings as `path:line what`; none is fine. */
import type { RepoFile } from "./files.ts";

/** Lines of `file` that match, as `path:line text`. */
function matches(file: RepoFile, pattern: RegExp): string[] {
  return file.text.split("\n").flatMap((line, index) =>
    pattern.test(line) ? [`${file.path}:${index + 1} ${line.trim().slice(0, 100)}`] : []
  );
}

const MACHINE_PATH = /(^|[^A-Za-z0-9._$}-])\/(work|farm|root|home\/[a-z]+|tmp\/brief)\//;
const REGISTRY_HOST = /registry\.npmjs|npm\.jsr|deb\.debian|registry\.yarnpkg/;

/** Paths of one machine and registry hosts have no place in a repository others clone. */
export function machineTraces(files: RepoFile[]): string[] {
  return files.flatMap((file) => [...matches(file, MACHINE_PATH), ...matches(file, REGISTRY_HOST)]);
}

/** A lock file pins by version and hash, names no address, and not npm's other `djwt`. */
export function lockFiles(files: RepoFile[]): string[] {
  const locks = files.filter(({ path }) => path.endsWith("deno.lock"));
  if (!locks.some(({ path }) => path === "deno.lock")) return ["deno.lock is not committed"];
  return locks.flatMap((file) => matches(file, /https?:\/\/|npm:djwt|"djwt@/));
}

interface Sole {
  library: string;
  among: RegExp;
  importer: string;
}

const SOLE_IMPORTERS: Sole[] = [
  { library: "jose", among: /\.tsx?$/, importer: "functions/_shared/jwt.ts" },
  { library: "@supabase/supabase-js", among: /^web\/.*\.tsx?$/, importer: "web/src/api.ts" },
  {
    library: "@supabase/supabase-js",
    among: /^functions\/.*\.ts$/,
    importer: "functions/_shared/db.ts",
  },
];

/** Libraries that one file stands before, so that they can be replaced there. */
export function soleImporters(files: RepoFile[]): string[] {
  return SOLE_IMPORTERS.flatMap(({ library, among, importer }) => {
    const imports = new RegExp(`(from|import|import\\() *["'](npm:)?${library}[@"'/]`);
    return files.filter(({ path }) => among.test(path) && path !== importer)
      .flatMap((file) => matches(file, imports))
      .map((found) => `${found} (only ${importer} imports ${library})`);
  });
}

const DEPLOYED = /^functions\/([a-z][a-z0-9-]*)\/index\.ts$/;

/** `config.toml` names each function's folder and nothing that is not there. */
export function functionEntrypoints(files: RepoFile[]): string[] {
  const config = files.find(({ path }) => path === "supabase/config.toml")?.text ?? "";
  const paths = new Set(files.map(({ path }) => path));
  const sections = [...config.matchAll(/^\[functions\.([^\]]+)\]([^[]*)/gm)];
  const declared = new Set(sections.map((section) => section[1]));
  const absent = sections.flatMap(([, name, body]) =>
    ["entrypoint", "import_map"].flatMap((key) => {
      const value = new RegExp(`^${key} *= *"\\.\\./([^"]+)"`, "m").exec(body ?? "")?.[1];
      if (value === undefined) return [`supabase/config.toml functions.${name} has no ${key}`];
      return paths.has(value) ? [] : [`supabase/config.toml functions.${name}: no file ${value}`];
    })
  );
  const undeclared = [...paths].flatMap((path) => {
    const name = DEPLOYED.exec(path)?.[1];
    return name && !declared.has(name) ? [`supabase/config.toml does not declare ${path}`] : [];
  });
  return [...absent, ...undeclared];
}

/** Left-overs of work in progress. */
export function leftOvers(files: RepoFile[]): string[] {
  const code = files.filter(({ path }) =>
    /\.(tsx?|sql)$/.test(path) && !path.startsWith("tests/static/")
  );
  return code.flatMap((file) =>
    matches(file, /\b(TODO|FIXME|XXX)\b|Deno\.test\.only|\bonly: true/)
  );
}
