/**
 * Builds the pages into one folder that any file host can serve.
 * `deno task build` reads SUPABASE_URL, SUPABASE_ANON_KEY (a publishable key) and TESTING_MODE.
 */
import * as esbuild from "esbuild";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { headersFile, redirectsFile, vercelFile } from "./build/hosts.ts";
import { type Finding, findSecrets } from "./build/secrets.ts";

const here = dirname(fileURLToPath(import.meta.url));

/** The project the pages talk to. Everything here is public. */
export interface Project {
  /** Its base URL. */
  apiUrl: string;
  /** The publishable (or legacy anon) key. */
  publishableKey: string;
  /** Shows the TEST badge. Default false. */
  testMode?: boolean;
}

export interface BuildOptions {
  /** Without it the pages are built for no project: whoever serves them adds config.json and headers. */
  project?: Project;
  /** Default `web/dist`. What is left there of an older build is removed. */
  outDir?: string;
}

/** What was built; sizes in bytes, compressed with gzip. */
export interface BuildResult {
  outDir: string;
  files: { name: string; size: number; first: boolean }[];
  /** Everything a first visit loads: page, style, font, script and what it imports. */
  firstLoad: number;
}

/** Builds. Throws when the sources do not compile or a secret is about to be published. */
export async function build(options: BuildOptions): Promise<BuildResult> {
  const outDir = resolve(options.outDir ?? join(here, "dist"));
  const made = await bundle();
  const files = new Map<string, Uint8Array>();
  for (const file of made.outputs) files.set(`assets/${basename(file.path)}`, file.contents);
  for (const [name, text] of Object.entries(await looseFiles(options.project, made))) {
    files.set(name, new TextEncoder().encode(text));
  }
  refuseSecrets(files);
  await publish(outDir, files);
  return measure(outDir, files, made.first);
}

interface Bundle {
  outputs: esbuild.OutputFile[];
  script: string;
  style: string;
  font: string;
  /** Chunks the script imports at once. */
  chunks: string[];
  first: Set<string>;
}

async function bundle(): Promise<Bundle> {
  const result = await esbuild.build({
    absWorkingDir: here,
    entryPoints: { app: "src/main.tsx", style: "src/styles/app.css" },
    outdir: "assets",
    entryNames: "[name]-[hash]",
    chunkNames: "part-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    minify: true,
    legalComments: "none",
    loader: { ".woff2": "file" },
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const outputs = result.metafile.outputs;
  const made = (start: string, end: string) =>
    Object.keys(outputs).map((path) => basename(path))
      .find((name) => name.startsWith(start) && name.endsWith(end))!;
  const script = made("app-", ".js");
  const imported = outputs[`assets/${script}`]!.imports
    .filter(({ kind }) => kind === "import-statement").map(({ path }) => basename(path));
  const style = made("style-", ".css");
  const font = made("geist-latin-wght", ".woff2");
  const first = new Set([script, style, font, ...imported].map((name) => `assets/${name}`));
  return { outputs: result.outputFiles, script, style, font, chunks: imported, first };
}

/** The page, and the files whose names carry no hash. */
async function looseFiles(
  project: Project | undefined,
  made: Bundle,
): Promise<Record<string, string>> {
  const page = await readFile(join(here, "index.html"), "utf8");
  const links = [
    `<link rel="stylesheet" href="/assets/${made.style}">`,
    `<link rel="preload" href="/assets/${made.font}" as="font" type="font/woff2" crossorigin>`,
    ...made.chunks.map((name) => `<link rel="modulepreload" href="/assets/${name}">`),
    `<script type="module" src="/assets/${made.script}"></script>`,
  ];
  return {
    ...(project ? hostFiles(project) : {}),
    "favicon.svg": await readFile(join(here, "assets/favicon.svg"), "utf8"),
    "index.html": page.replace("<!-- assets -->", () => links.join("\n    ")),
  };
}

function hostFiles({ apiUrl, publishableKey, testMode = false }: Project): Record<string, string> {
  return {
    "config.json": JSON.stringify({ apiUrl, publishableKey, testMode }, null, 2) + "\n",
    "_headers": headersFile(apiUrl),
    "_redirects": redirectsFile(),
    "vercel.json": vercelFile(apiUrl),
  };
}

function refuseSecrets(files: Map<string, Uint8Array>): void {
  const findings: Finding[] = [];
  for (const [name, contents] of files) {
    if (!name.endsWith(".woff2")) {
      findings.push(...findSecrets(name, new TextDecoder().decode(contents)));
    }
  }
  if (findings.length === 0) return;
  const list = findings.map(({ file, what }) => `${file} holds ${what}`).join("; ");
  throw new Error(`not built, because it would publish a secret: ${list}`);
}

/** Writes the assets, then the page that names them, then removes what no page names any more. */
async function publish(outDir: string, files: Map<string, Uint8Array>): Promise<void> {
  await mkdir(join(outDir, "assets"), { recursive: true });
  for (const [name, contents] of files) await writeFile(join(outDir, name), contents);
  for (const entry of await readdir(outDir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(outDir, path).replaceAll("\\", "/");
    if (entry.isFile() && !files.has(name)) await rm(path, { force: true });
  }
}

function measure(outDir: string, files: Map<string, Uint8Array>, first: Set<string>): BuildResult {
  const always = new Set([...first, "index.html", "config.json"]);
  const list = [...files].map(([name, contents]) => ({
    name,
    size: name.endsWith(".woff2") ? contents.length : gzipSync(contents).length,
    first: always.has(name),
  }));
  const firstLoad = list.reduce((sum, file) => sum + (file.first ? file.size : 0), 0);
  return { outDir, files: list, firstLoad };
}

/** Frees the bundler's child process; a process that has built ends only after this. */
export const stopBundler = (): Promise<void> => esbuild.stop();

async function main(): Promise<void> {
  const { SUPABASE_URL: apiUrl, SUPABASE_ANON_KEY: publishableKey, TESTING_MODE } = process.env;
  const testMode = TESTING_MODE === "true";
  const project = apiUrl && publishableKey ? { apiUrl, publishableKey, testMode } : undefined;
  const result = await build(project ? { project } : {});
  for (const { name, size, first } of result.files) {
    console.log(`${String(size).padStart(8)}  ${first ? "first" : "     "}  ${name}`);
  }
  console.log(`${String(result.firstLoad).padStart(8)}  bytes compressed on a first load`);
  if (!project) {
    console.log("Built for no project: SUPABASE_URL and SUPABASE_ANON_KEY add the host's files.");
  }
  await stopBundler();
}

if (import.meta.main) await main();
