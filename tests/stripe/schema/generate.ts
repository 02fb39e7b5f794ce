import ts from "typescript";

/** A JSON Schema, as far as we make them. */
export type Schema = boolean | { [keyword: string]: unknown };

/**
 * One schema for each thing the API can answer: a resource by its `object` name (`customer`), a
 * deleted one (`customer:deleted`), an event by its type (`event:charge.succeeded`).
 */
export type Schemas = Record<string, Schema>;

/**
 * Reads the SDK's own type declarations and writes each resource and event as a strict JSON Schema:
 * every field that is not optional is required, no other field is allowed. Enums are open, as the
 * SDK declares them. A resource inside another is only named; the validator looks into it itself.
 *
 * @param declarations paths of the SDK's `.d.ts` files
 */
export function generateSchemas(declarations: string[]): Schemas {
  const program = ts.createProgram(declarations, {
    strict: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts"],
  });
  const checker = program.getTypeChecker();
  const schemas: Schemas = {};
  for (const file of program.getSourceFiles()) {
    if (!declarations.includes(file.fileName)) continue;
    for (const node of file.statements.filter(ts.isInterfaceDeclaration)) {
      const type = checker.getTypeAtLocation(node);
      const key = keyOf(checker, type);
      if (key) schemas[key] = new Writer(checker).document(type);
    }
  }
  return schemas;
}

/** The key of a resource or event; undefined for every other type. */
function keyOf(checker: ts.TypeChecker, type: ts.Type): string | undefined {
  const object = literalOf(checker, type, "object");
  if (object !== "event") {
    return object && (deletedIn(checker, type) ? `${object}:deleted` : object);
  }
  const event = literalOf(checker, type, "type");
  return event && `event:${event}`;
}

/** The word a property always has, such as `object: "customer"`. */
function literalOf(checker: ts.TypeChecker, type: ts.Type, name: string): string | undefined {
  const property = type.getProperty(name);
  if (!property || property.flags & ts.SymbolFlags.Optional) return undefined;
  const value = checker.getTypeOfSymbol(property);
  return value.isStringLiteral() ? value.value : undefined;
}

function deletedIn(checker: ts.TypeChecker, type: ts.Type): boolean {
  const property = type.getProperty("deleted");
  return property !== undefined &&
    checker.typeToString(checker.getTypeOfSymbol(property)) === "true";
}

/** Writes one type and all it consists of; types that refer to themselves become definitions. */
class Writer {
  #definitions: Record<string, Schema> = {};
  #names = new Map<ts.Type, string>();

  constructor(private readonly checker: ts.TypeChecker) {}

  document(type: ts.Type): Schema {
    const root = this.#object(type) as Record<string, unknown>;
    return { ...root, $defs: this.#definitions };
  }

  #schema(type: ts.Type): Schema {
    if (type.aliasSymbol?.name === "Decimal") {
      return { type: "string", pattern: "^-?\\d+(\\.\\d+)?$" };
    }
    if (type.flags & ts.TypeFlags.Boolean) return { type: "boolean" };
    if (type.isUnion()) return this.#union(type);
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    if (type.flags & ts.TypeFlags.BooleanLiteral) {
      return { const: this.checker.typeToString(type) === "true" };
    }
    if (type.flags & ts.TypeFlags.String) return { type: "string" };
    if (type.flags & ts.TypeFlags.Number) return { type: "number" };
    if (type.flags & ts.TypeFlags.Null) return { type: "null" };
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return true;
    // `string & Record<never, never>` is how the SDK says "or any other word".
    if (type.isIntersection()) return { type: "string" };
    // `previous_attributes`: any few fields of a resource.
    if (type.aliasSymbol?.name === "Partial") return { type: "object" };
    if (this.checker.isArrayType(type)) {
      const [item] = this.checker.getTypeArguments(type as ts.TypeReference);
      return { type: "array", items: this.#schema(item!) };
    }
    const resource = literalOf(this.checker, type, "object");
    return resource ? named(resource) : this.#reference(type);
  }

  #union(type: ts.UnionType): Schema {
    const members = type.types.filter((member) => !absent(member)).map((member) =>
      this.#schema(member)
    );
    const texts = members.filter((member) => isOpenText(member));
    // With an open text among them, single words say nothing more.
    const rest = texts.length
      ? members.filter((member) => !isOpenText(member) && !isWord(member))
      : members;
    const kept = [...texts.slice(0, 1), ...rest];
    return kept.length === 1 ? kept[0]! : { anyOf: kept };
  }

  #reference(type: ts.Type): Schema {
    let name = this.#names.get(type);
    if (!name) {
      name = `T${this.#names.size}`;
      this.#names.set(type, name);
      this.#definitions[name] = this.#object(type);
    }
    return { $ref: `#/$defs/${name}` };
  }

  #object(type: ts.Type): Schema {
    const properties: Record<string, Schema> = {};
    const required: string[] = [];
    for (const property of type.getProperties()) {
      const value = this.checker.getTypeOfSymbol(property);
      const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      const never = value.isUnion() ? value.types.every(absent) : absent(value);
      properties[property.name] = never ? false : this.#schema(value);
      if (!optional) required.push(property.name);
    }
    const index = type.getStringIndexType();
    return {
      type: "object",
      properties,
      required,
      additionalProperties: index ? this.#schema(index) : false,
    };
  }
}

function named(resource: string): Schema {
  return {
    type: "object",
    required: ["object"],
    properties: { object: { const: resource } },
  };
}

function absent(type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) !== 0;
}

function isOpenText(schema: Schema): boolean {
  return typeof schema === "object" && schema.type === "string" && !schema.pattern;
}

function isWord(schema: Schema): boolean {
  return typeof schema === "object" && typeof schema.const === "string";
}
