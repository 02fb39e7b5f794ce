/** The repository's own files, as rules read them. */
import { run } from "../_support/programs.ts";

/** The repository's root, with a trailing slash. */
export const ROOT = new URL("../../", import.meta.url);

/** A text file: `path` from the root, with forward slashes. */
export interface RepoFile {
  path: string;
  text: string;
}

/** Every text file git knows or would add; binary files are left out. */
export async function repoFiles(): Promise<RepoFile[]> {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const listed = await run("git", args, { cwd: ROOT });
  if (listed.code !== 0) throw new Error(`git ls-files: ${listed.stderr}`);
  const paths = [...new Set(listed.stdout.split("\0"))].filter(Boolean);
  const files = await Promise.all(paths.map(async (path) => {
    const text = await Deno.readTextFile(new URL(path, ROOT)).catch(() => undefined);
    return { path, text: text ?? "" };
  }));
  return files.filter(({ text }) => text !== "" && !text.includes("\0"));
}
