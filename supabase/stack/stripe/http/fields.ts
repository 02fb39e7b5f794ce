import { type ApiError, invalidRequest } from "../core/errors.ts";
import type { Raw, RawFields } from "./form.ts";
import { type Field, join, Params } from "./params.ts";

/** Text that may not be empty, at most `max` characters. */
export function text(max = 5000): Field<string> {
  return {
    decode(raw, path) {
      const value = string(raw, path);
      if (value === "") throw emptyString(path);
      if ([...value].length > max) {
        throw invalidRequest(
          `Invalid string: ${value.slice(0, 10)}...; must be at most ${max} characters`,
          path,
        );
      }
      return value;
    },
  };
}

/** What the empty string clears. */
export function clearable<T>(field: Field<T>): Field<T | null> {
  return { decode: (raw, path) => raw === "" ? null : field.decode(raw, path) };
}

/** A whole number between two bounds. */
export function integer(min = -99_999_999, max = 99_999_999_999): Field<number> {
  return {
    decode(raw, path) {
      const value = string(raw, path);
      if (!/^-?\d{1,15}$/.test(value)) {
        throw invalidRequest(
          `Invalid integer: ${value.slice(0, 40)}`,
          path,
          "parameter_invalid_integer",
        );
      }
      if (Number(value) < min) {
        throw invalidRequest(
          `This value must be greater than or equal to ${min}.`,
          path,
          "parameter_invalid_integer",
        );
      }
      if (Number(value) > max) {
        throw invalidRequest(
          `This value must be less than or equal to ${max}.`,
          path,
          "parameter_invalid_integer",
        );
      }
      return Number(value);
    },
  };
}

/** A decimal number as text, such as `0.25`, up to twelve places. */
export function decimal(): Field<string> {
  return {
    decode(raw, path) {
      const value = string(raw, path);
      if (!/^\d{1,12}(\.\d{1,12})?$/.test(value)) {
        throw invalidRequest(`Invalid decimal: ${value.slice(0, 40)}`, path);
      }
      return value;
    },
  };
}

export function boolean(): Field<boolean> {
  return {
    decode(raw, path) {
      const value = string(raw, path);
      if (value !== "true" && value !== "false") {
        throw invalidRequest(`Invalid boolean: ${value.slice(0, 40)}`, path);
      }
      return value === "true";
    },
  };
}

/** One of a few words. */
export function oneOf<const W extends string>(...words: W[]): Field<W> {
  return {
    decode(raw, path) {
      const value = string(raw, path);
      const word = words.find((candidate) => candidate === value);
      if (word === undefined) {
        throw invalidRequest(`Invalid ${path}: must be ${either(words)}`, path);
      }
      return word;
    },
  };
}

/** A list of at most `max` items. */
export function list<T>(item: Field<T>, max = 100): Field<T[]> {
  return {
    decode(raw, path) {
      const entries = typeof raw === "string" ? undefined : Object.entries(raw);
      if (!entries?.every(([name]) => /^\d+$/.test(name))) {
        throw invalidRequest("Invalid array", path);
      }
      if (entries.length > max) throw invalidRequest(`At most ${max} items are allowed.`, path);
      return entries.sort(([a], [b]) => Number(a) - Number(b))
        .map(([name, value]) => item.decode(value, `${path}[${name}]`));
    },
  };
}

/** Free keys and values; `null` marks a key to remove. */
export function metadata(): Field<Record<string, string | null>> {
  return {
    decode(raw, path) {
      if (raw === "") return {};
      if (typeof raw === "string") throw invalidRequest("Invalid object", path);
      const names = Object.keys(raw);
      if (names.length > 50) throw invalidRequest("You can only specify up to 50 keys.", path);
      return Object.fromEntries(names.map((name) => [name, metadataValue(raw, name, path)]));
    },
  };
}

/** An e-mail address, checked as loosely as Stripe does. */
export function email(): Field<string> {
  return {
    decode(raw, path) {
      const value = text(512).decode(raw, path);
      if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value)) {
        throw invalidRequest(`Invalid email address: ${value}`, path, "email_invalid");
      }
      return value;
    },
  };
}

/** An absolute http or https address. */
export function url(): Field<string> {
  return {
    decode(raw, path) {
      const value = text(5000).decode(raw, path);
      if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) {
        throw invalidRequest("Not a valid URL", path, "url_invalid");
      }
      return value;
    },
  };
}

/** A three-letter currency code, lower case as Stripe answers it. */
export function currency(): Field<string> {
  return {
    decode(raw, path) {
      const value = text(3).decode(raw, path).toLowerCase();
      if (!/^[a-z]{3}$/.test(value)) throw invalidRequest(`Invalid currency: ${value}`, path);
      return value;
    },
  };
}

/** The parameters every list takes; `shape` adds the filters of one list. */
export const paging = { limit: integer(1, 100), starting_after: text(), ending_before: text() };

/** `created=1` or `created[gte]=1`. */
export function createdRange(): Field<{ gt?: number; gte?: number; lt?: number; lte?: number }> {
  const seconds = integer(0);
  const bounds = new Params<{ gt?: number; gte?: number; lt?: number; lte?: number }>({
    gt: seconds,
    gte: seconds,
    lt: seconds,
    lte: seconds,
  });
  return {
    decode(raw, path) {
      if (typeof raw !== "string") return bounds.decode(raw, path);
      const exact = seconds.decode(raw, path);
      return { gte: exact, lte: exact };
    },
  };
}

function metadataValue(raw: RawFields, name: string, path: string): string | null {
  const value = string(raw[name]!, join(path, name));
  if (name.length > 40) {
    throw invalidRequest(`Metadata keys can have up to 40 characters: ${name.slice(0, 50)}`, path);
  }
  if (value.length > 500) {
    throw invalidRequest(
      `Metadata values can have up to 500 characters, but you passed in a value that is ` +
        `${value.length} characters. Invalid value: ${value.slice(0, 20)}...`,
      join(path, name),
    );
  }
  return value === "" ? null : value;
}

function string(raw: Raw, path: string): string {
  if (typeof raw !== "string") throw invalidRequest("Invalid string", path);
  return raw;
}

function either(words: string[]): string {
  const last = words[words.length - 1];
  return words.length === 1
    ? `${last}`
    : `one of ${words.slice(0, -1).join(", ")}${words.length > 2 ? "," : ""} or ${last}`;
}

function emptyString(path: string): ApiError {
  return invalidRequest(
    `You passed an empty string for '${path}'. We assume empty values are an attempt to unset a ` +
      `parameter; however '${path}' cannot be unset. You should remove '${path}' from your ` +
      `request or supply a non-empty value.`,
    path,
    "parameter_invalid_empty",
  );
}
