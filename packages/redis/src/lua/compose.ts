/** A top-level function of Lua source, or what stands between two of them. */
interface Unit {
  /** `undefined` for statements, which run in every script. */
  readonly name: string | undefined;
  readonly text: string;
  /** Marked by a comment `-- rarely`: what it needs alone is made when it is called. */
  readonly isRare: boolean;
  /** The functions it calls. */
  calls: readonly Unit[];
}

const FUNCTION = /^local function (\w+)\(.*\)\n[\s\S]*?^end$/gm;
const RARELY = "-- rarely\n";

/**
 * Puts a script together: of the functions in `source` those that `command` needs. A script makes its functions anew each time it runs, so each
 * that is not there is time saved; and what only rare functions need is inside them, made when they are called.
 */
export function compose(source: string, command: string): string {
  const units = parse(source);
  const called = callsIn(command, units);
  const always = units.filter(({ name }) => name === undefined).flatMap(({ calls }) => calls);
  const outer = reach([...called, ...always], (unit) => (unit.isRare ? [] : unit.calls));
  const texts = units.map((unit) => {
    if (unit.name === undefined) return unit.text;
    if (!outer.has(unit)) return "";
    return unit.isRare ? withNested(unit, outer, units) : unit.text;
  });
  return withoutComments([...texts, command].join("\n"));
}

/** Puts what names in capitals stand for in their place. */
export function replaceWords(text: string, words: Readonly<Record<string, string>>): string {
  const all = new RegExp(`\\b(${Object.keys(words).join("|")})\\b`, "g");
  return text.replaceAll(all, (name) => words[name] ?? name);
}

function parse(source: string): readonly Unit[] {
  const units: Unit[] = [];
  let end = 0;
  const addStatements = (text: string): void => {
    if (withoutComments(text).trim() !== "")
      units.push({ name: undefined, text: withoutComments(text), isRare: false, calls: [] });
  };
  for (const match of source.matchAll(FUNCTION)) {
    const before = source.slice(end, match.index);
    addStatements(before);
    const text = withoutComments(match[0]);
    units.push({ name: match[1], text, isRare: before.endsWith(RARELY), calls: [] });
    end = match.index + match[0].length;
  }
  addStatements(source.slice(end));
  for (const unit of units) {
    unit.calls = callsIn(unit.text, units).filter((called) => called !== unit);
  }
  return units;
}

function callsIn(text: string, units: readonly Unit[]): readonly Unit[] {
  const names = new Set([...text.matchAll(/(?<![.\w:])(\w+)\(/g)].map(([, name]) => name));
  return units.filter(({ name }) => name !== undefined && names.has(name));
}

function reach(from: readonly Unit[], next: (unit: Unit) => readonly Unit[]): ReadonlySet<Unit> {
  const reached = new Set<Unit>();
  const visit = (unit: Unit): void => {
    if (reached.has(unit)) return;
    reached.add(unit);
    for (const each of next(unit)) visit(each);
  };
  for (const unit of from) visit(unit);
  return reached;
}

/** The function with all it needs that is not there anyway, in the order of the source. */
function withNested(unit: Unit, outer: ReadonlySet<Unit>, units: readonly Unit[]): string {
  const needed = reach(unit.calls, ({ calls }) => calls);
  const nested = units.filter((each) => needed.has(each) && !outer.has(each));
  const [head = "", ...body] = unit.text.split("\n");
  return [head, ...nested.map(({ text }) => text), ...body].join("\n");
}

function withoutComments(text: string): string {
  return text.replaceAll(/^\s*--.*\n/gm, "");
}
