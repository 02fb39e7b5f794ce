/** One block of a `_headers` file: a path pattern and what answers below it carry. */
interface Rule {
  pattern: RegExp;
  headers: [name: string, value: string][];
}

const escape = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");

/** Reads the `_headers` format of static hosts: a path, then indented `Name: value` lines. */
export function readHeaders(text: string): (path: string) => Headers {
  const rules: Rule[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "" || line.trim().startsWith("#")) continue;
    if (!/^\s/.test(line)) {
      const pattern = line.trim().split("*").map(escape).join(".*");
      rules.push({ pattern: new RegExp(`^${pattern}$`), headers: [] });
      continue;
    }
    const at = line.indexOf(":");
    rules.at(-1)?.headers.push([line.slice(0, at).trim(), line.slice(at + 1).trim()]);
  }
  return (path) => {
    const headers = new Headers();
    for (const rule of rules.filter(({ pattern }) => pattern.test(path))) {
      // A later, closer block replaces what an earlier one said.
      for (const [name, value] of rule.headers) headers.set(name, value);
    }
    return headers;
  };
}
