const KEBAB_CASE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** What is wrong with the name of a new package, in words for whoever typed it; `undefined` when it will do. */
export function nameFlaw(name, exists) {
  if (typeof name !== "string" || name === "") {
    return "An adapter needs a name: pnpm new:adapter undici";
  }
  if (name.startsWith("@"))
    return `Leave the scope out: it becomes @sessionary/<name>, got "${name}"`;
  if (!KEBAB_CASE.test(name)) {
    return `A name is kebab-case (a-z, 0-9, single dashes, a letter first), got "${name}"`;
  }
  if (exists) return `packages/${name} is there already: remove it first, or choose another name`;
  return undefined;
}
