/** What to do with a package that has just been generated. The red test comes last: it is what is worked with from then on. */
export function nextSteps(name) {
  return `packages/${name} is there. Next:

  1. pnpm install
  2. pnpm --filter @sessionary/${name} add --save-peer --save-catalog ${name}
     (the library: a peer with a real range; also in .ci/package.json, when examples import it)
  3. write packages/${name}/src, from url() on: packages/testkit/README.md, "Write an adapter"
  4. README.md, .changeset/${name}.md, and the table of packages in the root's README.md

See its conformance test fail, with the next method to write in every message:

  pnpm --filter @sessionary/${name} test conformance`;
}
