/** What to do with a package that has just been generated. The red test comes last: it is what is worked with from then on. */
export function nextSteps(name) {
  return `packages/${name} is there. Next:

  1. name the library: a range in its peerDependencies, "catalog:" in its devDependencies and in those of .ci
     (where examples import it), one version in pnpm-workspace.yaml
  2. pnpm install
  3. write packages/${name}/src, from url() on: packages/testkit/README.md, "Write an adapter"
  4. README.md, .changeset/${name}.md, and the table of packages in the root's README.md

See its conformance test fail, with the next method to write in every message:

  pnpm --filter @sessionary/${name} test conformance`;
}
